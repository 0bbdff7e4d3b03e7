"""The rules that put properties and their lists in order, on any front matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.fixing.edits import TextEdit
from vaultlint.fixing.verify import Draft
from vaultlint.markdown.property_blocks import property_blocks
from vaultlint.markdown.spans import Property
from vaultlint.note import Note
from vaultlint.rule import Problem
from vaultlint.rules.upkeep._order import sort_key
from vaultlint.rules.upkeep.property_order import property_order
from vaultlint.rules.upkeep.sorted_list_values import sorted_list_values
from vaultlint.rules.upkeep.title_matches_name import title_matches_name

_NAMES = ("title", "tags", "Aliases", "created", "up", "naïve", "with space", '"quoted"', "'a: b'", "12", "null")
_VALUES = (
    " word", "", " ", " 'it''s'", ' "[[Note]]"', " 2024-05-01", " 3 # of them", " [b, a, C]", ' ["z", \'y\', x ]',
    "\n  - b\n  - a", "\n- 10\n- 9 # c\n- \"8\"", " |\n  two\n  # lines", " >-\n  folded\n\n  text",
    "\n  nested: 1\n  more: [b, a]", " plain\n  continued", ' "quoted\n  continued"', " {b: 1, a: 2}",
)  # fmt: skip
_ODD_VALUES = (
    " [b, # why\n  a]", "\n  - b\n\n  - a", "\n  - b\n  # c\n  - a", " |+\n  kept\n\n", " &x one", " *x", " !!str 1",
    "\n  - &y b\n  - *y", "\n  # comment", " {{date}}", " #tag", " [[Note]]", "\n  - b: 1\n    c: 2\n  - a: 1", " ''",
    " a: b", "\n  - b\n  -\n  - a",
)  # fmt: skip
_BETWEEN = ("# comment\n", "\n", "  # indented\n")
_ODD_BETWEEN = ("# one\n\n", "\n# one\n# two\n", "...\n", "\x0c\n")


def _mostly(usual: tuple[str, ...], odd: tuple[str, ...], nothing: int = 0) -> st.SearchStrategy[str]:
    return st.one_of(*[st.just("")] * nothing, *[st.sampled_from(usual)] * 9, st.sampled_from(odd))


@st.composite
def _notes(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from(_NAMES), min_size=1, max_size=6, unique=draw(st.booleans())))
    parts = [draw(_mostly(_BETWEEN, _ODD_BETWEEN, 30))]
    for name in names:
        parts += [name, ":", draw(_mostly(_VALUES, _ODD_VALUES)), "\n", draw(_mostly(_BETWEEN, _ODD_BETWEEN, 30))]
    text = "---\n" + "".join(parts) + "---\nText [[Note]].\n"
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def _fixed(text: str, problems: Iterable[Problem], *, safe: bool = True) -> str:
    """The text after all fixes, each of which has to be proved as `vaultlint fix` does it."""
    draft = Draft(text.encode())
    for problem in problems:
        if problem.fix is not None:
            edits = [TextEdit(edit.start, edit.end, edit.text) for edit in problem.fix.edits]
            refused = draft.apply(edits, problem.fix.may_change, safe=safe)
            assert refused is None, refused
    return draft.data.decode()


def _values(text: str) -> object:
    """What YAML reads, without the types that depend on its version."""
    return yaml.load(text.replace("\r\n", "\n").split("---\n")[1], Loader=yaml.BaseLoader)


@given(_notes())
def test_properties_in_order_hold_what_they_held(text: str) -> None:
    note = Note("note.md", text)
    order = {"first": ("up", "Tags"), "last": ("title",), "sort_rest": True}
    fixed = _fixed(text, property_order(note.spans(Property), note, **order))
    if fixed != text:
        assert _values(fixed) == _values(text)
        assert Counter(fixed.splitlines(keepends=True)) == Counter(text.splitlines(keepends=True))
        assert fixed.endswith("Text [[Note]].\n" if "\r" not in text else "Text [[Note]].\r\n")
        again = Note("note.md", fixed)
        assert not list(property_order(again.spans(Property), again, **order))


@given(_notes(), st.booleans())
def test_sorted_lists_hold_what_they_held(text: str, descending: bool) -> None:
    note = Note("note.md", text)
    options = {"properties": ("*",), "exclude": ("up",), "descending": descending}
    fixed = _fixed(text, sorted_list_values(note.spans(Property), note, **options))
    if fixed != text:
        before, after = _values(text), _values(fixed)
        assert isinstance(before, dict)
        assert isinstance(after, dict)
        assert before.keys() == after.keys()
        for name, value in before.items():
            now = after[name]
            if isinstance(value, list) and isinstance(now, list) and name != "up":
                assert sorted(map(str, value)) == sorted(map(str, now))
            else:
                assert value == now
        assert Counter(fixed) == Counter(text)
        again = Note("note.md", fixed)
        assert not [one for one in sorted_list_values(again.spans(Property), again, **options) if one.fix]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("a: 1\n# of b\nb: 2\n", ["a: 1\n", "# of b\nb: 2\n"]),
        ("# of all\n\na: 1\nb: 2\n", None),
        ("a:\n  - 1\n  # within\nb: 2\n", ["a:\n  - 1\n  # within\n", "b: 2\n"]),
        ("a: |\n  text\n\n\n# of b\nb: 2\n", ["a: |\n  text\n\n\n", "# of b\nb: 2\n"]),
        ("a: 1\n\n# of both?\n\nb: 2\n", None),
        ("a: 1\nb: 2\n# of both?\n", None),
        ("a: 1\nA: 2\n", None),
        ("a: &x 1\nb: *x\n", None),
        ("<<: {c: 1}\nb: 2\n", None),
        ("{a: 1, b: 2}\n", None),
        ("? a\n: 1\nb: 2\n", None),
        ("a: 1\u2028\nb: 2\n", None),
        ("a: 1\rb: 2\n", None),
        ("a: {{date}}\nb: 2\n", None),
        ("- a\n- b\n", None),
        ("a: [\nb: 2\n", None),
    ],
)
def test_blocks(text: str, blocks: list[str] | None) -> None:
    note = Note("note.md", f"---\n{text}---\n")
    assert note.front_matter is not None
    found = property_blocks(note.text, note.front_matter)
    assert (found and [note.text[one.start : one.end] for one in found]) == blocks


def test_sort_key() -> None:
    words = ["Zoe", "part 10", "part 2", "boats-x", "boats/sail", "boats", "Émile", "emilia", "zoe", "part 02"]
    wanted = ["boats", "boats/sail", "boats-x", "Émile", "emilia", "part 02", "part 2", "part 10", "Zoe", "zoe"]
    assert sorted(words, key=sort_key) == wanted


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"), min_size=1, max_size=20),
    st.sampled_from(("title: x # a comment", "title: 'x'", 'a: [b]\ntitle: "x"', "title: [x", "a: b", "title: x\n  y")),
    st.sampled_from(("\n", "\r\n")),
)
def test_any_name_is_read_as_it_is(name: str, yaml_text: str, end: str) -> None:
    note = Note(f"{name}.md", f"---\n{yaml_text}\n---\nText.\n".replace("\n", end))
    fixed = Note(note.path, _fixed(note.text, title_matches_name(note, insert=True), safe=False))
    if fixed.text != note.text:
        entry = fixed.top_property("title")
        assert entry is not None
        assert entry.value == normalize("NFC", name)
        assert fixed.text.endswith(f"{end}---{end}Text.{end}")
        assert "# a comment" in fixed.text or "# a comment" not in note.text
        assert not list(title_matches_name(fixed, insert=True))


def test_fix_and_format_agree(make_vault: Callable[..., Path], run_here: Callable[..., Any]) -> None:
    text = "---\nstatus:   open\ntags: [ sea,boats ]\n\n# Who keeps her\nowner: 'Ada'\ntitle: x\n---\n# A\n*  one\n"
    root = make_vault(
        {
            "Gull.md": text,
            "vaultlint.toml": 'select = ["upkeep"]\n[rules.property-order]\nfirst = ["title"]\nsort-rest = true\n',
        }
    )
    assert run_here("fix", "--unsafe-fixes", cwd=root).status == 0
    fixed = (root / "Gull.md").read_text("utf-8")
    assert fixed.startswith(
        "---\ntitle: Gull\n# Who keeps her\nowner: 'Ada'\nstatus:   open\ntags: [ boats,sea ]\n\n---\n"
    )
    assert run_here("format", cwd=root).status == 0
    formatted = (root / "Gull.md").read_text("utf-8")
    assert formatted.partition("---\n# A")[0] == fixed.partition("---\n# A")[0]
    assert run_here("fix", "--unsafe-fixes", cwd=root).status == 0
    assert (root / "Gull.md").read_text("utf-8") == formatted
    for _ in range(2):
        assert run_here("undo", cwd=root).status == 0
    assert (root / "Gull.md").read_text("utf-8") == text
