"""`vaultlint attachments`: what is used is never called unused, and the trash is undone to the byte."""

from __future__ import annotations

import json
import random
from pathlib import Path
from urllib.parse import quote

import pytest

PNG = b"\x89PNG\r\n"


def everything(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def report(vaultlint, root: Path, *more: str) -> dict:
    done = vaultlint("attachments", "--format", "json", *more, cwd=root)
    assert done.status == 0, done.err
    return json.loads(done.out)


def unused(vaultlint, root: Path) -> list[str]:
    return [one["path"] for one in report(vaultlint, root)["unused"]]


USES = {
    "wikilink": ("n.md", "[[pic é 1.png]]"),
    "embed": ("n.md", "![[Att/pic é 1.png|100]]"),
    "image": ("n.md", "![x](Att/pic%20%C3%A9%201.png)"),
    "decomposed": ("n.md", "![[pic e\u0301 1.png]]"),
    "other case": ("n.md", "![[PIC É 1.PNG]]"),
    "property": ("n.md", "---\ncover: Att/pic é 1.png\n---\n"),
    "html": ("n.md", '<img src="Att/pic &eacute; 1.png">'),
    "code": ("n.md", "```dataviewjs\ndv.el('img', 'pic é 1.png')\n```"),
    "comment": ("n.md", "%% ![[pic é 1.png]] %%"),
    "escaped": ("n.md", "<a href='Att/pic é\\ 1.png'>"),
    "latin-1": ("n.md", "![[pic é 1.png]]".encode("latin-1")),
    "canvas": (
        "b.canvas",
        '{"nodes":[{"id":"1","type":"file","file":"Att/pic \\u00e9 1.png","x":0,"y":0,"width":1,"height":1}]}',
    ),
    "base": ("b.base", "views:\n  - image: Att/pic é 1.png\n"),
    "excalidraw": ("d.excalidraw.md", "---\nexcalidraw-plugin: parsed\n---\n## Embedded Files\nabc: [[pic é 1.png]]\n"),
    "excluded note": ("Gone/n.md", "![[pic é 1.png]]"),
    "snippet": (".obsidian/snippets/x.css", "a { background: url('Att/pic é 1.png') }"),
    "plugin": (".obsidian/plugins/banner/data.json", '{"banner": "Att/pic é 1.png"}'),
    "page": ("index.html", f"<img src='{quote('pic é 1.png')}'>"),
    "gallery": ("n.md", "```img-gallery\npath: Att\n```"),
}


@pytest.mark.parametrize("use", USES)
def test_a_file_that_is_used_is_not_listed(make_vault, vaultlint, use: str) -> None:
    path, text = USES[use]
    vault = make_vault(
        {path: text, "Att/pic é 1.png": PNG, "free.png": PNG + b"x", "vaultlint.toml": 'exclude = ["Gone/"]\n'}
    )
    assert unused(vaultlint, vault) == ["free.png"]


def test_the_other_parts_of_the_report(make_vault, vaultlint) -> None:
    vault = make_vault(
        {
            ".obsidian/app.json": '{"attachmentFolderPath": "Att"}',
            "n.md": "![[a.png]] ![[gone.png]] [[gone note]]\n\n![x](b.png) ![[big.png]]\n",
            "Att/a.png": PNG,
            "b.png": PNG,
            "Att/big.png": b"x" * 2_000_000,
        }
    )
    found = report(vaultlint, vault, "--max-size", "1")
    assert found["missing"] == [{"source": "n.md", "line": 1, "target": "gone.png"}]
    assert found["duplicates"] == [["Att/a.png", "b.png"]]
    assert [one["path"] for one in found["large"]] == ["Att/big.png"]
    assert found["misplaced"] == [{"path": "b.png", "folder": "Att"}]
    assert found["unused"] == []


def test_trash_moves_and_undo_brings_back(make_vault, vaultlint) -> None:
    vault = make_vault({"n.md": "![[used.png]]\n", "used.png": PNG, "a/free.png": b"1", ".trash/a/free.png": b"old"})
    before = everything(vault)
    assert vaultlint("attachments", "--trash", "--diff", cwd=vault).status == 0
    assert everything(vault) == before
    assert vaultlint("attachments", "--trash", cwd=vault).status == 0
    after = everything(vault)
    assert after == {
        "n.md": b"![[used.png]]\n",
        "used.png": PNG,
        ".trash/a/free.png": b"old",
        ".trash/a/free 2.png": b"1",
    }
    assert vaultlint("undo", cwd=vault).status == 0
    assert everything(vault) == before


def test_nothing_is_moved_if_a_note_cannot_be_read(make_vault, vaultlint, monkeypatch) -> None:
    vault = make_vault({"free.png": PNG})
    (vault / "n.md").symlink_to("nowhere.md")  # listed as no file, so it hides nothing
    (vault / "big.html").write_bytes(b"x" * 50_000_001)
    before = everything(vault)
    done = vaultlint("attachments", "--trash", cwd=vault)
    assert (done.status, everything(vault)) == (2, before)
    assert "big.html" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_random_vaults_lose_nothing(make_vault, vaultlint, seed: int) -> None:
    """An oracle by construction: each file is written into a known number of places, maybe none."""
    chance = random.Random(seed)
    forms = [str, quote, str.upper, lambda name: name.replace("&", "&amp;")]
    stems, suffixes = ["a b", "ü", "x&y", "[1]", "p(2)", "q"], ["png", "pdf", "JPG", "svg"]
    names = [f"{chance.choice(stems)}{number}.{chance.choice(suffixes)}" for number in range(25)]
    files: dict[str, str | bytes] = {chance.choice(["", "Att/", "Att/deep/"]) + name: name.encode() for name in names}
    used = {path for path in files if chance.random() < 0.5}
    notes: dict[str, list[str]] = {}
    for path in used:
        note = chance.choice(["n.md", "sub/m.md", "s.base", "page.html"])
        notes.setdefault(note, []).append(f'<img src="{chance.choice(forms)(path.rpartition("/")[2])}">')
    vault = make_vault({**files, **{note: "\n".join(lines) for note, lines in notes.items()}})
    before = everything(vault)
    assert set(unused(vaultlint, vault)) == files.keys() - used
    assert vaultlint("attachments", "--trash", cwd=vault).status == 0
    kept = {path: data for path, data in everything(vault).items() if not path.startswith(".trash/")}
    assert kept == {path: data for path, data in before.items() if path not in files.keys() - used}
    assert vaultlint("undo", cwd=vault).status == 0
    assert everything(vault) == before
