"""The order of names and values, as a reader expects it."""

from __future__ import annotations

from unicodedata import normalize

from vaultlint.pattern import Pattern

_PARTS = Pattern(r"[0-9]+|[^0-9]+")
_ACCENTS = Pattern("[\u0300-\u036f]+")


def sort_key(text: str) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Sort key of a text: without case, accents last, numbers by their value, and `a/b` right after `a`."""
    folded = normalize("NFD", text).casefold()
    return tuple(map(_part, _PARTS.findall(_ACCENTS.sub("", folded)))), folded


def _part(text: str) -> tuple[int, int, str]:
    if text[0] in "0123456789":
        digits = text.lstrip("0")
        return 0, len(digits), digits
    return 1, 0, text.replace("/", "\0")
