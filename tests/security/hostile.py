"""Vaults of an attacker, and the command as a user runs it on them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

#: Seconds after which a run counts as one that never ends.
LONGEST = 60


@dataclass(frozen=True)
class Ended:
    status: int
    out: str
    err: str


def vaultlint(
    folder: Path, *arguments: str | Path, environment: Mapping[str, str] | None = None, given: bytes = b""
) -> Ended:
    """Run the command in a folder: it ends in time, with a status of the contract, and without a traceback."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "GITHUB_"))}
    done = subprocess.run(
        [sys.executable, "-m", "vaultlint", *map(str, arguments)],
        cwd=folder,
        env={**inherited, "PYTHONIOENCODING": "utf-8", **(environment or {})},
        input=given,
        capture_output=True,
        timeout=LONGEST,
    )
    out, err = done.stdout.decode("utf-8", "surrogateescape"), done.stderr.decode("utf-8", "surrogateescape")
    assert "Traceback" not in err, err
    assert done.returncode in (0, 1, 2, 130), (done.returncode, err)
    return Ended(done.returncode, out, err)


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content)
    return root


def git(folder: Path, *arguments: str | Path, given: bytes | None = None) -> bytes:
    """Git as the attacker runs it at home."""
    who = ["-c", "user.name=M", "-c", "user.email=m@example.org", "-c", "commit.gpgsign=false"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", *who, *map(str, arguments)]
    return subprocess.run(command, cwd=folder, env=inherited, input=given, check=True, capture_output=True).stdout


def trap(tmp_path: Path) -> tuple[Path, Path]:
    """A program that leaves a marker, and the marker."""
    marker, program = tmp_path / "it-ran", tmp_path / "trap.sh"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> "{marker}"\ncat\n', "utf-8")
    program.chmod(0o755)
    return program, marker


#: The ways to run vaultlint that may ask git; each must run nothing of the vault.
CALLS = (
    ("check",),
    ("check", "--isolated"),
    ("check", "--isolated", "--staged"),
    ("check", "--isolated", "--changed-since", "HEAD"),
    ("fix", "--isolated", "--diff", "--unsafe-fixes"),
    ("links", "--isolated"),
    ("mv", "--isolated", "--diff", "other.md", "renamed.md"),
    ("init", "--print"),
)
