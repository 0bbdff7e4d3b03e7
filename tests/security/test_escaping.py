"""Names and texts of a vault steer neither a terminal nor the runner of GitHub."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hostile import git, vaultlint, write

pytestmark = pytest.mark.skipif(os.name == "nt", reason="such names cannot be made")

ESCAPE = "\x1b]0;owned\x07\x1b[2J"
NAME = f"n{ESCAPE}\n::error::named.md"
TEXT = (
    f"::error file=x::planted\n##[error]planted\n\nText ##[error]inside {ESCAPE} cafÃ© [x]({ESCAPE}y z)\n"
    f"::add-mask::a\n[[gone{ESCAPE}::error::]] ![[{ESCAPE}]] [](<>)\n- \n::endgroup::\n"
)
CALLS = (
    ("check",), ("check", "--output-format", "full"), ("check", "--output-format", "concise"),
    ("check", "--output-format", "grouped"), ("check", "--output-format", "github"), ("check", "--statistics"),
    ("check", "--output-format", "json"), ("check", "--output-format", "jsonl"), ("check", "--output-format", "sarif"),
    ("check", "--output-format", "gitlab"), ("check", "--output-format", "junit"), ("check", "--select", "ALL"),
    ("check", "--diff"), ("fix", "--diff", "--unsafe-fixes"), ("fix", "--show-fixes"), ("links",),
    ("links", "--format", "dot"), ("links", "--format", "json"), ("links", "--format", "graphml"),
    ("format", "--diff"), ("format", "--check"), ("mv", "--diff", "a.md", "b.md"), ("baseline", "create"),
    ("baseline", "show"), ("history",), ("undo", "--diff"), ("config",), ("init", "--print"),
)  # fmt: skip


def vault(tmp_path: Path) -> Path:
    files = {"a.md": TEXT, NAME: TEXT, f"{NAME}.md": TEXT, "c.canvas": json.dumps({"nodes": [{"id": ESCAPE}]})}
    files |= {".obsidian/app.json": "{}", ".obsidian/templates.json": json.dumps({"folder": ESCAPE})}
    return write(tmp_path / "vault", files)


def commands(output: str) -> list[str]:
    """The lines that GitHub's runner would take for commands, as its ActionCommandManager reads them."""
    found, token = [], ""
    for line in output.splitlines():
        begin = line.lstrip()
        if token:
            token = "" if begin.rstrip() == f"::{token}::" else token
        elif match := re.match(r"::stop-commands::(\S+)$", begin):
            token = match[1]
        elif re.match(r"::[a-z-]+( [^:]*)?::", begin) or "##[" in line:
            found.append(line)
    return found


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_a_job_of_github_gets_no_command_of_the_vault(tmp_path: Path, call: tuple[str, ...]) -> None:
    root = vault(tmp_path)
    summary = tmp_path / "summary.md"
    done = vaultlint(root, *call, environment={"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)})
    own = [line for line in commands(done.out) if re.match(r"::(notice|warning|error) (title|file|line)", line)]
    assert commands(done.out) == (own if "github" in call else [])
    assert not any("::planted" in line and line.startswith("::error file=x") for line in own)
    assert commands(done.err) == []
    if summary.exists():
        assert ESCAPE not in summary.read_text("utf-8")
        assert not re.search(r"^::", summary.read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "xterm"}], ids=["plain", "color"])
def test_a_terminal_gets_no_escape_of_the_vault(
    tmp_path: Path, call: tuple[str, ...], environment: dict[str, str]
) -> None:
    root = vault(tmp_path)
    out = on_terminal(root, call, environment)
    for sequence in ("\x1b]", "\x07", "\x1b[2J"):
        assert sequence not in out, out
    if call[0] == "check" and "--output-format" not in call:
        assert "Traceback" not in out


def on_terminal(root: Path, call: tuple[str, ...], environment: dict[str, str]) -> str:
    import pty

    leader, follower = pty.openpty()
    inherited = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    process = subprocess.Popen(
        [sys.executable, "-m", "vaultlint", *call],
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
        env={**inherited, **environment},
    )
    os.close(follower)
    parts = []
    while True:
        try:
            data = os.read(leader, 65536)
        except OSError:
            break
        if not data:
            break
        parts.append(data)
    process.wait(timeout=60)
    os.close(leader)
    return b"".join(parts).decode("utf-8", "replace")


def test_the_reports_of_a_pipe_have_no_markers_outside_of_github(tmp_path: Path) -> None:
    done = vaultlint(vault(tmp_path), "check", "--diff")
    assert "stop-commands" not in done.out + done.err


def test_a_difference_in_a_pipe_is_for_patch(tmp_path: Path) -> None:
    root = write(tmp_path / "vault", {"a.md": f"cafÃ© {ESCAPE}\n", ".obsidian/app.json": "{}"})
    git(root, "init", "-q")
    done = vaultlint(root, "fix", "--diff", "--unsafe-fixes")
    assert ESCAPE in done.out
