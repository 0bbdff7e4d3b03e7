"""Shared by the rules on broken link syntax: what is unmistakably a target, and where to look for one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import TypeVar

from vaultlint.markdown.spans import Link, ReferenceUse, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern

SpanKind = TypeVar("SpanKind", bound=Span)

#: What may be a target: no spaces, at most one pair of parentheses.
TARGET = r"[^\s()\[\]<>]++(?:\([^\s()\[\]<>]*+\)[^\s()\[\]<>]*+)?"
_URL = Pattern(r"(?:https?|ftp|obsidian)://\w.*|mailto:[^@]+@.+|www\.[^.]+\..+|\.{1,2}/[^.].*", 2)
_FILES = (".md", ".canvas", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".mp3", ".mp4")


def is_target(text: str) -> bool:
    """Whether a text is unmistakably a target: a URL, or a path that begins with dots or ends like a file."""
    return _URL.fullmatch(text) is not None or (text.lower().endswith(_FILES) and ":" not in text and text[0] != ".")


def is_set_off(note: Note, start: int, end: int) -> bool:
    """Whether no code, math, HTML or other link is there; a URL that is bare inside is part of what fell apart."""
    if note.opaque.overlaps(start, end) or note.document.links.covers(start):
        return False
    links = note.document.links
    if not links.overlaps(start, end):
        return True
    uses, inside = _within(note.spans(ReferenceUse), start, end), _within(note.spans(Link), start, end)
    return not uses and all(one.kind == "autolink" and note.text[one.start] != "<" for one in inside)


def _within(spans: Sequence[SpanKind], start: int, end: int) -> Sequence[SpanKind]:
    """The spans that begin inside a range."""
    return spans[bisect_left(spans, start, key=_start) : bisect_left(spans, end, key=_start)]


def _start(span: Span) -> int:
    return span.start
