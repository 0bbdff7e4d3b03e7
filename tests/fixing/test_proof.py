"""The proof: a change that the fix did not declare is told, whatever it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.fixing.edits import TextEdit, apply_edits
from vaultlint.fixing.verify import difference as difference_of_documents
from vaultlint.markdown.document import Document


def difference(old: str, new: str, edits: list[TextEdit], may_change: Iterable[str]) -> str | None:
    return difference_of_documents(Document(old), Document(new), edits, frozenset(may_change))


def prove(old: str, fragment: str, replacement: str, *may_change: str) -> str | None:
    start = old.index(fragment)
    edit = TextEdit(start, start + len(fragment), replacement)
    return difference(old, apply_edits(old, [edit]), [edit], may_change)


@pytest.mark.parametrize(
    ("old", "fragment", "replacement"),
    [
        ("Caf\u00c3\u00a9 [[a]] #tag ^id\n", "\u00c3\u00a9", "\u00e9"),
        ("# Caf\u00c3\u00a9\n\n[x](b.md)\n", "\u00c3\u00a9", "\u00e9"),
        ("> [!note] Caf\u00c3\u00a9\n> `code` $x$\n", "\u00c3\u00a9", "\u00e9"),
        ("| Caf\u00c3\u00a9 | b |\n|---|---|\n| c | d |\n", "\u00c3\u00a9", "\u00e9"),
        ("- [x] Caf\u00c3\u00a9 \U0001f4c5 2024-01-01\n", "\u00c3\u00a9", "\u00e9"),
    ],
)
def test_a_repair_in_the_text_is_proved(old, fragment, replacement):
    assert prove(old, fragment, replacement) is None


@pytest.mark.parametrize(
    ("old", "fragment", "replacement", "word"),
    [
        ("see [[a]] here\n", "[[a]]", "[a]", "link"),
        ("see [[a]] here\n", "a]]", "b]]", "link"),
        ("[t](x.md)\n", "x.md", "y.md", "link"),
        ("#tag\n", "#tag", "# tag", "heading"),
        ("text\n", "text", "# text", "heading"),
        ("## two\n", "## ", "# ", "heading"),
        ("a `code` b\n", "code", "Code", "code"),
        ("```\nx\n```\n", "x", "y", "code"),
        ("$a_b$\n", "a_b", "a\\_b", "math"),
        ("- [ ] task\n", "[ ]", "[x]", "list"),
        ("- a\n- b\n", "- b", "b", "list"),
        ("> [!note] t\n", "note", "NOTE", "callout"),
        ("text ^id\n", "^id", "^id2", "block id"),
        ("a ==b== c\n", "==b==", "b", "highlight"),
        ("a %%b%% c\n", "%%b%%", "b", "comment"),
        ("---\na: 1\n---\n", "1", "2", "property"),
        ("---\na: 1\n---\n", "---\na", "a", "heading"),
        ("a[^1]\n\n[^1]: b\n", "[^1]: b", "b", "footnote"),
        ("| a | b |\n|---|---|\n", "| b |", "|", "table"),
        ("<b>x</b>\n", "<b>", "<i>", "HTML"),
    ],
)
def test_what_a_fix_did_not_declare_is_refused(old, fragment, replacement, word):
    told = prove(old, fragment, replacement)
    assert told is not None
    assert word in told


def test_a_declared_kind_may_change_where_the_edit_is_and_nowhere_else():
    old = "- a\n- \n- [x] b\n"
    start = old.index("- \n")
    edit = TextEdit(start, start + 3, "")
    assert difference(old, apply_edits(old, [edit]), [edit], ["list"]) is None
    spoiled = apply_edits(old, [edit]).replace("[x]", "[ ]")
    assert difference(old, spoiled, [edit], ["list"]) is not None


def test_the_container_of_what_goes_is_nothing_new():
    old = "- a\n  - b\n  - \n- c\n"
    start = old.index("  - \n")
    edit = TextEdit(start, start + 5, "")
    assert difference(old, apply_edits(old, [edit]), [edit], ["list"]) is None


@given(st.text("ab `*_[]()#>-!|~=%$^\n", max_size=40))
def test_no_edit_is_always_proved(text):
    assert difference(text, text, [], []) is None


@pytest.mark.parametrize(
    "properties",
    [
        "place:\n  - name: Kiel\n    depth: 6\n",
        "place:\n  name: Kiel\n  depth: 6\n",
        "text: |\n  one\n  two\n",
        "text: >-\n  one\n  two\n",
        "text: 'one\n  two'\n",
        "tags: [a,\n  b]\n",
    ],
)
@pytest.mark.parametrize(("old_end", "new_end"), [("\n", "\r\n"), ("\r\n", "\n"), ("\r", "\n")])
def test_line_endings_of_properties_are_no_part_of_their_values(
    make_vault: Callable[..., Path], vaultlint: Callable, properties: str, old_end: str, new_end: str
) -> None:
    matter, text = f"---\n{properties}---\n", "".join(f"line {at}\n" for at in range(12))
    root = make_vault({"a.md": (matter.replace("\n", old_end) + text.replace("\n", new_end)).encode()})
    vaultlint("fix", "--select", "mixed-line-endings", "a.md", cwd=root)
    assert (root / "a.md").read_bytes() == (matter + text).replace("\n", new_end).encode()


def test_a_changed_value_of_a_nested_property_is_refused() -> None:
    assert prove("---\nplace:\n  - name: Kiel\n---\n", "Kiel", "Kile") is not None
