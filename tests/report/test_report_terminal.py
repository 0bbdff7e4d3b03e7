"""The formats for readers: what is where, and carets under the characters they mean."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import NOTES, ROOT, edit, found, run_of, sample
from wcwidth import wcswidth

from vaultlint.diagnostic import Diagnostic, Place, PlacedFix
from vaultlint.errors import Failure
from vaultlint.report import FORMATS, Run, formats, render
from vaultlint.report.terminal import shorten, width, window


def test_concise_is_one_stable_line_a_problem() -> None:
    assert render("concise", sample()).splitlines() == [
        "notes/a.md:1:1: mixed-line-endings CRLF and LF",
        "notes/a.md:3:3: mojibake “√¼√ü” was “üß”",
        "notes/a.md:3:12: broken-link [[gone]] leads nowhere, see [x](1) and {0}",
        "notes/a.md:4:1: empty-bullet nothing␊in it: 50%, really",
        "notes/b & <c>.md:1:1: broken-link no such note",
        "notes/b & <c>.md:1:14: broken-link no such note",
    ]


def test_grouped_names_each_note_once_and_aligns() -> None:
    assert render("grouped", sample()).splitlines()[:4] == [
        "notes/a.md:",
        "  1:1   info     mixed-line-endings  CRLF and LF",
        "  3:3   error    mojibake            “√¼√ü” was “üß”",
        "  3:12  error    broken-link         [[gone]] leads nowhere, see [x](1) and {0}",
    ]


def test_full_shows_line_carets_fix_and_related_places() -> None:
    assert render("full", sample()) == (
        "info[mixed-line-endings]: CRLF and LF\n"
        " --> notes/a.md:1:1\n"
        "\n"
        "error[mojibake]: “√¼√ü” was “üß”\n"
        " --> notes/a.md:3:3\n"
        "  |\n"
        "3 | Gr√¼√üe 日本 [[gone]]\n"
        "  |   ^^^^\n"
        "  = fix: √¼√ü → üß\n"
        "\n"
        "error[broken-link]: [[gone]] leads nowhere, see [x](1) and {0}\n"
        " --> notes/a.md:3:12\n"
        "  |\n"
        "3 | Gr√¼√üe 日本 [[gone]]\n"
        "  |              ^^^^^^^^\n"
        "  = fix: [[gone]] → [[here]]\n"
        "         notes/b & <c>.md:1:1: [[gone]] → [[here]]\n"
        "\n"
        "warning[empty-bullet]: nothing␊in it: 50%, really\n"
        " --> notes/a.md:4:1\n"
        "  |\n"
        "4 | - \n"
        "  | ^^\n"
        "  = unsafe fix: Remove the bullet\n"
        "                delete - ␊\n"
        "\n"
        "error[broken-link]: no such note\n"
        " --> notes/b & <c>.md:1:1\n"
        "  |\n"
        "1 | [[gone]] and [[gone]]\n"
        "  | ^^^^^^^^\n"
        "  = unsafe fix: rename gone.md → new.md\n"
        "                [[gone]] → [[new]]\n"
        "\n"
        "error[broken-link]: no such note\n"
        " --> notes/b & <c>.md:1:14\n"
        "  |\n"
        "1 | [[gone]] and [[gone]]\n"
        "  |              ^^^^^^^^\n"
        "  = suggestion: Did you mean this?\n"
        "                [[gone]] → [[went]]\n"
        "  = notes/b & <c>.md:1:1: first use: 100% {0}\n"
    )


def test_colour_adds_escapes_and_nothing_else() -> None:
    for name in ("full", "concise", "grouped"):
        plain, colored = render(name, sample()), render(name, sample(), color=True)
        assert "\x1b[" in colored
        assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain


def test_a_note_cannot_steer_the_terminal() -> None:
    text = "\x1b[2Jx \x9b31m \u202eabc\n"
    fix = PlacedFix("safe", text, ())
    run = run_of([found("\x1b]0;a.md", text, 0, 9, message=text, fix=fix)], {"\x1b]0;a.md": text})
    for name in ("full", "concise", "grouped"):
        shown = render(name, run)
        assert not set("\x1b\x9b\u202e") & set(shown)
        assert "␛[2Jx <U+009B>31m <U+202E>abc" in shown


WIDE = [
    "日本語 ",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 family ",
    "e\u0301 \u200b",
    "\t\t",
    "\U0001f1e9\U0001f1ea \u2764\ufe0f \u260e\ufe0f ",
    "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f \U0001f44d\U0001f3fd ",
    "क्षि ",
    "\u1112\u1161\u11ab ",
    "a\x00b\x7f",
]


@pytest.mark.parametrize("before", WIDE)
def test_carets_stand_under_wide_and_combining_characters(before: str) -> None:
    shown, carets = excerpt(before, "日HERE", "あと", 80)
    assert carets.index("^") == wcswidth(shown[: shown.index("日HERE")])
    assert carets.count("^") == 6


def test_a_long_line_is_cut_around_the_carets() -> None:
    shown, carets = excerpt("日x" * 1000, "HERE", "y" * 2000, 80)
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert carets.strip() == "^^^^"
    assert carets.index("^") == wcswidth(shown[: shown.index("HERE")])
    assert 76 <= wcswidth("1 | " + shown) <= 80


def test_a_span_longer_than_the_terminal_is_marked_as_far_as_it_shows() -> None:
    shown, carets = excerpt("before ", "日" * 500, "", 40)
    assert shown.startswith("…日")
    assert shown.endswith("日…")
    assert wcswidth("1 | " + shown) <= 40
    assert len(carets) == wcswidth(shown[:-1])


@given(st.text(max_size=90), st.text(max_size=90), st.integers(1, 120))
def test_carets_stand_under_what_they_mark_in_any_line(before: str, after: str, columns: int) -> None:
    before, after = (re.sub(r"[\r\nH]", "", text) for text in (before, after))
    shown, carets = excerpt(before, "HERE", after, columns)
    assert carets.index("^") == wcswidth(shown[: shown.index("HERE")])
    assert carets.strip().startswith("^^^^")
    assert wcswidth("1 | " + shown) <= max(columns, 20)


@given(st.text(max_size=120), st.data())
def test_a_window_keeps_its_room_and_its_mark_inside(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    room = data.draw(st.integers(16, 200))
    part = window(line, start, end, room)
    assert part.length >= 1
    assert width(part.shown) <= room
    assert part.indent + part.length <= room
    assert wcswidth(part.shown) >= 0


@given(st.text(), st.integers(4, 80))
def test_a_shortened_text_keeps_its_room(text: str, room: int) -> None:
    assert width(shorten(text, room)) <= room


def excerpt(before: str, marked: str, after: str, columns: int) -> tuple[str, str]:
    """The shown line and the carets under it, for a line whose middle is marked."""
    line = before + marked + after
    one = found("a.md", line, len(before), len(before) + len(marked))
    _, _, _, shown, carets = render("full", run_of([one], {"a.md": line}), width=columns).splitlines()
    return shown.removeprefix("1 | "), carets.removeprefix("  | ")


def test_a_problem_of_several_rows_names_the_last() -> None:
    text = "one\ntwo\nthree\n"
    shown = render("full", run_of([found("a.md", text, 1, 10)], {"a.md": text}))
    assert "--> a.md:1:2 to 3:3\n" in shown
    assert "1 | one\n  |  ^^\n" in shown


def test_a_line_end_is_shown_where_it_is_the_problem() -> None:
    text = "one\r\ntwo"
    shown = render("full", run_of([found("a.md", text, 3, 5)], {"a.md": text}))
    assert "1 | one␍␊\n  |    ^" in shown


@pytest.mark.parametrize("row", [0, 3, 99])
def test_a_note_that_changed_meanwhile_is_no_trouble(row: int) -> None:
    one = Diagnostic("a.md", Place(row, 50), Place(row, 60), "r", "g", "error", "gone", "k")
    assert "error[r]: gone" in render("full", run_of([one], {"a.md": "x\ny"}))
    assert "error[r]: gone" in render("full", run_of([one], {}))


def test_blanks_that_a_fix_adds_or_drops_are_drawn() -> None:
    text = "a  \nb"
    fix = PlacedFix("safe", "", (edit("a.md", text, 1, 3, "\u00a0 "),))
    shown = render("full", run_of([found("a.md", text, 1, 3, fix=fix)], {"a.md": text}))
    assert "= fix: ␠␠ → <U+00A0>␠\n" in shown


@pytest.mark.parametrize(
    ("cwd", "path", "expected"),
    [
        ("/vault", "a/b.md", "a/b.md"),
        ("/vault/a", "a/b.md", "b.md"),
        ("/vault/a/x", "a/b.md", "../b.md"),
        ("/vault/c", "a/b.md", "../a/b.md"),
        ("/", "a/b.md", "vault/a/b.md"),
        ("/other", "a/b.md", "../vault/a/b.md"),
        ("/vault/a", ".", ".."),
        ("/vault", ".", "."),
        ("/", ".", "vault"),
    ],
)
def test_names_are_relative_to_the_current_folder(cwd: str, path: str, expected: str) -> None:
    assert Run([], ROOT, Path(cwd)).filename(path) == expected


def test_nothing_is_imported_that_the_text_does_not_need() -> None:
    program = (
        "import sys; from pathlib import Path; from vaultlint.diagnostic import Diagnostic, Place;"
        "from vaultlint.report import Run, render;"
        "one = Diagnostic('a.md', Place(1, 1), Place(1, 2), 'r', 'g', 'error', 'm', 'k');"
        "run = Run([one], Path('/v'), Path('/v'), 1, read_text=lambda path: 'text');"
        "print(render('full', run, color=True, width=80));"
        "print([name for name in ('rich', 'wcwidth', 'json', 'hashlib') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_every_format_is_a_module_and_no_other_name_is_taken() -> None:
    assert formats() == list(FORMATS)
    for name in FORMATS:
        render(name, run_of([], NOTES))
    with pytest.raises(Failure, match="xml"):
        render("xml", run_of([], NOTES))
