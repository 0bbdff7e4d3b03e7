"""A run that is interrupted ends at once, with 130, and leaves no process; what nobody expected is one sentence."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hostile import vaultlint, write

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


def slow_vault(tmp_path: Path) -> Path:
    """Notes that take several processes some time."""
    text = "".join(f"# Heading {number}\n\n[[note {number}]] and cafÃ© [x](y z)\n\n" for number in range(600))
    return write(tmp_path / "vault", {".obsidian/app.json": "{}", **{f"n{at}.md": text for at in range(500)}})


def started(root: Path) -> subprocess.Popen[bytes]:
    """A run whose workers are at work, in a session of its own, as under a terminal."""
    command = [sys.executable, "-m", "vaultlint", "check", "--isolated", "--no-cache", "--jobs", "3"]
    process = subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while len(children(process.pid)) < 3:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return process


def children(parent: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    except OSError:
        return []


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(processes: list[int]) -> bool:
    deadline = time.monotonic() + 20
    while any(map(is_running, processes)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(map(is_running, processes))


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_an_interrupted_run_ends_with_its_workers(tmp_path: Path, name: str) -> None:
    process = started(slow_vault(tmp_path))
    workers = children(process.pid)
    process.send_signal(getattr(signal, name))
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"interrupted" in err
    assert b"Traceback" not in err
    assert gone(workers)


def test_ctrl_c_for_the_whole_group(tmp_path: Path) -> None:
    process = started(slow_vault(tmp_path))
    workers = children(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, b"Traceback" in err) == (130, False)
    assert gone(workers)


def test_workers_die_with_a_killed_parent(tmp_path: Path) -> None:
    process = started(slow_vault(tmp_path))
    workers = children(process.pid)
    process.kill()
    process.communicate(timeout=30)
    assert gone(workers)


def test_a_killed_worker_is_one_sentence(tmp_path: Path) -> None:
    process = started(slow_vault(tmp_path))
    workers = children(process.pid)
    os.kill(workers[0], signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert b"--jobs 1" in err
    assert len(err.splitlines()) == 1
    assert gone(workers)


def test_a_defect_is_one_sentence(tmp_path: Path) -> None:
    script = (
        "import sys, vaultlint.cli.config as module\n"
        "def broken(*given, **more): raise ZeroDivisionError('a \\x1b[31mtext')\n"
        "module.root_of = broken\n"
        "from vaultlint.cli import run\n"
        "sys.exit(run(['config']))\n"
    )
    for debug in ("", "1"):
        environment = {**os.environ, "VAULTLINT_DEBUG": debug}
        done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, env=environment)
        assert done.returncode == 2
        assert b"ZeroDivisionError" in done.stderr
        assert (b"Traceback" in done.stderr) == bool(debug)
        assert debug or b"\x1b" not in done.stderr


@pytest.mark.parametrize(
    "content",
    [
        '{"version": ' + "9" * 10_000 + "}", "[" * 100_000, '{"version": 1, "problems": ' + "[" * 100_000,
        '{"version": 1, "problems": [{"path": 1}]}', "NaN", '{"version": true}', "\x00", "",
    ],
)  # fmt: skip
def test_a_malformed_baseline_is_one_sentence(tmp_path: Path, content: str) -> None:
    root = write(tmp_path / "vault", {"a.md": "# A\n", ".obsidian/app.json": "{}", ".vaultlint-baseline.json": content})
    done = vaultlint(root, "check")
    assert done.status == 2
    assert len(done.err.splitlines()) == 1


def test_front_matter_with_many_brackets_in_strings(tmp_path: Path) -> None:
    many = '"]",' * 50_000
    names = "abcdefghijkl"
    bomb = ["a: &a [x]\n", *(f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in pairwise(names))]
    notes = {
        "a.md": f"---\nx: [{many}]\n---\n# A\n",
        "b.md": f"---\nx: {'[' * 50_000}\n---\n# B\n",
        "c.md": "---\n" + '["]",' * 40_000 + "]" * 40_000 + "\n---\n# C\n",
        "d.md": "---\n" + "".join(" " * depth + f"k{depth}:\n" for depth in range(600)) + "---\n# D\n",
        "e.md": "---\n" + "- " * 50_000 + "\n---\n# E\n",
        "f.md": "---\n" + '{"}": ' * 30_000 + "\n---\n# F\n",
        "g.md": "---\n" + "'[': [\n" * 30_000 + "\n---\n# G\n",
        "h.md": "---\n" + "? " * 30_000 + "\n---\n# H\n",
        "i.md": "---\n" + "".join(bomb) + "---\n",
    }  # fmt: skip
    root = write(tmp_path / "vault", {**notes, ".obsidian/app.json": "{}"})
    for arguments in ((), ("--isolated",), ("--select", "ALL"), ("--fix", "--diff", "--unsafe-fixes")):
        vaultlint(root, "check", *arguments)


def test_one_malformed_file_of_the_journal_leaves_the_others(tmp_path: Path) -> None:
    root = write(tmp_path / "vault", {"a.md": "# A\n\n- x\n- \n", ".obsidian/app.json": "{}"})
    before = (root / "a.md").read_bytes()
    assert vaultlint(root, "fix").status == 0
    state = Path(os.environ["VAULTLINT_STATE_DIR"])
    (run,) = [one for one in state.rglob("*") if one.is_file() and "lock" not in one.name and one.stat().st_size > 100]
    import json
    import zlib

    for number, value in enumerate(({"format": 1}, {"format": 1, "time": 5, "command": 7, "undoes": []}, [], "x")):
        payload = json.dumps(value).encode()
        record = f"run {len(payload)} {zlib.crc32(payload):08x}\n".encode() + payload + b"\n"
        (run.parent / f"2099010{number + 1}-000000{run.suffix}").write_bytes(record)
    (run.parent / f"20990109-000000{run.suffix}").write_bytes(b"run 99999 00000000\n[[[[")
    done = vaultlint(root, "history")
    assert done.status == 0
    assert run.stem in done.out
    assert vaultlint(root, "undo", run.stem).status == 0
    assert (root / "a.md").read_bytes() == before
