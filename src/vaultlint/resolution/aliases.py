"""Find notes that may have aliases by their first bytes, without parsing them.

The look may name too many, never too few; what it names is settled by the note's facts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from vaultlint.pattern import Pattern
from vaultlint.resolution.file_index import path_key

#: Bytes that hold the front matter of nearly every note.
HEAD = 4096

_CLOSING = Pattern(r"(?:\r\n?|\n)---[ \t]*(?:\r|\n|\Z)")
_VALUE = Pattern(
    r"^[ \t]*[\"']?alias(?:es)?[\"']?[ \t]*:([^\r\n]*(?:\r?\n(?:[ \t][^\r\n]*|-(?!--)[^\r\n]*)?(?=[\r\n]|\Z))*)",
    re.IGNORECASE | re.MULTILINE,
)
# YAML that says more than it shows: escapes, blocks, anchors, tags, mappings, comments, values of several lines.
_INVOLVED = Pattern(r"[\\|>&*!{}#?]|[\r\n][ \t]+[^\s\-]")
_BETWEEN = Pattern(r"[\r\n,\[\]]")


class AliasIndex:
    """Notes by what may be their aliases.

    `read_head` gives a file's first HEAD bytes, `read_all` the whole of it. Neither is asked for a note whose aliases
    `known` gives.
    """

    def __init__(
        self,
        notes: Iterable[str],
        read_head: Callable[[str], bytes],
        read_all: Callable[[str], bytes],
        known: Callable[[str], Sequence[str] | None],
    ) -> None:
        self._by_key: dict[str, list[str]] = {}
        self._involved: list[str] = []
        for path in notes:
            aliases = known(path)
            for alias in aliases or ():
                self._by_key.setdefault(path_key(alias), []).append(path)
            if aliases is not None:
                continue
            head = read_head(path)
            if not head.startswith((b"---", b"\xef\xbb\xbf---")):
                continue
            if len(head) >= HEAD and not _is_closed(head):
                head = read_all(path)
            if b"alias" not in head.lower():
                continue
            keys = possible_aliases(head)
            if keys is None:
                self._involved.append(path)
            for key in keys or ():
                self._by_key.setdefault(key, []).append(path)

    def candidates(self, alias: str) -> list[str]:
        """The notes that may have this alias, and those that could not be read."""
        return [*self._by_key.get(path_key(alias.strip()), ()), *self._involved]


def _is_closed(head: bytes) -> bool:
    return b"\n---" in head[3:] or b"\r---" in head[3:]


def possible_aliases(head: bytes) -> set[str] | None:
    """Keys of all that may be an alias in the front matter of these bytes; None if only a YAML parser can say."""
    text = head.decode("utf-8", "replace")
    closing = _CLOSING.search(text, 3)
    matter = text[: closing.start()] if closing else ""
    found: set[str] = set()
    for match in _VALUE.finditer(matter):
        value = match[1]
        if _INVOLVED.search(value):
            return None
        texts = [value, *_BETWEEN.split(value)]
        found.update(path_key(text.strip().removeprefix("-").strip().strip("\"'").strip()) for text in texts)
    if matter.lstrip("-\ufeff \t").lstrip("\r\n").startswith("{"):
        return None
    return found - {""}
