"""`vaultlint format` as a user calls it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from vaultlint.formatting import Style
from vaultlint.formatting.format_vault import format_notes
from vaultlint.settings import VaultSettings

VAULT = {
    "a.md": "#  A\ntext\n",
    "b.md": "# B\n",
    "dir/c.md": "-   c\r\n",
    "d.md": b"*  caf\xe9\n",
    "t.md": "*  {{title}}\n",
}


def test_notes_are_written_and_come_back(make_vault: Callable[..., Path], vaultlint: Callable) -> None:
    root = make_vault(VAULT)
    done = vaultlint("format", cwd=root)
    assert done.status == 0
    assert (root / "a.md").read_bytes() == b"# A\n\ntext\n"
    assert (root / "dir/c.md").read_bytes() == b"- c\r\n"
    assert "d.md: left alone: its bytes are not UTF-8." in done.err
    assert "Formatted 2 notes of 5. 2 notes left alone." in done.err
    assert "t.md" not in done.err
    assert vaultlint("format", cwd=root).err.count("Formatted 0 notes") == 1
    assert vaultlint("undo", cwd=root).status == 0
    assert (root / "a.md").read_bytes() == b"#  A\ntext\n"
    assert (root / "dir/c.md").read_bytes() == b"-   c\r\n"


def test_check_and_diff_write_nothing(make_vault: Callable[..., Path], vaultlint: Callable) -> None:
    root = make_vault(VAULT)
    checked = vaultlint("format", "--check", cwd=root)
    assert (checked.status, checked.out) == (1, "a.md: would be formatted\ndir/c.md: would be formatted\n")
    shown = vaultlint("format", "--diff", "a.md", cwd=root)
    assert shown.status == 0
    assert "-#  A\n+# A\n+\n text\n" in shown.out
    assert vaultlint("format", "--diff", "--check", "a.md", cwd=root).status == 1
    assert vaultlint("format", "--check", "b.md", cwd=root).status == 0
    assert (root / "a.md").read_bytes() == b"#  A\ntext\n"


def test_standard_input(make_vault: Callable[..., Path], vaultlint: Callable) -> None:
    root = make_vault(VAULT)
    assert vaultlint("format", "-", "--stdin-filename", "new.md", cwd=root, stdin=b"#  A\ntext").out == "# A\n\ntext\n"
    assert vaultlint("format", "-", cwd=root, stdin=b"*  {{title}}\n").out == "*  {{title}}\n"
    checked = vaultlint("format", "--check", "-", cwd=root, stdin=b"#  A\n")
    assert checked.status == 1
    assert "would be formatted" in checked.out
    assert vaultlint("format", "-", "a.md", cwd=root).status == 2


def test_style_comes_from_the_configuration(make_vault: Callable[..., Path], vaultlint: Callable) -> None:
    root = make_vault({"a.md": "- a\n", "vaultlint.toml": '[format]\nlist-marker = "*"\n'})
    assert vaultlint("format", "--check", "--isolated", cwd=root).status == 0
    assert vaultlint("format", cwd=root).status == 0
    assert (root / "a.md").read_text() == "* a\n"
    (root / "vaultlint.toml").write_text('[format]\nmarker = "*"\n')
    wrong = vaultlint("format", cwd=root)
    assert wrong.status == 2
    assert "list-marker" in wrong.err
    assert "vaultlint.toml" in wrong.err


def test_excluded_notes_are_formatted_only_if_named(make_vault: Callable[..., Path], vaultlint: Callable) -> None:
    root = make_vault({"a.md": "#  A\n", "x/b.md": "#  B\n", "vaultlint.toml": 'exclude = ["x/"]\n'})
    vaultlint("format", cwd=root)
    assert (root / "a.md").read_text() == "# A\n"
    assert (root / "x/b.md").read_text() == "#  B\n"
    vaultlint("format", "x/b.md", "--force-exclude", cwd=root)
    assert (root / "x/b.md").read_text() == "#  B\n"
    vaultlint("format", "x/b.md", cwd=root)
    assert (root / "x/b.md").read_text() == "# B\n"


def test_what_is_kept_is_listed(make_vault: Callable[..., Path], vaultlint: Callable) -> None:
    root = make_vault({"a.md": "#  A\n\n-   a\n\n\t<div>\n\tb\n"})
    done = vaultlint("format", "--verbose", cwd=root)
    assert "a.md:3: bullet_list kept as written: its new layout would change HTML." in done.err
    assert (root / "a.md").read_text() == "# A\n\n-   a\n\n\t<div>\n\tb\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_note_that_cannot_be_read_does_not_stop_the_run(make_vault: Callable[..., Path], vaultlint: Callable) -> None:
    root = make_vault({"a.md": "#  A\n", "b.md": "#  B\n"})
    (root / "a.md").chmod(0)
    assert vaultlint("format", cwd=root).status == 2
    assert (root / "b.md").read_text() == "# B\n"


def test_the_number_of_jobs_changes_nothing(make_vault: Callable[..., Path]) -> None:
    names = [f"n{number:03}.md" for number in range(200)]
    root = make_vault({name: f"# {number}\n*  a\n" for number, name in enumerate(names)})
    one, many = (list(format_notes(root, names, Style(), VaultSettings(), jobs)) for jobs in (1, 3))
    assert one == many
    assert all(each.changed for each in one)
