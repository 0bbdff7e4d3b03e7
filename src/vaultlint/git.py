"""What git says of a vault: its answers in parts, what is staged, what changed since a commit.

One git process for each question, never a shell; names go through `-z` output. Nothing in the repository is written,
not even its index. What became of files that are gone: `linking.past`.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from vaultlint.errors import Failure

_SECONDS = 20
#: `log.showSignature` would put words between the names.
_SETTINGS = ("core.quotePath=false", "core.fsmonitor=false", "log.showSignature=false")


def run(root: Path, arguments: Sequence[str], *, environment: dict[str, str] | None = None) -> bytes | None:
    """What git prints; None if it is missing, fails or takes too long."""
    settings = [part for one in _SETTINGS for part in ("-c", one)]
    command = ["git", "--no-optional-locks", *settings, *arguments]
    variables = {**os.environ, **(environment or {}), "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            command, cwd=root, env=variables, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def tokens(output: bytes | None) -> list[str]:
    """The NUL-separated parts of `-z` output."""
    return [os.fsdecode(one) for one in output.split(b"\0")[:-1]] if output else []


class Changes(NamedTuple):
    """What differs from a commit: `changed` (added or modified), `deleted`, `renamed` old → new (in both as well)."""

    changed: frozenset[str]
    deleted: frozenset[str]
    renamed: dict[str, str]


def staged_changes(root: Path) -> Changes:
    """What the index holds against HEAD, below `root`. Failure outside a work tree."""
    base = "HEAD" if run(root, ["rev-parse", "--verify", "--quiet", "HEAD"]) is not None else _EMPTY_TREE
    return _changes(root, ["--cached", base], "the index")


def changes_since(root: Path, revision: str, *, untracked: bool = True) -> Changes:
    """What the work tree, `untracked` files or not, holds against a commit. Failure if there is no such commit."""
    commit = run(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"])
    if commit is None:
        raise Failure(f"{revision}: git knows no such commit in {root}. Name a branch, a tag or a hash.")
    found = _changes(root, [commit.decode().strip()], revision)
    return found._replace(changed=found.changed | frozenset(untracked_files(root))) if untracked else found


#: The tree without entries: what a repository without a commit is compared with.
_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def _changes(root: Path, against: list[str], what: str) -> Changes:
    output = run(root, ["diff", "-M", "--name-status", "-z", "--relative", *against])
    if output is None:
        raise Failure(f"git could not compare {root} with {what}. Is it a git work tree?")
    changed, deleted, renamed = set(), set(), {}
    parts = iter(tokens(output))
    for status in parts:
        path = next(parts)
        if status[0] in "RC":
            new = next(parts)
            changed.add(new)
            if status[0] == "R":
                renamed[path] = new
                deleted.add(path)
        elif status[0] == "D":
            deleted.add(path)
        else:
            changed.add(path)
    return Changes(frozenset(changed), frozenset(deleted), renamed)


def staged_files(root: Path) -> list[str]:
    """The files of the index below `root`, relative to it."""
    return tokens(run(root, ["ls-files", "--cached", "-z"]))


def untracked_files(root: Path) -> list[str]:
    """Files of the work tree below `root` that git neither tracks nor ignores; a repository within ends with `/`."""
    return tokens(run(root, ["ls-files", "--others", "--exclude-standard", "-z"]))


def unstaged(root: Path) -> list[str]:
    """Files below `root` whose work tree differs from the index, those that only the index holds among them."""
    return tokens(run(root, ["diff", "--name-only", "--no-renames", "-z", "--relative"]))


def files_of(root: Path, revision: str) -> list[str]:
    """The files of a commit below `root`, relative to it; none if there is no such commit."""
    return tokens(run(root, ["ls-tree", "-r", "--name-only", "-z", revision]))


def read_staged(root: Path, paths: Sequence[str]) -> dict[str, bytes]:
    """The staged contents of files below `root`, by one git process; a path that is not in the index is left out."""
    return read_files(root, "", paths)


def read_files(root: Path, revision: str, paths: Sequence[str]) -> dict[str, bytes]:
    """The contents that files below `root` have in a commit, or in the index if `revision` is empty."""
    if not paths:
        return {}
    names = [path for path in paths if "\n" not in path]  # the question is asked line by line
    question = b"".join(os.fsencode(revision) + b":./" + os.fsencode(path) + b"\n" for path in names)
    command = ["git", "--no-optional-locks", "cat-file", "--batch"]
    try:
        done = subprocess.run(command, cwd=root, input=question, capture_output=True)
    except OSError as error:
        raise Failure(f"git cannot be run: {error.strerror}. Install it, or check without --staged.") from None
    found, at, output = {}, 0, done.stdout
    for path in names:
        end = output.find(b"\n", at)
        header = output[at:end].split(b" ")
        at = end + 1
        if len(header) == 3 and header[1] == b"blob":
            size = int(header[2])
            found[path] = output[at : at + size]
            at += size + 1
    return found
