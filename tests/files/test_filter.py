"""Which notes `.gitignore` and `exclude` leave out."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from vaultlint.vault.files import Filter, Tree, patterns

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
    spec = patterns(lines)
    folders = [path[:at] for at, sign in enumerate(path) if sign == "/"]
    return any(spec.match_file(folder + "/") for folder in folders) or spec.match_file(path)


@given(LINES, PATHS)
def test_patterns_that_cannot_match_are_not_asked_and_change_nothing(lines: list[str], paths: list[str]) -> None:
    tree = Tree(Path("/nowhere"), sorted(set(paths)))
    chosen = Filter(tree, lines, respect_gitignore=False)
    assert [chosen.skips(path) for path in tree.files] == [skipped(lines, path) for path in tree.files]
