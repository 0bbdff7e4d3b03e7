"""Folders that are not Obsidian vaults: what they are, and how their links resolve."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vaultlint.resolution.commonmark import slug


@pytest.fixture
def bare(tmp_path: Path):
    """Writes files into a folder without `.obsidian`."""

    def make(files: dict[str, str]) -> Path:
        root = tmp_path / "folder"
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")
        return root

    return make


def links(vaultlint, root: Path) -> dict[str, tuple[str, str | None]]:
    done = vaultlint("links", "--format", "json", "--no-cache", cwd=root)
    assert done.status in (0, 1), done.err
    return {row["raw"]: (row["status"], row["path"]) for row in json.loads(done.out)}


def test_a_wikilink_that_resolves_makes_a_folder_a_vault(bare, vaultlint):
    root = bare({"a.md": "[[b]] [x](#two-words)\n\n# Two words\n", "b.md": "x\n"})
    assert links(vaultlint, root)["[x](#two-words)"][0] == "missing-heading"
    (root / "b.md").unlink()
    assert links(vaultlint, root) == {"[x](#two-words)": ("resolved", "a.md")}, "one that leads nowhere does not decide"


def test_paths_count_from_the_note_and_a_slash_means_the_root(bare, vaultlint):
    root = bare(
        {
            "a.md": "x\n",
            "docs/a.md": "x\n",
            "docs/guide/index.md": "x\n",
            "docs/b.md": "[1](a.md) [2](/a.md) [3](../a.md) [4](guide/) [5](guide) [6](a) "
            "[7](./nothing.md) [8](../../up.md)\n",
        }
    )
    (root.parent / "up.md").write_text("x\n")
    assert links(vaultlint, root) == {
        "[1](a.md)": ("resolved", "docs/a.md"),
        "[2](/a.md)": ("resolved", "a.md"),
        "[3](../a.md)": ("resolved", "a.md"),
        "[4](guide/)": ("resolved", "docs/guide/index.md"),
        "[5](guide)": ("resolved", "docs/guide/index.md"),
        "[6](a)": ("resolved", "docs/a.md"),
        "[7](./nothing.md)": ("missing-note", None),
        "[8](../../up.md)": ("external", None),
    }
    (root / "vaultlint.toml").write_text('site-root = "docs"\n')
    assert links(vaultlint, root)["[2](/a.md)"] == ("resolved", "docs/a.md")


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Severity levels (1 & 2)", "severity-levels-1--2"),
        ("`code` and *stars*", "code-and-stars"),
        ("Über_uns – Ärger", "über_uns--ärger"),
        ("A [link](https://x.example)", "a-link"),
    ],
)
def test_slugs(heading, anchor):
    assert slug(heading) == anchor


def test_fragments_are_slugs_ids_and_numbered_repeats(bare, vaultlint):
    root = bare(
        {
            "a.md": "# Log\n\n# Log\n\n## Tides {#sea}\n\n<a id='quay'></a>\n\n"
            "[1](#log) [2](#log-1) [3](#log-2) [4](#sea) [5](#tides) [6](#quay) [7](#Log) [8](#no)\n"
        }
    )
    found = {raw: status for raw, (status, _) in links(vaultlint, root).items()}
    missing = {raw for raw, status in found.items() if status == "missing-heading"}
    assert missing == {"[3](#log-2)", "[8](#no)"}


def test_fixes_write_slugs_and_relative_paths(bare, vaultlint):
    root = bare(
        {"a.md": "# Night watch\n", "d/b.md": "[w](../a.md#nigth-watch) [g](a.md) [o](oter.md)\n", "d/other.md": ""}
    )
    vaultlint("fix", "--unsafe-fixes", "--no-cache", cwd=root)
    assert (root / "d/b.md").read_text() == "[w](../a.md#night-watch) [g](../a.md) [o](oter.md)\n"


def test_a_note_moves_with_its_relative_links(bare, vaultlint):
    root = bare({"a.md": "[b](d/b.md) [[no]]\n", "d/b.md": "[a](../a.md)\n", "e/f/x.md": "x\n"})
    done = vaultlint("mv", "d/b.md", "e/f/c.md", "--vault", ".", cwd=root)
    assert done.status == 0, done.err
    assert (root / "a.md").read_text() == "[b](e/f/c.md) [[no]]\n"
    assert (root / "e/f/c.md").read_text() == "[a](../../a.md)\n"


def test_logseq_and_dendron_are_named_once(bare, vaultlint):
    root = bare({"logseq/config.edn": "{}\n", "pages/A.md": "- [[None]]\n-\n- b\n", "logseq/bak/A.md": "-\n- â€™\n"})
    done = vaultlint("check", "--no-cache", cwd=root)
    assert (done.status, done.out, done.err.count("Logseq")) == (0, "", 1)
    assert vaultlint("check", "--no-cache", "--select", "empty-bullet", cwd=root).status == 1, "unless it is asked for"
