"""What git says of a vault: staged and changed files."""

from __future__ import annotations

from pathlib import Path

import pytest
from vaults import LONG, git, repository, write

from vaultlint.errors import Failure
from vaultlint.git import changes_since, read_staged, staged_changes, staged_files, untracked_files


def test_staged_and_changed_files(tmp_path: Path) -> None:
    repository(tmp_path, {"a.md": LONG, "b.md": "b\n", "c d.md": "c\n", ".gitignore": "*.log\n"})
    git(tmp_path, "mv", "a.md", 'ä "q".md')
    git(tmp_path, "rm", "--quiet", "b.md")
    write(tmp_path, {"c d.md": "staged\n", "x.log": "", "new.md": "new\n"})
    git(tmp_path, "add", "c d.md")
    write(tmp_path, {"c d.md": "not staged\n"})
    staged = staged_changes(tmp_path)
    assert staged == ({"c d.md", 'ä "q".md'}, {"a.md", "b.md"})
    assert read_staged(tmp_path, ["c d.md", "gone.md", 'ä "q".md']) == {
        "c d.md": b"staged\n",
        'ä "q".md': LONG.encode(),
    }
    assert set(staged_files(tmp_path)) == {".gitignore", "c d.md", 'ä "q".md'}
    assert untracked_files(tmp_path) == ["new.md"]
    assert changes_since(tmp_path, "HEAD").changed == {"c d.md", 'ä "q".md', "new.md"}
    assert read_staged(tmp_path, []) == {}


def test_a_revision_that_is_not_there(tmp_path: Path) -> None:
    repository(tmp_path, {"a.md": "a\n"})
    with pytest.raises(Failure, match="no such commit"):
        changes_since(tmp_path, "--upload-pack=evil")
