"""`init` looks at the vault and proposes; what it writes can be read and changes nothing by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def lived_in(make_vault) -> Path:
    return make_vault(
        {
            ".obsidian/templates.json": json.dumps({"folder": "Templates"}),
            ".obsidian/daily-notes.json": json.dumps({"folder": "Daily"}),
            ".obsidian/app.json": json.dumps({"attachmentFolderPath": "assets"}),
            "Templates/new.md": "- \n- a\n",
            "Daily/2024-01-01.md": "- \n- a\n",
            "Archive/old.md": "![[gone.png]]\n",
            "drawing.md": "---\nexcalidraw-plugin: parsed\n---\n",
            "assets/a.png": b"",
        }
    )


def test_it_says_what_it_saw(lived_in, vaultlint):
    done = vaultlint("init", cwd=lived_in / "Daily")
    assert (done.status, f"Wrote {lived_in / 'vaultlint.toml'}." in done.out) == (0, True)
    assert "`vaultlint check` reports 2 problems today; `vaultlint fix` fixes 1." in done.out
    text = (lived_in / "vaultlint.toml").read_text("utf-8")
    for words in (
        "# Seen: 4 notes (1 kB), 1 other file.",
        "# Templates lie in Templates/",
        "# Attachments go to assets/.",
        "1 Excalidraw note",
        '# paths = ["/Daily/"]',
        '# paths = ["/Archive/"]',
        "1  broken-link",
    ):
        assert words in text, words


def test_what_it_writes_changes_nothing_by_itself(lived_in, vaultlint):
    before = vaultlint("check", cwd=lived_in).out
    vaultlint("init", cwd=lived_in)
    assert vaultlint("check", cwd=lived_in).out == before
    text = (lived_in / "vaultlint.toml").read_text("utf-8")
    proposed = text.replace("\n# [[overrides]]", "\n[[overrides]]").replace("\n# paths", "\npaths")
    (lived_in / "vaultlint.toml").write_text(proposed.replace("\n# ignore", "\nignore"), "utf-8")
    assert vaultlint("check", cwd=lived_in).out != before


def test_a_published_vault_gets_the_preset_for_it(make_vault, vaultlint):
    root = make_vault({".obsidian/publish.json": "{}", "a.md": "x\n"})
    assert 'preset = "publish"' in vaultlint("init", "--print", cwd=root).out
    assert not (root / "vaultlint.toml").exists()


def test_what_is_there_is_never_overwritten(lived_in, vaultlint):
    (lived_in / "vaultlint.toml").write_text("ignore = []\n")
    done = vaultlint("init", cwd=lived_in)
    assert (done.status, "exists already" in done.err) == (2, True)
    assert (lived_in / "vaultlint.toml").read_text() == "ignore = []\n"


def test_no_such_folder(tmp_path, vaultlint):
    assert vaultlint("init", tmp_path / "none", cwd=tmp_path).status == 2
