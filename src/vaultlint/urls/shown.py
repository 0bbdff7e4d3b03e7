"""A link's text as a reader sees it."""

from __future__ import annotations

from re import Match

from vaultlint.pattern import Pattern

_MARKUP = Pattern(
    r"!\[\[[^\[\]]*\]\]|!\[[^\[\]]*\](?:\([^()]*\)|\[[^\[\]]*\])?|\\([!-/:-@\[-`{-~])|`+|\*+|~~|==|</?[A-Za-z][^<>]*>"
)
_PLAIN = Pattern(r"[^\\`*_~=<&!\s]+(?: [^\\`*_~=<&!\s]+)*")


def shown(raw: str) -> str:
    """A link's text without its marks: escapes, entities, emphasis, code; an image says nothing."""
    if _PLAIN.fullmatch(raw):
        return raw
    if "&" in raw:
        from html import unescape

        raw = unescape(raw)
    text = " ".join(_MARKUP.sub(_escaped, raw).split())
    return text.strip("_") if text[:1] == "_" == text[-1:] else text


def _escaped(match: Match[str]) -> str:
    return match[1] or ""
