"""Follow deleted and renamed files in git's history, read only when a link is broken.

Outside a work tree, or without git, `open_view` gives None and nothing else is asked.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from vaultlint.git import Blob, files_of, index_entries, renames_on_disk, run, tokens, untracked_files
from vaultlint.git_process import find_repository
from vaultlint.resolution.file_index import FileIndex, path_key
from vaultlint.resolution.resolver import Found

#: Commits of the past that are searched for a file that is gone.
MOST_COMMITS = 10_000
#: As many files are compared with as many for a likeness, in a few seconds; above it only unchanged files are paired.
_MOST_COMPARED = 4_000
_COMMIT = "\x01"


class Gone(NamedTuple):
    """Removal of a file: `commit` is the short hash and date of the commit, "" for an uncommitted change.

    `age` counts the commits with such a change from the newest on; 0 is not committed.
    """

    age: int
    commit: str


class Move(NamedTuple):
    """One committed rename as seen from one of its ends: `path` is the other."""

    age: int
    path: str


def open_view(root: Path) -> GitView | None:
    """The view of the work tree that holds `root`; None if there is none."""
    return GitView(Path(os.path.realpath(root))) if find_repository(root) is not None else None


class GitView:
    """Files that are gone from the work tree below `root`, and what they are called now. Paths are relative to it.

    A name may have been given to one file after another. Follow a file from name to name forward in
    time: of the renames of a name the one that is meant is the first after the file was given that name.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def gone(self) -> dict[str, Gone]:
        """Every path that HEAD or an earlier commit knows and the next one, or the work tree, does not."""
        found = {path: Gone(0, "") for path in self._deleted_now}
        for path, ages in self._departures.items():
            found.setdefault(path, Gone(ages[0], self._commits[ages[0]]))
        return found

    @cached_property
    def indexes(self) -> tuple[FileIndex, FileIndex]:
        """The paths that are gone since HEAD, and all that are gone, for links to be resolved against."""
        newest: dict[str, str] = {}  # of names that differ in case alone a link can mean one
        for path in sorted(self.gone, key=lambda path: self.gone[path].age):
            newest.setdefault(path_key(path), path)
        return FileIndex(_visible(self._deleted_now)), FileIndex(_visible(newest.values()))

    def last(self, found: Found) -> str | None:
        """Of the gone files that a link may have led to, the one that left last: with it the link broke."""
        if found.path is None:
            return None
        return min((found.path, *found.candidates, *found.rivals), key=lambda path: self.gone[path].age)

    def successor(self, path: str, files: FileIndex) -> str | None:
        """Current name of a file that was renamed any number of times; None if it is gone for good."""
        if path in self._deleted_now or path in files:
            return self._today(path, files)
        ages = self._departures.get(path)
        age = ages[0] if ages else None
        while age is not None:
            moved = next((move.path for move in self._renamed_then.get(path, ()) if move.age == age), None)
            if moved is None:
                return None
            path, left = moved, age
            age = max((one for one in self._departures.get(path, ()) if one < left), default=None)
        return self._today(path, files)

    def _today(self, path: str, files: FileIndex) -> str | None:
        """Name in the work tree of a file of HEAD."""
        now = path if path in files else self._renamed_now.get(path)
        return now if now is not None and now in files else None

    def formers(self, path: str, *, committed: bool) -> Iterator[str]:
        """Names of a file at HEAD and, if `committed`, before each of its committed renames, newest first."""
        then = self._former_now.get(path)
        if then is not None:
            yield then
        path, age = then or path, 0
        while committed:
            arrival = next((move for move in self._former_then.get(path, ()) if move.age > age), None)
            if arrival is None:
                return
            age, path = arrival
            yield path

    @cached_property
    def _files_of_head(self) -> dict[str, Blob]:
        return files_of(self.root, "HEAD")

    @cached_property
    def _deleted_now(self) -> frozenset[str]:
        """Files of HEAD that the work tree does not hold; those that a sparse checkout leaves out are no loss."""
        folder = os.path.join(self.root, "")
        absent = {path for path in self._files_of_head if not os.path.lexists(folder + path)}
        if absent:
            absent -= {path for path, entry in index_entries(self.root).items() if entry.skipped}
        return frozenset(absent)

    @cached_property
    def _renamed_now(self) -> dict[str, str]:
        """Renames since HEAD, staged or not, old → new. A file that git does not track yet counts as added."""
        if not self._deleted_now:
            return {}
        gone = {path: self._files_of_head[path] for path in sorted(self._deleted_now)}
        known = [*index_entries(self.root), *untracked_files(self.root)]
        new = [path for path in known if path not in self._files_of_head and os.path.lexists(self.root / path)]
        return dict(renames_on_disk(self.root, gone, new, _MOST_COMPARED))

    @cached_property
    def _former_now(self) -> dict[str, str]:
        return {new: old for old, new in self._renamed_now.items()}

    @cached_property
    def _log(self) -> tuple[list[str], dict[str, list[int]]]:
        """The commits from which files are gone, newest first after an empty one; path → their places in it."""
        log = ["log", f"-n{MOST_COMMITS}", "--no-renames", "--diff-filter=D", "--name-only", "-z", "--relative"]
        commits, found = [""], dict[str, list[int]]()
        for token in tokens(run(self.root, [*log, f"--format={_COMMIT}%h of %as", "--", "."])):
            token = token.lstrip("\n")
            if token.startswith(_COMMIT):
                commits.append(token[1:])
            elif token:
                found.setdefault(token, []).append(len(commits) - 1)
        return commits, found

    @property
    def _commits(self) -> list[str]:
        return self._log[0]

    @property
    def _departures(self) -> dict[str, list[int]]:
        return self._log[1]

    @cached_property
    def _renamed_then(self) -> dict[str, list[Move]]:
        """Committed renames: old name → its moves, newest first."""
        log = ["log", f"-n{MOST_COMMITS}", f"--format={_COMMIT}%h of %as"]
        ages = {commit: age for age, commit in enumerate(self._commits)}
        found: dict[str, list[Move]] = {}
        for commit, old, new in self._renames(log):
            found.setdefault(old, []).append(Move(ages.get(commit, 0), new))
        return found

    @cached_property
    def _former_then(self) -> dict[str, list[Move]]:
        """Committed renames: new name → where the file came from, newest first."""
        found: dict[str, list[Move]] = {}
        for old, moves in self._renamed_then.items():
            for move in moves:
                found.setdefault(move.path, []).append(Move(move.age, old))
        for arrivals in found.values():
            arrivals.sort()
        return found

    def _renames(self, command: Sequence[str]) -> Iterator[tuple[str, str, str]]:
        """(commit, old, new) of the renames that git prints; of unchanged files alone if all take too long."""
        options = ["--diff-filter=R", "--name-status", "-z", "--relative", "--", "."]
        for likeness in (("-M", f"-l{_MOST_COMPARED}"), ("-M100%",)):
            output = run(self.root, [*command, *likeness, *options])
            if output is not None:
                return _parsed(tokens(output))
        return iter(())


def _visible(paths: Iterable[str]) -> list[str]:
    """The paths that a vault would show, sorted."""
    return sorted(path for path in paths if not path.startswith(".") and "/." not in path)


def _parsed(output: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Commit, old and new name of `--name-status -z` output that holds nothing but renames."""
    parts, commit = iter(output), ""
    for part in parts:
        part = part.lstrip("\n")
        if part.startswith(_COMMIT):
            commit = part[1:]
        elif part.startswith("R"):
            yield commit, next(parts, ""), next(parts, "")
