"""The words of a vault that completion offers: tags, properties with their values, types of callouts.

They are found in the texts by regular expressions, in small steps in idle time. A word too many, from a block of
code say, does no harm here; what is renamed or reported is parsed.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable

from vaultlint.pattern import Pattern

_FRONT_MATTER = Pattern(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_TAG = Pattern(r"(?<![^\s])#([^\s#,.;:!?\"'`()\[\]{}<>|\\^~*=+%&@$]*[^\W\d][^\s#,.;:!?\"'`()\[\]{}<>|\\^~*=+%&@$]*)")
_CALLOUT = Pattern(r"^[ \t]*(?:>[ \t]*)+\[!([\w-]+)\]", re.MULTILINE)
_KEY = Pattern(r"^([^\s#:\-][^:\r\n]*):(?:[ \t]+([^\r\n]*))?\r?$")
_ITEM = Pattern(r"^[ \t]*-[ \t]+([^\r\n]*)$")
_LONGEST = 80

#: What Obsidian's help lists under "Callouts", "Supported types", with their other names.
CALLOUTS = (
    *("note", "abstract", "summary", "tldr", "info", "todo", "tip", "hint", "important", "success", "check", "done"),
    *("question", "help", "faq", "warning", "caution", "attention", "failure", "fail", "missing", "danger", "error"),
    *("bug", "example", "quote", "cite"),
)

#: Kind of word, the word, and for a value the property that has it.
Word = tuple[str, str, str]


def words_of(text: str) -> frozenset[Word]:
    """The words of one note."""
    found: set[Word] = set()
    matter = _FRONT_MATTER.match(text)
    if matter is not None:
        found.update(_properties(matter[1]))
    found.update(("tag", sys.intern(match[1].rstrip("/")), "") for match in _TAG.finditer(text, _end(matter)))
    found.update(("callout", sys.intern(match[1].lower()), "") for match in _CALLOUT.finditer(text, _end(matter)))
    return frozenset(word for word in found if word[1])


def _end(matter: re.Match[str] | None) -> int:
    return matter.end() if matter is not None else 0


def _properties(yaml: str) -> Iterable[Word]:
    key = ""
    for line in yaml.split("\n"):
        if (match := _KEY.match(line)) is not None:
            key = sys.intern(match[1].strip().strip("\"'"))
            yield "property", key, ""
            values = _flow(match[2] or "")
        elif key and (match := _ITEM.match(line)) is not None:
            values = [match[1]]
        else:
            continue
        for value in values:
            yield from _value(key, value)


def _flow(value: str) -> list[str]:
    value = value.strip()
    return value[1:-1].split(",") if value.startswith("[") and value.endswith("]") and value[:2] != "[[" else [value]


def _value(key: str, value: str) -> Iterable[Word]:
    value = value.strip().strip("\"'").strip()
    if not value or len(value) > _LONGEST or value[0] in "[{|>&*!":
        return
    if key.lower() in ("tags", "tag"):
        for name in value.replace(",", " ").split():
            yield "tag", sys.intern(name.removeprefix("#")), ""
    else:
        yield "value", sys.intern(value), key


class Vocabulary:
    """The words of all notes, counted by the notes that have them."""

    def __init__(self) -> None:
        self._of_note: dict[str, frozenset[Word]] = {}
        self._counts: Counter[Word] = Counter()

    def __contains__(self, path: str) -> bool:
        return path in self._of_note

    def take(self, path: str, text: str | None) -> None:
        """Read a note's current text; None if it is gone."""
        old = self._of_note.pop(path, frozenset())
        new = words_of(text) if text is not None else frozenset()
        for word in old - new:
            self._counts[word] -= 1
            if not self._counts[word]:
                del self._counts[word]
        self._counts.update(new - old)
        if text is not None:
            self._of_note[path] = new

    def words(self, kind: str, of: str | None = None) -> list[tuple[str, int]]:
        """The words of a kind, for values of one property, with the number of notes; the most frequent first."""
        found = [
            (word, count) for (sort, word, key), count in self._counts.items() if sort == kind and of in (None, key)
        ]
        return sorted(found, key=lambda one: (-one[1], one[0]))
