"""Diffs that git applies, to the byte."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultlint.escape import visible
from vaultlint.report.diff import unified_diff


def applied(before: str, diff: str) -> str:
    """The text after git applied a diff to it."""
    with TemporaryDirectory() as folder:
        note = Path(folder, "a note.md")
        note.write_bytes(before.encode())
        command = ["git", "apply", "-p0", "--whitespace=nowarn", "-"]
        subprocess.run(command, input=diff.encode(), cwd=folder, check=True, capture_output=True)
        return note.read_bytes().decode() if note.exists() else ""


LINE = st.sampled_from(["a", "b", "c", "", "- ", "x\r", "日本", "e", "f", "g", "\x0c", "\u2028"])
TEXT = st.lists(LINE, max_size=40).map("\n".join)


@settings(max_examples=60)
@given(TEXT, TEXT)
def test_git_applies_any_difference(before: str, after: str) -> None:
    diff = unified_diff("a note.md", before, after)
    if before == after:
        assert diff == ""
    elif before and after:  # for git, an empty side means a file that comes or goes
        assert applied(before, diff) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [("a", "a\n"), ("a\n", "a"), ("a\r\nb\r\n", "a\nb\n"), ("a\rb", "a\nb"), ("\ufeffa\n", "a\n"), ("a\n\n", "a\n")],
)
def test_line_ends_are_faithful(before: str, after: str) -> None:
    assert applied(before, unified_diff("a note.md", before, after)) == after


def test_hunks_have_three_lines_around_them() -> None:
    before = "".join(f"{n}\n" for n in range(1, 31))
    after = before.replace("5\n", "five\n", 1).replace("\n20\n", "\n").replace("29\n30\n", "29\n30")
    assert unified_diff("n.md", before, after) == (
        "--- n.md\n+++ n.md\n"
        "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n"
        "@@ -17,7 +17,6 @@\n 17\n 18\n 19\n-20\n 21\n 22\n 23\n"
        "@@ -27,4 +26,4 @@\n 27\n 28\n 29\n-30\n+30\n\\ No newline at end of file\n"
    )


def test_a_text_that_comes_or_goes() -> None:
    assert unified_diff("n.md", "", "a\n") == "--- n.md\n+++ n.md\n@@ -0,0 +1 @@\n+a\n"
    assert unified_diff("n.md", "a\n", "") == "--- n.md\n+++ n.md\n@@ -1 +0,0 @@\n-a\n"


def test_only_the_coloured_diff_draws_what_is_unseen() -> None:
    before, after = "a\u200bb\r\n", "ab\n"
    assert "-a\u200bb\r\n+ab\n" in unified_diff("n.md", before, after)
    colored = unified_diff("n.md", before, after, color=True)
    assert "-a<U+200B>b␍" in re.sub(r"\x1b\[[\d;]*m", "", colored)


def test_what_differs_within_a_line_stands_out() -> None:
    before, after = "Best with OlivenÃ¶l and salt.\nsame\n", "Best with Olivenöl and salt.\nsame\n"
    colored = unified_diff("n.md", before, after, color=True)
    assert "\x1b[31m-Best with Oliven\x1b[0m\x1b[31;7mÃ¶\x1b[0m\x1b[31ml and salt.\x1b[0m\n" in colored
    assert "\x1b[32m+Best with Oliven\x1b[0m\x1b[32;7mö\x1b[0m\x1b[32ml and salt.\x1b[0m\n" in colored
    assert "\x1b[31m-wholly other\x1b[0m\n" in unified_diff("n.md", "wholly other\n", "nothing alike\n", color=True)


@given(st.text("ab \u0301\u200d\ufe0f\U0001f3fb👩👧🇯🇵日é\r", max_size=12), st.text("ab \u0301\u200d👩日é", max_size=12))
def test_marks_within_a_line_cut_nothing_that_is_drawn_as_one(before: str, after: str) -> None:
    rest = " is the rest of a long line"
    colored = unified_diff("n.md", before + rest, after + rest, color=True)
    shown = re.sub(r"\x1b\[[\d;]*m", "", colored)
    if before != after:
        assert f"\n-{visible(before + rest)}\n" in shown
        assert f"\n+{visible(after + rest)}\n" in shown


def test_a_long_note_changed_in_every_other_line() -> None:
    before = "".join(f"{n} item\n" for n in range(20_000))
    after = "".join(f"{n} item{' ' * (n % 2)}\n" for n in range(20_000))
    diff = unified_diff("n.md", before, after)
    assert diff.count("\n-") == diff.count("\n+") - 1 == 10_000
    same = "".join("item \n" if n % 2 else "item\n" for n in range(20_000))
    assert applied(same.replace(" ", ""), unified_diff("a note.md", same.replace(" ", ""), same)) == same
