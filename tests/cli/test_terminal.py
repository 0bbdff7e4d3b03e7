"""At a terminal: what is shown there and nowhere else, watching, completion."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

unix = pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")


def on_terminal(root: Path, *arguments: str, columns: int = 80, **env: str) -> str:
    """All that a terminal of that width is sent."""
    import fcntl
    import pty
    import struct
    import termios

    mine, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    command = [sys.executable, "-m", "vaultlint", *arguments]
    variables = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    child = subprocess.Popen(
        command, cwd=root, stdin=its, stdout=its, stderr=its, env={**variables, "TERM": "xterm", **env}
    )
    os.close(its)
    sent = b""
    while True:
        try:
            part = os.read(mine, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        sent += part
    os.close(mine)
    child.wait(60)
    return sent.decode("utf-8").replace("\r\n", "\n")


@unix
def test_a_terminal_gets_blocks_in_colour_and_a_blank_line_before_the_end(make_vault):
    root = make_vault({"a.md": "- one\n- \n"})
    sent = on_terminal(root, "check")
    assert "\x1b[" in sent
    assert "\n\nFound 1 problem" in sent
    assert "\n\nFound" not in on_terminal(root, "check", "--output-format", "concise")


@unix
@pytest.mark.parametrize(
    ("arguments", "env"), [((), {"NO_COLOR": "1"}), (("--color", "never"), {}), ((), {"TERM": "dumb"})]
)
def test_colour_can_be_refused(make_vault, arguments, env):
    root = make_vault({"a.md": "- one\n- \n"})
    sent = on_terminal(root, "check", *arguments, **env)
    assert "\x1b[" not in sent
    assert "empty-bullet" in sent


def test_colour_can_be_asked_for_in_a_pipe(make_vault, vaultlint):
    root = make_vault({"a.md": "- one\n- \n"})
    assert "\x1b[" in vaultlint("check", "--color", "always", cwd=root).out
    assert "\x1b[" not in vaultlint("check", cwd=root).out


@unix
def test_long_lines_fit_the_terminal(make_vault):
    root = make_vault({"a.md": "漢字😀" * 500 + " ![[gone.png]] " + "words " * 500 + "\n"})
    from wcwidth import wcswidth

    sent = on_terminal(root, "check", "--color", "never", columns=60)
    block = sent[: sent.index("\n\nFound")]
    assert "![[gone.png]]" in block
    assert max(wcswidth(line) for line in block.splitlines()) <= 60


def test_quiet_says_nothing_but_problems(make_vault, vaultlint):
    root = make_vault({"a.md": "- one\n- \n"})
    done = vaultlint("check", "--quiet", cwd=root)
    assert (done.out, done.err) == ("a.md:2:1: empty-bullet list item without text\n", "")
    done = vaultlint("fix", "-q", cwd=root)
    assert (done.out, done.err) == ("", "")


def test_fixes_are_shown_note_by_note(make_vault, vaultlint):
    root = make_vault({"a.md": "- one\n- \n", "sub/b.md": "- \n- a\n\nx\n\n+ \n"})
    done = vaultlint("fix", "--show-fixes", cwd=root / "sub")
    assert done.err.splitlines()[:5] == [
        "../a.md: fixed 1 problem",
        "  2:1 empty-bullet list item without text",
        "b.md: fixed 2 problems",
        "  1:1 empty-bullet list item without text",
        "  6:1 empty-bullet list item without text",
    ]


def test_an_output_that_cannot_show_a_character_shows_its_number(make_vault, vaultlint):
    root = make_vault({"日本.md": "- \n- a\n"})
    done = vaultlint("check", cwd=root, env={"PYTHONIOENCODING": "ascii"})
    assert done.out.startswith("\\u65e5\\u672c.md:1:1: empty-bullet")
    env = {"PYTHONIOENCODING": "", "PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    assert vaultlint("check", cwd=root, env=env).status == 1


@contextmanager
def watched(root: Path, *options: str, **env: str) -> Iterator[Callable[[str, int], None]]:
    """A running `check --watch`; yields a function that waits until a text was printed so many times."""
    log = root.parent / "log.txt"
    command = [sys.executable, "-m", "vaultlint", "check", "--watch", "--no-cache", *options]
    with log.open("wb") as file:
        # Tests that run in the background of a shell ignore Ctrl-C, and a child would inherit that.
        child = subprocess.Popen(
            command,
            cwd=root,
            stdout=file,
            stderr=file,
            env={**os.environ, **env},
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def wait(text: str, times: int) -> None:
        for _ in range(600):
            if log.read_text("utf-8").count(text) >= times:
                return
            assert child.poll() is None, log.read_text("utf-8")
            time.sleep(0.05)
        raise AssertionError(log.read_text("utf-8"))

    try:
        yield wait
        child.send_signal(signal.SIGINT)
        assert child.wait(30) in (0, 1), log.read_text("utf-8")
        assert "Traceback" not in log.read_text("utf-8")
    finally:
        child.kill()
        child.wait()


@unix
@pytest.mark.parametrize("installed", [True, False])
def test_watching_checks_again_after_a_change(make_vault, tmp_path, installed):
    root = make_vault({"a.md": "x\n"})
    env = {}
    if not installed:
        hidden = tmp_path / "hidden"
        hidden.mkdir()
        (hidden / "watchfiles.py").write_text("raise ImportError\n")
        env["PYTHONPATH"] = str(hidden)
    with watched(root, **env) as wait:
        wait("Watching for changes", 1)
        (root / "a.md").write_text("- \n- a\n")
        wait("a.md:1:1: empty-bullet", 1)
        wait("Watching for changes", 2)
        (root / "vaultlint.toml").write_text("selct = []\n")
        wait("unknown key 'selct'", 1)
        (root / "vaultlint.toml").write_text("select = []\n")
        wait("nothing to report", 2)


def test_standard_input_cannot_be_watched(make_vault, vaultlint):
    done = vaultlint("check", "--watch", "-", cwd=make_vault({"a.md": "x\n"}))
    assert (done.status, len(done.err.splitlines())) == (2, 1)


def completed(vaultlint, root: Path, *words: str) -> list[str]:
    env = {"_VAULTLINT_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
    return [line.partition(",")[2] for line in vaultlint(cwd=root, env=env).out.splitlines()]


def test_commands_options_and_rules_are_completed(make_vault, vaultlint):
    root = make_vault({"a.md": "x\n"})
    assert completed(vaultlint, root, "vaultlint", "ba") == ["baseline"]
    assert "--select" in completed(vaultlint, root, "vaultlint", "check", "--sel")
    assert "links,mojibake" in completed(vaultlint, root, "vaultlint", "check", "--select", "links,moji")
    assert "empty-bullet" in completed(vaultlint, root, "vaultlint", "explain", "empty-b")
    assert "sarif" in completed(vaultlint, root, "vaultlint", "check", "--output-format", "sa")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_one(make_vault, vaultlint, tmp_path, shell):
    script = tmp_path / "script"
    script.write_text(vaultlint("completion", shell, cwd=make_vault({})).out)
    assert "_VAULTLINT_COMPLETE" in script.read_text()
    if shutil.which(shell):
        assert subprocess.run([shell, "-n", str(script)], timeout=30).returncode == 0
