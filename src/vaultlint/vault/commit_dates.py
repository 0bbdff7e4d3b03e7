"""The dates on which notes changed, by git's commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from vaultlint.git import read_versions, run, tokens
from vaultlint.markdown.text import front_matter

#: The past that is searched, in commits.
_MOST_COMMITS = 10_000
#: The commits of one note whose content is compared with the one before.
_MOST_COMPARED = 20
_COMMIT = "\x01"


class Change(NamedTuple):
    """A commit that changed a note: its name, and its author's date and time, with the author's time zone."""

    commit: str
    moment: datetime


class CommitDates:
    """The commits of a vault. Git is asked once for all of them, and once more for the content of those in question.

    A commit that adds a note says nothing of when it was written, and renames are read as additions. Merges do not
    count either: what they bring has commits of its own.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._verdicts: dict[tuple[str, str, str], bool] = {}  # note, commit, property -> whether more changed

    @cached_property
    def _commits(self) -> list[tuple[Change, list[str]]]:
        """The commits that changed notes, newest first, and these notes. None outside a work tree."""
        log = ["log", f"-n{_MOST_COMMITS}", "--no-renames", "--diff-filter=M", "--name-only", "-z", "--relative"]
        found: list[tuple[Change, list[str]]] = []
        for token in tokens(run(self._root, [*log, f"--format={_COMMIT}%H %aI", "--", "."])):
            token = token.lstrip("\n")
            if token.startswith(_COMMIT):
                commit, _, moment = token[1:].partition(" ")
                found.append((Change(commit, datetime.fromisoformat(moment)), []))
            elif found and token.lower().endswith(".md"):
                found[-1][1].append(token)
        return found

    def last_changes(self, after: Mapping[str, date], ignored: str, largest: int) -> dict[str, datetime]:
        """Return the last change of each note that changed later than on a day.

        after: note -> the day.
        ignored: a property; a commit that changed nothing but its line is no change of the note.
        largest: commits that changed more notes do not count; 0 if all do.
        """
        pending = {path: iter(changes) for path, changes in self._later(after, largest).items()}
        found: dict[str, datetime] = {}
        for _ in range(_MOST_COMPARED):
            asked = {path: change for path, changes in pending.items() if (change := next(changes, None)) is not None}
            if not asked:
                break
            for path in self._changed(asked, ignored):
                found[path] = asked[path].moment
            pending = {path: pending[path] for path in asked if path not in found}
        return found

    def _later(self, after: Mapping[str, date], largest: int) -> dict[str, list[Change]]:
        """The commits of each note that are later than its day, newest first."""
        found: dict[str, list[Change]] = {}
        for change, paths in self._commits:
            if largest and len(paths) > largest:
                continue
            for path in paths:
                if path in after and change.moment.date() > after[path]:
                    found.setdefault(path, []).append(change)
        return found

    def _changed(self, asked: Mapping[str, Change], ignored: str) -> Iterator[str]:
        """Those of the notes whose commit changed more than the line of a property. No commit is asked for twice."""
        keys = {path: (path, change.commit, ignored) for path, change in asked.items()}
        pairs = {key: ((f"{key[1]}^", key[0]), (key[1], key[0])) for key in keys.values() if key not in self._verdicts}
        contents = read_versions(self._root, [version for pair in pairs.values() for version in pair]) if pairs else {}
        for key, (old, new) in pairs.items():
            both = old in contents and new in contents
            self._verdicts[key] = both and _without(contents[old], ignored) != _without(contents[new], ignored)
        return (path for path, key in keys.items() if self._verdicts[key])


def _without(data: bytes, name: str) -> list[str]:
    """The lines of a note without that of a top-level property, and without front matter that holds nothing else."""
    text = data.decode("utf-8", "replace")
    matter = front_matter(text)
    if matter is None or not matter.closed:
        return text.splitlines()
    kept = [
        line
        for line in text[matter.body_start : matter.body_end].splitlines()
        if line.partition(":")[0].strip(" \t\"'").lower() != name or line[:1].isspace()
    ]
    return [*(("---", *kept, "---") if kept else ()), *text[matter.end :].lstrip("\r\n").splitlines()]
