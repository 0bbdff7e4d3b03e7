"""Accepted problems: a file of today's problems, so that only new ones fail the run.

A fingerprint is of the rule, the text reported and the ordinal among equals in the note, not of the path or the line:
it survives edits elsewhere, moved lines and a renamed note. The file has one entry a line, sorted, so that a diff of
it shows which problems came and went, and two branches merge.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from vaultlint.diagnostic import Diagnostic
from vaultlint.errors import Failure
from vaultlint.regular_file import read_regular

VERSION = 1

_ANEW = "remove it, and write it anew with `vaultlint baseline create`."


def fingerprint(rule: str, key: str, ordinal: int) -> str:
    """16 hexadecimal digits; `key` is the squashed text of the report, `ordinal` counts from 0 among equals."""
    from hashlib import blake2b  # loads OpenSSL: a run that shows no fingerprint does without

    identity = f"{rule}\0{key}\0{ordinal}".encode("utf-8", "surrogatepass")
    return blake2b(identity, digest_size=8).hexdigest()


def assign_fingerprints(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics with their fingerprints; equal ones (path, rule, key) are counted in the order given."""
    seen: Counter[tuple[str, str, str]] = Counter()
    assigned = []
    for one in diagnostics:
        identity = (one.path, one.rule, one.key)
        assigned.append(one._replace(fingerprint=fingerprint(one.rule, one.key, seen[identity])))
        seen[identity] += 1
    return assigned


class Entry(NamedTuple):
    """An accepted problem. `path` is relative to the vault; `message` is for readers and matches nothing."""

    path: str
    rule: str
    message: str
    fingerprint: str


@dataclass(slots=True, frozen=True)
class Match:
    """Diagnostics against a baseline.

    `new` are to be reported, `accepted` are not; `fixed` are the entries that nothing answers to any more; `moved`
    pairs an entry with the path where its problem is now.
    """

    new: list[Diagnostic] = field(default_factory=list)
    accepted: list[Diagnostic] = field(default_factory=list)
    fixed: list[Entry] = field(default_factory=list)
    moved: list[tuple[Entry, str]] = field(default_factory=list)


def _always(entry: Entry) -> bool:
    return True


@dataclass(slots=True, frozen=True)
class Baseline:
    """Accepted problems, sorted by path, rule, message, fingerprint."""

    entries: tuple[Entry, ...] = ()

    @classmethod
    def create(cls, diagnostics: Iterable[Diagnostic]) -> Baseline:
        """A baseline that accepts these diagnostics, which have their fingerprints."""
        return cls(tuple(sorted(Entry(one.path, one.rule, one.message, one.fingerprint) for one in diagnostics)))

    @classmethod
    def load(cls, path: Path) -> Baseline:
        """Read a baseline; Failure, in one sentence, if there is none or it is none."""
        content = _content(path)
        version = content.get("version") if isinstance(content, dict) else None
        if not isinstance(version, int):
            raise Failure(f"the file {path} is not a vaultlint baseline: {_ANEW}")
        if version != VERSION:
            raise Failure(f"the baseline {path} is of version {version}, and this vaultlint reads {VERSION}: {_ANEW}")
        problems = content.get("problems")
        if not isinstance(problems, list):
            raise Failure(f"the baseline {path} has no list of problems: {_ANEW}")
        return cls(tuple(sorted(_entry(one, number, path) for number, one in enumerate(problems, 1))))

    def match(self, diagnostics: Sequence[Diagnostic], judged: Callable[[Entry], bool] = _always) -> Match:
        """Tell new problems from accepted ones: by path and fingerprint first, then by fingerprint alone.

        An entry accepts one problem. `judged` says whether this run would report the entry's problem if it were still
        there: its rule ran, and its note was checked or is gone. Other entries are no news, and accept nothing in
        another note.
        """
        exact: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
        for entry in self.entries:
            exact[entry.path, entry.fingerprint].append(entry)
        here = [exact[place].pop() if exact.get(place) else None for place in map(_place, diagnostics)]
        anywhere: defaultdict[str, list[Entry]] = defaultdict(list)
        for left in exact.values():
            for entry in filter(judged, left):
                anywhere[entry.fingerprint].append(entry)
        for same in anywhere.values():
            same.sort(reverse=True)
        found = Match()
        for one, matched in zip(diagnostics, here, strict=True):
            if matched is None and anywhere.get(one.fingerprint):
                found.moved.append((anywhere[one.fingerprint].pop(), one.path))
            elif matched is None:
                found.new.append(one)
                continue
            found.accepted.append(one)
        found.fixed.extend(sorted(entry for same in anywhere.values() for entry in same))
        return found

    def prune(self, match: Match) -> Baseline:
        """Return the baseline without the entries that are fixed, and with moved ones under their new path."""
        gone = Counter(match.fixed)
        gone.update(entry for entry, _ in match.moved)
        kept = [entry._replace(path=path) for entry, path in match.moved]
        for entry in self.entries:
            if gone[entry]:
                gone[entry] -= 1
            else:
                kept.append(entry)
        return Baseline(tuple(sorted(kept)))

    def show(self) -> str:
        """One line an entry, `path: rule message`, and how many there are."""
        from vaultlint.escape import visible

        lines = [f"{visible(entry.path)}: {entry.rule} {visible(entry.message)}" for entry in self.entries]
        problems = "1 accepted problem" if len(lines) == 1 else f"{len(lines):,} accepted problems"
        notes = len({entry.path for entry in self.entries})
        return "\n".join([*lines, f"{problems} in {notes:,} {'note' if notes == 1 else 'notes'}.", ""])

    def to_json(self) -> str:
        """The text of the file."""
        lines = ",\n".join(f"    {_line(entry)}" for entry in self.entries)
        body = f"[\n{lines}\n  ]" if lines else "[]"
        return f'{{\n  "version": {VERSION},\n  "problems": {body}\n}}\n'

    def save(self, path: Path) -> None:
        """Write the file whole or not at all; Failure if it cannot be written."""
        temporary = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(6).hex()}")
        try:
            # A link that somebody planted under this name is not followed.
            with temporary.open("x", encoding="utf-8", newline="\n") as file:
                file.write(self.to_json())
            temporary.replace(path)
        except OSError as error:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise Failure(f"the baseline {path} cannot be written: {error.strerror or error}.") from None


def _place(one: Diagnostic) -> tuple[str, str]:
    return one.path, one.fingerprint


def _line(entry: Entry) -> str:
    # A file name need not be Unicode, and JSON can say so only by an escape.
    text = json.dumps(entry._asdict(), ensure_ascii=False)
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


#: A baseline of half a million problems.
_LIMIT = 128_000_000


def _content(path: Path) -> Any:
    try:
        return json.loads(read_regular(path, _LIMIT))
    except FileNotFoundError:
        raise Failure(f"there is no baseline {path}: write one with `vaultlint baseline create`.") from None
    except OSError as error:
        raise Failure(f"the baseline {path} cannot be read: {error.strerror or error}.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} ({error.msg})"
        raise Failure(f"the baseline {path} is broken in {where}: repair it, or {_ANEW}") from None
    except (ValueError, RecursionError):  # no UTF-8, a number of too many digits, too many brackets
        raise Failure(f"the baseline {path} is not valid JSON: {_ANEW}") from None


def _entry(one: Any, number: int, path: Path) -> Entry:
    values = [one.get(name) for name in Entry._fields] if isinstance(one, dict) else [None]
    if not all(isinstance(value, str) for value in values):
        names = ", ".join(Entry._fields)
        raise Failure(
            f"the baseline {path} has a bad entry, number {number}: each needs the texts {names}. Repair it, or {_ANEW}"
        )
    return Entry(*values)
