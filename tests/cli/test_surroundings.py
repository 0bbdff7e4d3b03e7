"""Broken files around a run and streams that go away: a sentence, never a traceback, and nothing is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

unix = pytest.mark.skipif(os.name == "nt", reason="shells and devices of Unix")


def shell(text: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A line for the shell, in which $V is the command."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    env = {**inherited, "V": f"{sys.executable} -m vaultlint"}
    done = subprocess.run(["bash", "-c", text], cwd=cwd, env=env, capture_output=True, text=True, timeout=120)
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.parametrize("pattern", ["[z-a]", "!", "\\"])
def test_a_pattern_that_cannot_be_read(make_vault, vaultlint, pattern):
    root = make_vault({"a.md": "- \n- a\n", ".gitignore": f"{pattern}\nother/\n", "other/b.md": "- \n- a\n"})
    done = vaultlint("check", cwd=root)
    assert (done.status, done.out) == (1, "a.md:1:1: empty-bullet list item without text\n")
    for table in ("exclude = ['{}']", "[per-file-ignores]\n'{}' = ['ALL']", "[[overrides]]\npaths = ['{}']"):
        (root / "vaultlint.toml").write_text(table.format(pattern) + "\n")
        done = vaultlint("check", cwd=root)
        assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1)
        assert "vaultlint.toml: " in done.err
        assert f"'{pattern}' cannot be read" in done.err


def test_python_has_nothing_to_say_about_a_pattern(make_vault, vaultlint):
    root = make_vault({"a.md": "x\n", ".gitignore": "[[:digit:]].md\n", "vaultlint.toml": "exclude = ['[[b-]']\n"})
    assert vaultlint("check", cwd=root).err == "1 note checked: nothing to report.\n"


def test_settings_that_are_no_json_count_as_absent(make_vault, vaultlint):
    root = make_vault({"a.md": "x\n", ".obsidian/app.json": "[" * 100_000, ".obsidian/types.json": "{"})
    assert vaultlint("check", cwd=root).status == 0


def test_a_broken_baseline_ends_the_run_before_it_writes(make_vault, vaultlint):
    root = make_vault({"a.md": "- one\n- \n", ".vaultlint-baseline.json": "{"})
    done = vaultlint("fix", cwd=root)
    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert (root / "a.md").read_text() == "- one\n- \n"
    # What the sentence says to do is the way out.
    assert "remove it, and write it anew with `vaultlint baseline create`" in done.err
    (root / ".vaultlint-baseline.json").unlink()
    assert vaultlint("baseline", "create", cwd=root).status == 0
    assert vaultlint("check", cwd=root).status == 0


def test_the_way_back_is_told_even_if_the_report_cannot_be_written(make_vault, vaultlint):
    root = make_vault({"a.md": "- one\n- \n"})
    done = vaultlint("fix", "-f", "json", "-o", root / "a.md" / "x.json", cwd=root)
    assert (done.status, "the report cannot be written" in done.err) == (2, True)
    assert "`vaultlint undo " in done.err


def test_links_of_a_note_that_is_no_text_are_missed_aloud(make_vault, vaultlint):
    root = make_vault({"a.md": "[[b]]\n", "b.md": b"[[a]] \xff\n"})
    done = vaultlint("links", cwd=root)
    assert (done.out, len(done.err.splitlines())) == ("a.md:1:1: resolved [[b]] -> b.md\n", 1)
    assert "b.md: " in done.err
    assert "links in it are not listed" in done.err


@unix
def test_a_reader_that_goes_away_fails_nothing(make_vault):
    root = make_vault({"a.md": "- \n" * 20_000})
    assert shell('$V check --exit-zero | head -1; echo "${PIPESTATUS[0]}"', root).stdout.splitlines()[-1] == "0"


@unix
def test_streams_that_are_closed(make_vault):
    root = make_vault({"a.md": "- one\n- \n"})
    for closed in ("<&-", ">&-", "2>&-", "<&- >&- 2>&-"):
        assert shell(f"$V check {closed}", root).returncode == 1
    assert shell("$V fix <&- >&- 2>&-", root).returncode == 0
    assert (root / "a.md").read_text() == "- one\n"
    assert shell("$V --version >&-", root).returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_device_is_told(make_vault):
    root = make_vault({"a.md": "- \n- a\n"})
    for command in ("check", "rules", "--help", "--version"):
        done = shell(f"$V {command} > /dev/full", root)
        assert (done.returncode, "No space left on device" in done.stderr) == (2, True)


@unix
def test_the_current_folder_is_gone(make_vault):
    root = make_vault({"a.md": "- \n- a\n", "gone/x": ""})
    done = shell("cd gone && rm -r ../gone && $V check", root)
    assert done.returncode == 2
    assert done.stderr == "vaultlint: the current folder has been deleted. Change to one that is there.\n"


@unix
@pytest.mark.parametrize("command", [("check", "--no-cache"), ("format", "--diff")])
def test_ctrl_c_ends_a_run_and_its_workers_at_any_moment(make_vault, command):
    root = make_vault({f"{number}.md": "*  a word\n" * 300 for number in range(200)})
    for number in range(6):
        child = subprocess.Popen(
            [sys.executable, "-m", "vaultlint", *command, "--jobs", "2"],
            cwd=root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            # Tests that run in the background of a shell ignore Ctrl-C, and a child would inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        time.sleep(0.25 + number * 0.1)
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGINT)
        error = child.communicate(timeout=60)[1]
        # On a slow machine Python itself is interrupted, before a line of this project has run.
        early = child.returncode == -signal.SIGINT
        assert early or (b"Traceback" not in error and child.returncode in (0, 1, 2, 130)), error
