"""Every damage that linters and formatters of notes were seen to do, and that this one must not.

Each note goes through `fix`, through `fix` with all rules and unsafe fixes, and through `format`. What is not said to
change comes out as written, byte for byte.
"""

# ruff: noqa: E501 (a note in one line can be compared with its neighbors)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from vaultlint.config import Config
from vaultlint.engine.overlay import Overlay
from vaultlint.engine.plan import Plan, make_plan
from vaultlint.engine.session import Scope, Session
from vaultlint.fixing.fixer import Fixer
from vaultlint.formatting import Style
from vaultlint.formatting.format_note import NoteFormatter
from vaultlint.rule_selection import Selection
from vaultlint.settings import VaultSettings
from vaultlint.vault.files import scan


@dataclass(frozen=True)
class Case:
    """A note, and what may become of it where that is not the note itself."""

    note: bytes
    fixed: bytes | None = None
    with_all: bytes | None = None
    formatted: bytes | None = None


def same(note: str) -> Case:
    return Case(note.encode())


def case(note: str, *, fixed: str | None = None, with_all: str | None = None, formatted: str | None = None) -> Case:
    return Case(*(None if one is None else one.encode() for one in (note, fixed, with_all, formatted)))  # type: ignore[arg-type]


CASES = {
    # Seen in a run of one of the tools that people use today.
    "an item over a lone indented dash is no setext heading": case("- a\n  - \n- b\n", fixed="- a\n- b\n", with_all="- a\n- b\n"),
    "an item over a lone indented dash with text below": case("- a\n\t- \n\t- c\n", fixed="- a\n\t- c\n", with_all="- a\n\t- c\n"),
    "properties of a template": same("---\ncreated: {{date}}\nup: {{title}}\ntag: {{x}}\n---\n\n# {{title}}\n\n* a\n"),
    "properties are not dumped anew": same("---\ndate:   2024-01-01\ntags: [ a, b ]   # why\nx: 'y'\nn: 010\n? k\n: v\n---\n\ntext\n"),
    "a templater command": same("<%*\nlet x = 1\n- y  \n%>\n# T\ntext\n"),
    "mojibake keeps its quotes for the repair": case("Itâ\u20ac\u2122s â\u20ac\u0153soâ\u20ac\u009d\n", fixed="It\u2019s \u201cso\u201d\n", with_all="It\u2019s \u201cso\u201d\n"),
    "a tag at the start of a line is no heading": same("#tag\n\n#tag/sub text\n\n- #tag\n"),
    "math keeps its marks": same("$a_b*c*d_e$ and $$x_1 * y_2 * z$$ and $\\frac{a}{b}\\_c$\n\n$$\na_1 &= b_2 \\\\\n* c\n- d\n$$\n"),
    "stars between numbers": same("2 * 3 * 4 and 2*3*4 and a_b_c\n"),
    "lists nested by tabs": same("- a\n\t- b\n\t\t- c\n\t\t\ttext\n\t- d\n\n1. a\n\t1. b\n"),
    "lists nested by tabs below text": same("text\n\n- a\n\t- b\n\n\t\tcode or text\n"),
    "numbers out of order": case("1. a\n3. b\n2. c\n", with_all="1. a\n2. b\n3. c\n"),
    "callout types keep their case": same("> [!NoTe]- Title\n> text\n\n> [!custom-Type|meta]+\n> text\n"),
    "an empty destination": same("[x]() and ![]()\n"),
    "code inside a fence": same("```py\nx=1  \n\n\n\ty = [[a]\n-[ ] x\n#tag\n```\n\n~~~\n* a\n+ b\n~~~\n"),
    "levels of headings": same("# a\n\n## b\n\n## c #tag\n\nA\n===\n\nB\n---\n"),
    "conflict markers": same("# a\n<<<<<<< HEAD\n-   a\n=======\n*  b  \n>>>>>>> branch\n\n\n\n-[ ] x\n"),
    "conflict markers of three sides": same("<<<<<<< a\nx\n||||||| base\ny\n=======\nz\n>>>>>>> b\n"),
    "CRLF": same("# a\r\n\r\n- b\r\n- c\r\n\r\n| a   |\r\n| --- |\r\n| b   |\r\n"),
    "CRLF where layout changes": case("# a\r\ntext\r\n", formatted="# a\r\n\r\ntext\r\n"),
    "a link to a file of this machine": same("[t](file:///C:/a%20b_c.pdf) and [u](file:///home/x/a.md)\n"),
    "lists inside a comment": same("%%\n* a\n+ b\n    - c\n\n\n\n1) d\n%%\n\ntext %%  * x  %% text\n"),
    "wikilinks are not escaped": same("[[a b|c]] and \\[\\[x\\]\\] and [[#^id]] and [see [[a b]] x]\n"),
    "a table is not cut at an alias": case(
        "| a   | b   |\n| --- | --- |\n| [[x\\|y]] | c |\n", formatted="| a        | b   |\n| -------- | --- |\n| [[x\\|y]] | c   |\n"
    ),
    "backslashes do not grow": same("\\# a \\* b \\_ c \\| d \\\\ e 1\\. f \\- g\n\na\\\nb\n"),
    "Latin-1": Case(b"Caf\xe9 and -[ ] x\n\n*  a\n", with_all="Café and -[ ] x\n\n*  a\n".encode()),
    "UTF-16": Case("# T\n\n*  a\n".encode("utf-16"), with_all=b"# T\n\n*  a\n"),
    "Excalidraw": same(
        "---\n\nexcalidraw-plugin: parsed\ntags: [excalidraw]\n\n---\n==⚠  Switch  ⚠==\n\n\n# Text Elements\nhello ^abcd1234\n\n%%\n# Drawing\n```json\n{\"x\":1}\n```\n%%"
    ),
    "Kanban": same("---\n\nkanban-plugin: board\n\n---\n\n## To do\n\n-   [ ] a\n\n\n## Done\n\n**Complete**\n-   [x] b\n\n\n%% kanban:settings\n```\n{\"kanban-plugin\":\"board\"}\n```\n%%"),
    # Seen while this one was built.
    "a comment between two lists": same("- a\n\n%% x %%\n\n* b\n"),
    "items that are marks of a thematic break": case("-\n  - -\n", fixed="-\n", with_all="-\n"),
    "numbers with many blank lines": same("1. a\n\n2. b\n"),
    "code right below a list": same("- a\n\n    text of a\n\ntext\n\n    code\n"),
    "quotes deeper than a parser reads": same("> " * 80 + "bottom\n"),
    "lists deeper than a parser reads": same("".join("  " * depth + "- a\n" for depth in range(40))),
    "a fence that never ends": same("text\n\n```\ncode\n\n\n- x"),
    "a comment that never ends": same("text\n\n%%\n* a\n\n\n+ b"),
    "math that never ends": case("text\n\n$$\na_1\n\nb", formatted="text\n\n$$\na_1\n\nb\n"),
    "a tab before a fence in a list": same("- a\n\n\t```\n\tx\n\t\ty\n\t```\n\n- b\n"),
    "a tab before HTML in a list": same("- a\n\n\t<div>\n\t\tb\n\t</div>\n"),
    "a lazy line like an underline": same("> a\n>     ===\n"),
    "task states and fields": same("- [>] a 🔁 every day 📅 2026-01-01 ^id\n- [/] b #t\n- [X] c\n\n1. [?] d\n"),
    "hard breaks": same("a  \nb\\\nc\n"),
    "footnotes": same("a[^1] b^[in *x*]\n\n[^1]: c\n\n    d\n"),
    "block ids": same("text ^a\n\n- b ^c\n\n> q\n\n^d\n\n| a   |\n| --- |\n^e\n"),
    "embeds with sizes": same("![[x.png|100x200]] ![a|100](x.png) ![[n#^id]]\n"),
    "blanks that are no blanks": same("a\u3000b\u2009c\n"),
    "emoji with joiners": same("👩‍👩‍👧 ❤️ 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f ⏫\n"),
    "scripts that need joiners": same("می\u200cخواهم क्\u200dष\n"),
    "definitions": same("[b]: <x y.md> 'T'\n\n[b] and [B]\n"),
    "HTML": same("<div>\n   <b>a</b>\n\t*x*\n</div>\n\n<!-- a\n\n  * b -->\n"),
    "the same text twice": same("# a\n\n[[gone]] x\n\n# b\n\n[[gone]] x\n"),
    "nothing": same(""),
    "front matter alone": same("---\na: b\n---\n"),
    "front matter that never ends": same("---\na: b\n"),
}  # fmt: skip

DEFAULT = make_plan(Config())
ALL = make_plan(Config(), Selection(select=["ALL"]))
#: Opinions about layout: what they do is what `format` does, and is judged there.
WITHOUT_LAYOUT = make_plan(Config(), Selection(select=["ALL"], ignore=["layout"]))


def fixed(root: Path, note: bytes, plan: Plan, *, unsafe: bool) -> bytes:
    (root / ".obsidian").mkdir(exist_ok=True)
    for name in ("a b.md", "x.md"):
        (root / name).write_bytes(b"# T\n")
    (root / "x.png").write_bytes(b"")
    (root / "n.md").write_bytes(b"text ^id\n")
    (root / "note.md").write_bytes(note)
    session = Session(Overlay(scan(root)), Scope(["note.md"], whole=False), Config(), plan)
    session.check_all()
    Fixer(session, unsafe=unsafe).run()
    return session.read_bytes("note.md")


@pytest.mark.parametrize("one", CASES.values(), ids=CASES)
def test_fix_keeps_it(tmp_path: Path, one: Case) -> None:
    assert fixed(tmp_path, one.note, DEFAULT, unsafe=False) == (one.note if one.fixed is None else one.fixed)


@pytest.mark.parametrize("one", CASES.values(), ids=CASES)
def test_all_fixes_keep_it(tmp_path: Path, one: Case) -> None:
    done = fixed(tmp_path, one.note, WITHOUT_LAYOUT, unsafe=True)
    assert done == (one.note if one.with_all is None else one.with_all)


@pytest.mark.parametrize("one", CASES.values(), ids=CASES)
def test_format_keeps_it(one: Case) -> None:
    expected = one.note if one.formatted is None else one.formatted
    formatter = NoteFormatter(Style(), VaultSettings())
    assert formatter.format("note.md", one.note).after == expected
    assert formatter.format("note.md", expected).after == expected


STYLE = Style(
    list_marker="*", list_indent="align", numbering="consecutive", emphasis="_", strong="**", thematic_break="---",
    headings="atx", tables="compact",
)  # fmt: skip


@pytest.mark.parametrize("one", CASES.values(), ids=CASES)
def test_any_style_is_proved_and_comes_to_rest(one: Case) -> None:
    formatter = NoteFormatter(STYLE, VaultSettings())
    once = formatter.format("note.md", one.note)
    assert once.left_alone != "its layout does not come to rest"
    assert formatter.format("note.md", once.after).after == once.after


def test_one_bad_file_does_not_stop_a_run(make_vault: Callable[..., Path], vaultlint: Callable[..., object]) -> None:
    files: dict[str, str | bytes] = {f"n{number}.md": "-[ ] x\n\n*  a\n" for number in range(9)}
    files |= {"bad.md": b"\xff\xfe\x00x", "deep.md": "> " * 3000 + "x\n", "null.md": b"a\0b\n", "empty.md": ""}
    root = make_vault(files)
    vaultlint("fix", "--select", "malformed-task", cwd=root)
    vaultlint("format", cwd=root)
    assert {(root / f"n{number}.md").read_bytes() for number in range(9)} == {b"- [ ] x\n\n* a\n"}
    assert (root / "bad.md").read_bytes() == b"\xff\xfe\x00x"


def test_a_byte_order_mark_goes_only_where_a_rule_takes_it(tmp_path: Path) -> None:
    note = b"\xef\xbb\xbf---\na: b\n---\n\ntext\n"
    kept = make_plan(Config(), Selection(ignore=["byte-order-mark"]))
    assert fixed(tmp_path, note, kept, unsafe=True) == note
    assert NoteFormatter(Style(), VaultSettings()).format("note.md", note).after == note


def test_a_blank_line_above_dashes_with_a_space_stays() -> None:
    """Others would take `--- ` on line 1 for the begin of front matter, and hide the text below."""
    note = b"\n--- \n\ntext\n\n--- \n\nx\n"
    once = NoteFormatter(Style(), VaultSettings()).format("note.md", note).after
    assert once == b"\n---\n\ntext\n\n---\n\nx\n"
    assert NoteFormatter(Style(), VaultSettings()).format("note.md", once).after == once
