"""`format` on notes as bytes: only layout changes, twice is once, and what is not Markdown keeps its bytes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rendered import rendered
from test_formatting_any_note import notes, styles

from vaultlint.formatting import Style
from vaultlint.formatting.block_selection import Block, Part, parts_of, select
from vaultlint.formatting.equivalence import unlike
from vaultlint.formatting.format_note import NoteFormatter
from vaultlint.settings import VaultSettings

FORMATTERS: dict[Style, NoteFormatter] = {}
LAYOUT = re.compile(r"[\s>\-+*_=#|:`~.)\d]+")


def formatted(data: bytes, style: Style) -> bytes:
    made = FORMATTERS.setdefault(style, NoteFormatter(style, VaultSettings()))
    return made.format("note.md", data).after


#: Marks in any order: no person wrote such a note, and none may come out as another.
NOISE = st.text("-*+_#>`~|=%$^[]()!:<x1. \t\n", max_size=60)
ends = st.sampled_from(["\n", "\r\n"])


@settings(max_examples=250)
@given(st.one_of(notes, NOISE, st.text(max_size=40)), styles, ends, st.sampled_from(["", "\ufeff"]))
def test_formatting_twice_is_formatting_once(note: str, style: Style, end: str, mark: str) -> None:
    data = (mark + note.replace("\n", end)).encode("utf-8", "surrogatepass")
    once = formatted(data, style)
    assert formatted(once, style) == once


@settings(max_examples=250)
@given(st.one_of(notes, NOISE), styles)
def test_formatting_changes_layout_and_nothing_else(note: str, style: Style) -> None:
    after = formatted(note.encode(), style).decode()
    assert LAYOUT.sub("", after) == LAYOUT.sub("", note)
    if "%%" not in note:  # this renderer knows no comments
        assert rendered(after) == rendered(note)


@settings(max_examples=60)
@given(notes, ends)
def test_line_ends_are_kept(note: str, end: str) -> None:
    after = formatted(note.replace("\n", end).encode(), Style()).decode()
    assert after.count("\n") == after.count(end)
    assert after.count("\r") == (after.count("\n") if end == "\r\n" else 0)


@pytest.mark.parametrize(
    "data",
    [
        b"a\r\nb\n*  c\n",
        b"a\rb\r*  c\r",
        b"*  a\0b\n",
        b"*  caf\xe9\n",
        b"*  {{title}}\n",
        b"*  <% x %>\n",
        b"<<<<<<< a\n*  b\n",
        b"---\nexcalidraw-plugin: parsed\n---\n*  a\n",
        b"---\nkanban-plugin: board\n---\n*  a\n",
        b"---\ntags: a\n*  a\n",
    ],
)
def test_what_is_not_to_be_laid_out_is_left_alone(data: bytes) -> None:
    one = NoteFormatter(Style(), VaultSettings()).format("note.md", data)
    assert one.after == data
    assert one.left_alone


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n", "b\n"),
        ("a b\n", "ab\n"),
        ("- a\n- b\n", "- a\n\n- b\n"),
        ("- a\n\n* b\n", "- a\n\n- b\n"),
        ("1. a\n3. b\n", "1. a\n2. b\n"),
        ("*a*\n", "**a**\n"),
        ("a\\*b\n", "a*b\n"),
        ("[x](y)\n", "[x](<y>)\n"),
        ("[[a]]\n", "[[a ]]\n"),
        ("#tag\n", "# tag\n"),
        ("# a\n", "## a\n"),
        ("```\nx\n```\n", "```\nx \n```\n"),
        ("```\nx\n```\n", "    x\n"),
        ("$a b$\n", "$a  b$\n"),
        ("> [!note]\n> a\n", "> [!NOTE]\n> a\n"),
        ("> [!note]\n> a\n", "> [!note]\n\n> a\n"),
        ("%% a  b %%\n", "%% a b %%\n"),
        ("%%\n- a\n%%\n", "%%\n* a\n%%\n"),
        ("---\na:  b\n---\n", "---\na: b\n---\n"),
        ("---\na: b\n", "---\n\na: b\n"),
        ("a  \nb\n", "a\nb\n"),
        ("a\nb\n", "a b\n"),
        ("- [x] a\n", "- [X] a\n"),
        ("a ^id\n", "a\n^id\n"),
        ("> q\n^id\n", "> q\n\n^id\n"),
        ("| a |\n|---|\n| b |\n", "| a |\n|---|\n| b | c |\n"),
        ("| a |\n|---|\n", "| a |\n|:--|\n"),
        ("a[^1]\n\n[^1]: b\n", "a[^1]\n\n[^1]: b\n    c\n"),
        ("<div>\n a\n</div>\n", "<div>\na\n</div>\n"),
        ("==a==\n", "== a==\n"),
        ("- a\n\t- b\n", "- a\n- b\n"),
        ("text\n- a\n", "text - a\n"),
    ],
)
def test_the_proof_sees(old: str, new: str) -> None:
    assert unlike(old, old, Style()) is None
    assert unlike(old, new, Style()) is not None
    assert unlike(new, old, Style()) is not None


def test_blocks_that_fail_are_kept_and_the_others_are_not() -> None:
    parts = [Part(1, "paragraph", "a  \n", "a\n"), Part(2, "gap", "\n\n", "\n"), Part(4, "list", "* b\n", "- c\n")]
    note = "".join(part.old for part in parts)
    selected = select(note, parts, lambda old, new: "a letter" if ("b" in old) != ("b" in new) else None)
    assert selected.text == "a\n\n* b\n"
    assert [(one.row, one.kind, one.reason) for one in selected.kept] == [(4, "list", "a letter")]


def test_blocks_that_fail_together_are_told_apart() -> None:
    parts = [Part(number, "paragraph", f"{number} \n", f"{number}\n") for number in range(1, 40)]
    note = "".join(part.old for part in parts)

    def unlike_together(old: str, new: str) -> str | None:
        return "both" if len(new) > 9 and "7\n" in new and "\n30\n" in new else None

    selected = select(note, parts, unlike_together)
    assert len(selected.kept) == 1
    assert selected.text.count(" \n") == 1


def test_parts_are_the_note() -> None:
    note = "\n# a\ntext\n\n\n- b"
    blocks = [Block(1, 2, "heading", 0, "# a"), Block(2, 3, "paragraph", 1, "text"), Block(5, 6, "list", 1, "- b")]
    parts = parts_of(note, blocks)
    assert "".join(part.old for part in parts) == note
    assert "".join(part.new for part in parts) == "# a\n\ntext\n\n- b\n"
