"""`fix --interactive`, on a terminal of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pty = pytest.importorskip("pty")

NOTE = "- [ ] a\n-[ ] one\n-[ ] two\n\n* \n\n> [! note] x\n\n-[ ] three\n"


def answered(root: Path, answers: str, *options: str) -> tuple[int, str]:
    """The exit status and all that the terminal showed; each answer is typed when it is asked for."""
    command = [sys.executable, "-m", "vaultlint", "fix", "--interactive", *options]
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(root)
        os.execv(command[0], command)
    shown, waiting = b"", list(answers)
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        shown += part
        if shown.endswith(b"[q]uit: "):
            os.write(terminal, (waiting.pop(0) + "\n").encode() if waiting else b"\x04")
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), shown.decode()


SELECT = ("--select", "malformed-task,empty-bullet,malformed-callout")


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("yyyyy", "- [ ] a\n- [ ] one\n- [ ] two\n\n\n> [!note] x\n\n- [ ] three\n"),
        ("nnnnn", NOTE),
        ("a" + "nn", NOTE.replace("-[ ]", "- [ ]")),
        ("s" + "yy", NOTE.replace("* \n\n", "\n").replace("[! note]", "[!note]")),
        ("nyq", NOTE.replace("-[ ] two", "- [ ] two")),
        ("ynyny", NOTE.replace("-[ ] one", "- [ ] one").replace("* \n\n", "\n").replace("-[ ] three", "- [ ] three")),
        ("y", NOTE.replace("-[ ] one", "- [ ] one")),
    ],
)
def test_what_is_agreed_to_is_written(make_vault: Callable[..., Path], answers: str, expected: str) -> None:
    root = make_vault({"a.md": NOTE})
    status, shown = answered(root, answers, *SELECT)
    assert (root / "a.md").read_text() == expected, shown
    assert status == (expected != "- [ ] a\n- [ ] one\n- [ ] two\n\n\n> [!note] x\n\n- [ ] three\n")
    assert shown.count("Apply?") <= 5 + (answers == "y")
    assert "Traceback" not in shown


def test_what_is_asked_is_shown(make_vault: Callable[..., Path]) -> None:
    root = make_vault({"a.md": "-[ ] o\x1bne\n"})
    _, shown = answered(root, "?n", "--select", "malformed-task")
    assert "a.md:1:1: malformed-task" in shown
    assert "- -[ ] o␛ne" in shown
    assert "+ - [ ] o␛ne" in shown
    assert "a: yes, and all others of this rule" in shown


def test_without_a_terminal_nobody_is_asked(make_vault: Callable[..., Path], vaultlint: Callable) -> None:
    root = make_vault({"a.md": NOTE})
    done = vaultlint("fix", "--interactive", cwd=root, stdin=b"y\n")
    assert done.status == 2
    assert "terminal" in done.err
    assert (root / "a.md").read_text() == NOTE


def test_fixes_are_listed_on_request(make_vault: Callable[..., Path], vaultlint: Callable) -> None:
    root = make_vault({"a.md": NOTE})
    done = vaultlint("fix", "--show-fixes", *SELECT, cwd=root)
    assert "a.md: fixed 5 problems" in done.err
    assert "  2:1 malformed-task " in done.err
    assert "fixed" not in vaultlint("fix", "--show-fixes", *SELECT, cwd=root).err
