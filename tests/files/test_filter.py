"""Which notes `.gitignore` and `exclude` leave out."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from vaultlint.vault.files import Filter, Tree
from vaultlint.vault.ignore_patterns import IgnorePatterns

PARTS = ("a", "ab", "b.md", "A.md", "note [1].md", "venv", ".x", "a b.md", "#x.md", "!y.md", "*.md", "é.md")
PATHS = st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=3).map("/".join), min_size=1, max_size=6)
LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ("*.md", "!b.md", "venv/", "/a", "a/b.md", "**/ab", "a/**", "[ab]", "note \\[1\\].md", "*", "\\#x.md")
        ),
        st.sampled_from(
            ("\\!y.md", "!*.md", "a?.md", "A.md ", "a\\ b.md", "[Aa].md", "*.cab", "é*", "Icon", "#x.md", "\\*.md")
        ),
        st.text("ab*?/![]\\ #.", max_size=6),
    ),
    max_size=6,
)


def skipped(lines: list[str], path: str) -> bool:
    """What gitignore(5) says: a file in an ignored folder is ignored, whatever later lines say of it."""
    spec = IgnorePatterns(lines)
    folders = [path[:at] for at, sign in enumerate(path) if sign == "/"]
    return any(spec.excludes_entry(one, folder=True) for one in folders) or spec.excludes_entry(path, folder=False)


@given(LINES, PATHS)
def test_patterns_that_cannot_match_are_not_asked_and_change_nothing(lines: list[str], paths: list[str]) -> None:
    tree = Tree(Path("/nowhere"), sorted(set(paths)))
    chosen = Filter(tree, lines, respect_gitignore=False)
    assert [chosen.skips(path) for path in tree.files] == [skipped(lines, path) for path in tree.files]


@given(st.lists(st.text("ab*?/![]\\ #-^.", max_size=9), max_size=4), PATHS)
@settings(max_examples=60, deadline=None)
def test_patterns_mean_what_git_says(lines: list[str], paths: list[str]) -> None:
    paths = sorted({path for path in paths if "//" not in path})
    spec = IgnorePatterns(lines)
    assert [path for path in paths if spec.match_file(path)] == ignored_by_git(lines, paths)


def ignored_by_git(lines: list[str], paths: list[str]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
        Path(folder, ".gitignore").write_text("\n".join(lines) + "\n", "utf-8")
        for path in paths:
            target = Path(folder, path)
            if not target.is_dir() and not any(one.is_file() for one in target.parents if one != Path(folder)):
                target.parent.mkdir(parents=True, exist_ok=True)
        given = "".join(path + "\0" for path in paths).encode()
        command = ["git", "-c", "core.excludesFile=", "check-ignore", "--no-index", "-z", "--stdin"]
        done = subprocess.run(command, cwd=folder, input=given, capture_output=True)
        return sorted(done.stdout.decode().split("\0")[:-1])
