"""`.gitignore` patterns, matched in linear time, since a vault's patterns are untrusted.

Source: gitignore(5) and git's wildmatch. A translation of `*` to `[^/]*` backtracks exponentially where stars follow
each other. Here all but the last star of a segment take the first place that fits and never another one, which loses
no match: what follows a star only needs to come later, and the last star may end where it likes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import NamedTuple

_POSIX = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "blank": " \\t", "cntrl": "\\x00-\\x1f\\x7f", "digit": "0-9",
    "graph": "\\x21-\\x7e", "lower": "a-z", "print": "\\x20-\\x7e", "punct": "!-/:-@\\[-`{-~", "space": "\\s",
    "upper": "A-Z", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
#: Alternatives in one expression; more take long to compile and gain nothing.
_AT_ONCE = 200


class _Line(NamedTuple):
    expression: str
    excludes: bool
    folders_only: bool


class IgnorePatterns:
    """The lines of one file: whether they exclude a path. A line that cannot be read matches nothing, as in git."""

    def __init__(self, lines: Iterable[str]) -> None:
        read = [line for line in map(_line, lines) if isinstance(line, _Line)]
        self._groups: list[tuple[bool, bool, list[Callable[[str], object]]]] = []
        for (excludes, folders_only), group in groupby(reversed(read), lambda line: (line.excludes, line.folders_only)):
            expressions = list(dict.fromkeys(line.expression for line in group))
            matchers: list[Callable[[str], object]] = [
                re.compile("|".join(expressions[at : at + _AT_ONCE]), re.DOTALL).fullmatch
                for at in range(0, len(expressions), _AT_ONCE)
            ]
            self._groups.append((excludes, folders_only, matchers))

    def excludes_entry(self, path: str, *, folder: bool) -> bool:
        """Whether the lines exclude this file or folder itself: the last line that matches decides."""
        for excludes, folders_only, matchers in self._groups:
            if (folder or not folders_only) and any(match(path) for match in matchers):
                return excludes
        return False

    def match_file(self, path: str) -> bool:
        """Whether the lines exclude a file, by itself or with a folder that holds it."""
        at = path.find("/")
        while at >= 0:
            if self.excludes_entry(path[:at], folder=True):
                return True
            at = path.find("/", at + 1)
        return self.excludes_entry(path, folder=False)


def pattern_error(line: str) -> str | None:
    """Why a line cannot be read as a pattern, or None."""
    read = _line(line, strict=True)
    return read if isinstance(read, str) else None


def _line(line: str, *, strict: bool = False) -> _Line | str | None:
    """A line of a file; None for comments and empty ones, a reason where it cannot be read."""
    text = line.rstrip("\r\n")
    while text.endswith(" ") and not _is_escaped(text):
        text = text[:-1]
    if not text or text.startswith("#"):
        return None
    excludes = not text.startswith("!")
    text = text.removeprefix("!")
    folders_only = text.endswith("/")
    text = text[:-1] if folders_only else text
    anchored = "/" in text
    segments = text.removeprefix("/").split("/")
    if not all(segments):
        return "a name is missing before or after a slash"
    try:
        return _Line(_whole(segments, anchored, strict), excludes, folders_only)
    except ValueError as error:
        return str(error)


def _is_escaped(text: str) -> bool:
    """Whether a backslash keeps the last character."""
    before = text[:-1]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _whole(segments: list[str], anchored: bool, strict: bool) -> str:
    """The expression of a whole path; segments of `**` stand for any folders."""
    groups: list[list[str]] = [[]] if anchored else [[], []]
    for segment in segments:
        if segment == "**":
            if groups[-1] or len(groups) == 1:
                groups.append([])
        else:
            groups[-1].append(_segment(segment, strict))
    first, *others = groups
    if not others:
        return "/".join(first)
    found = "".join(f"{segment}/" for segment in first)
    for group in others[:-1]:
        found += "(?>(?:[^/]+/)*?" + "".join(f"{segment}/" for segment in group) + ")"
    last = "/".join(others[-1])
    return found + (f"(?:[^/]+/)*{last}" if last else ".+")


def _segment(segment: str, strict: bool) -> str:
    parts = [""]
    at = 0
    while at < len(segment):
        char = segment[at]
        if char == "*":
            if parts[-1] or len(parts) == 1:
                parts.append("")
            at += 1
        else:
            atom, at = _atom(segment, at, strict)
            parts[-1] += atom
    first, *others = parts
    if not others:
        return first
    return first + "".join(f"(?>[^/]*?{part})" for part in others[:-1]) + f"[^/]*{others[-1]}"


def _atom(segment: str, at: int, strict: bool) -> tuple[str, int]:
    """The expression of one character of a path, and where the pattern goes on."""
    char = segment[at]
    if char == "?":
        return "[^/]", at + 1
    if char == "[":
        return _bracket(segment, at, strict)
    if char == "\\":
        if at + 1 == len(segment):
            raise ValueError("a backslash at the end escapes nothing")
        return re.escape(segment[at + 1]), at + 2
    return re.escape(char), at + 1


def _bracket(segment: str, start: int, strict: bool) -> tuple[str, int]:
    at = start + 1
    negated = segment[at : at + 1] in ("!", "^")
    at += negated
    body, first = "", True
    while True:
        if at >= len(segment):
            raise ValueError("a [ is not closed")
        if segment[at] == "]" and not first:
            break
        first = False
        if segment.startswith("[:", at):
            end = segment.find(":]", at + 2)
            if end < 0 or segment[at + 2 : end] not in _POSIX:
                raise ValueError("an unknown class of characters")
            body += _POSIX[segment[at + 2 : end]]
            at = end + 2
            continue
        low, at = _member(segment, at)
        if segment.startswith("-", at) and at + 1 < len(segment) and segment[at + 1] != "]":
            high, at = _member(segment, at + 1)
            if low <= high:
                body += f"{re.escape(low)}-{re.escape(high)}"
            elif strict:  # git reads it as an empty range; the author meant something else
                raise ValueError(f"the range {low}-{high} runs backwards")
        else:
            body += re.escape(low)
    if negated:
        return f"[^/{body}]", at + 1
    return (f"(?!/)[{body}]" if body else "(?!)"), at + 1


def _member(segment: str, at: int) -> tuple[str, int]:
    if segment[at] == "\\":
        if at + 1 >= len(segment):
            raise ValueError("a backslash at the end escapes nothing")
        return segment[at + 1], at + 2
    return segment[at], at + 1
