"""What git knows of a vault: files that are gone and what became of them, what is staged, what changed since.

One git process for each question, never a shell; names go through `-z` output. Outside a work tree, or without git,
`open_view` gives None and nothing else is asked. Nothing in the repository is written, not even its index.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from vaultlint.errors import Failure
from vaultlint.linking.index import FileIndex

#: Commits of the past that are searched for a file that is gone.
MOST_COMMITS = 10_000
_SECONDS = 20


class Gone(NamedTuple):
    """How a file left: `commit` is the short hash and date of the commit, "" for an uncommitted change."""

    path: str
    commit: str


def open_view(root: Path) -> GitView | None:
    """The view of the work tree that holds `root`; None if there is none."""
    here = Path(os.path.realpath(root))
    if any((folder / ".git").exists() for folder in (here, *here.parents)):
        return GitView(here)
    return None


def run(root: Path, arguments: Sequence[str], *, environment: dict[str, str] | None = None) -> bytes | None:
    """What git prints; None if it is missing, fails or takes too long."""
    command = ["git", "--no-optional-locks", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false", *arguments]
    variables = {**os.environ, **(environment or {}), "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            command, cwd=root, env=variables, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _tokens(output: bytes | None) -> list[str]:
    """The NUL-separated parts of `-z` output."""
    return [os.fsdecode(one) for one in output.split(b"\0")[:-1]] if output else []


class GitView:
    """Files that are gone from the work tree below `root`, and what they are called now. Paths are relative to it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def gone(self) -> dict[str, Gone]:
        """Every path that HEAD or an earlier commit knows and the next one, or the work tree, does not."""
        found: dict[str, Gone] = {}
        for path in self._deleted_now:
            found[path] = Gone(path, "")
        log = ["log", f"-n{MOST_COMMITS}", "--no-renames", "--diff-filter=D", "--name-only", "-z", "--relative"]
        commit = ""
        for token in _tokens(run(self.root, [*log, "--format=%x01%h of %as", "--", "."])):
            token = token.lstrip("\n")
            if token.startswith("\x01"):
                commit = token[1:]
            elif token:
                found.setdefault(token, Gone(token, commit))
        return found

    @cached_property
    def indexes(self) -> tuple[FileIndex, FileIndex]:
        """The paths that are gone since HEAD, and all that are gone, for links to be resolved against."""
        return FileIndex(_visible(self._deleted_now)), FileIndex(_visible(self.gone))

    def successor(self, path: str, files: FileIndex) -> str | None:
        """What a file that is gone is called now, across any number of renames; None if it is gone for good."""
        seen: set[str] = set()
        while path not in files:
            if path in seen:
                return None
            seen.add(path)
            now = self._renamed_now.get(path) if path in self._deleted_now else self._renamed_then.get(path)
            if now is None:
                return None
            path = now
        return path

    def former(self, path: str, *, committed: bool) -> str | None:
        """What a file was called at HEAD or, if `committed`, before its newest committed rename; None if the same."""
        if self._deleted_now:
            for old, new in self._renamed_now.items():
                if new == path:
                    return old
        return self._former_then.get(path) if committed else None

    @cached_property
    def _former_then(self) -> dict[str, str]:
        return {new: old for old, new in reversed(self._renamed_then.items())}

    @cached_property
    def _deleted_now(self) -> frozenset[str]:
        """Files of HEAD that the work tree does not hold."""
        names = run(self.root, ["diff", "--name-only", "--no-renames", "--diff-filter=D", "-z", "--relative", "HEAD"])
        return frozenset(_tokens(names))

    @cached_property
    def _renamed_now(self) -> dict[str, str]:
        """Renames since HEAD, staged or not, old → new.

        A file that git does not track yet counts as added: a copy of the index, which is thrown away, is told so.
        """
        import shutil
        import tempfile

        index = run(self.root, ["rev-parse", "--git-path", "index"])
        if index is None:
            return {}
        with tempfile.TemporaryDirectory(prefix="vaultlint-") as scratch:
            copy = Path(scratch) / "index"
            try:
                shutil.copyfile(self.root / os.fsdecode(index).rstrip("\n"), copy)
            except OSError:
                return {}
            environment = {"GIT_INDEX_FILE": str(copy)}
            run(self.root, ["add", "--all", "--intent-to-add", "--", "."], environment=environment)
            diff = ["diff", "-M", "--diff-filter=R", "--name-status", "-z", "--relative", "HEAD"]
            return dict(_renames(_tokens(run(self.root, diff, environment=environment))))

    @cached_property
    def _renamed_then(self) -> dict[str, str]:
        """Committed renames, old → new; of several the newest."""
        log = ["log", f"-n{MOST_COMMITS}", "-M", "--diff-filter=R", "--name-status", "-z", "--relative"]
        found: dict[str, str] = {}
        for old, new in _renames(_tokens(run(self.root, [*log, "--format=", "--", "."]))):
            found.setdefault(old, new)
        return found


def _visible(paths: Iterable[str]) -> list[str]:
    """The paths that a vault would show, sorted."""
    return sorted(path for path in paths if not path.startswith(".") and "/." not in path)


def _renames(tokens: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Old and new names of `--name-status -z` output that holds nothing but renames."""
    parts = iter(tokens)
    for status in parts:
        if status.lstrip("\n").startswith("R"):
            yield next(parts, ""), next(parts, "")


class Changes(NamedTuple):
    """What differs from a commit: `changed` (added or modified), `deleted`, `renamed` old → new (in both as well)."""

    changed: frozenset[str]
    deleted: frozenset[str]
    renamed: dict[str, str]


def staged_changes(root: Path) -> Changes:
    """What the index holds against HEAD, below `root`. Failure outside a work tree."""
    base = "HEAD" if run(root, ["rev-parse", "--verify", "--quiet", "HEAD"]) is not None else _EMPTY_TREE
    return _changes(root, ["--cached", base], "the index")


def changes_since(root: Path, revision: str) -> Changes:
    """What the work tree, untracked files included, holds against a commit. Failure if there is no such commit."""
    commit = run(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"])
    if commit is None:
        raise Failure(f"{revision}: git knows no such commit in {root}. Name a branch, a tag or a hash.")
    found = _changes(root, [commit.decode().strip()], revision)
    untracked = _tokens(run(root, ["ls-files", "--others", "--exclude-standard", "-z"]))
    return found._replace(changed=found.changed | frozenset(untracked))


#: The tree without entries: what a repository without a commit is compared with.
_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def _changes(root: Path, against: list[str], what: str) -> Changes:
    output = run(root, ["diff", "-M", "--name-status", "-z", "--relative", *against])
    if output is None:
        raise Failure(f"git could not compare {root} with {what}. Is it a git work tree?")
    changed, deleted, renamed = set(), set(), {}
    parts = iter(_tokens(output))
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
    return _tokens(run(root, ["ls-files", "--cached", "-z"]))


def ignored_files(root: Path) -> list[str]:
    """Files of the work tree below `root` that git ignores: links may lead to them."""
    return _tokens(run(root, ["ls-files", "--others", "--ignored", "--exclude-standard", "-z"]))


def unstaged(root: Path) -> list[str]:
    """Files below `root` whose work tree differs from the index, those that only the index holds among them."""
    return _tokens(run(root, ["diff", "--name-only", "--no-renames", "-z", "--relative"]))


def files_of(root: Path, revision: str) -> list[str]:
    """The files of a commit below `root`, relative to it; none if there is no such commit."""
    return _tokens(run(root, ["ls-tree", "-r", "--name-only", "-z", revision]))


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
