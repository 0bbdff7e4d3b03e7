"""An ASCII projection of a note with the same length and structure, so that bytes equal characters.

Worth it: a third of the time that a note with characters beyond ASCII takes to parse, most of which went into turning
byte offsets into those of characters. Every character beyond ASCII becomes a comma. To the block and link grammar of
CommonMark both are the same: neither space, letter, digit, nor one of the marks that open something.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vaultlint.markdown.spans import Link
from vaultlint.pattern import Pattern

_LINE = Pattern(r"[^\r\n]*")
#: What every character beyond ASCII, and the question mark, is drawn as.
_DRAWN = ","


def ascii_projection(source: str) -> str | None:
    """The projection, as long as the text; None where `<?…?>` or a mail address with a question mark may be.

    Labels of definitions would differ, so a text that may have them must not be projected. Math is where
    it is, whatever letters are in it or beside it (tests/markdown/test_short_ways.py).
    """
    angle = "<" in source
    mail = angle and "@" in source
    if angle and "?" in source and (mail or "<?" in source):
        return None
    # pulldown-cmark takes no CR alone for the end of an info string, `fence_info` does.
    if (mail or "$" in source) and "\r" in source and source.count("\r") != source.count("\r\n"):
        return None
    # Encoding draws each of them as a question mark, at the speed of memory; HTML knows that mark, and no comma.
    return source.encode("ascii", "replace").replace(b"?", b",").decode("ascii")


def read_again(link: Link, source: str) -> None:
    """Restore the note's destination for a link found in a projection."""
    if _DRAWN not in link.target:
        return
    raw = source[link.target_start : link.target_end]
    if link.kind != "autolink" and ("\\" in raw or "&" in raw):
        alone = _opening("Link", f"[](<{raw}>)" if source[link.target_start - 1] == "<" else f"[]({raw})")
        raw = alone["dest_url"] if alone else raw
    link.target = raw


def fence_info(source: str, start: int, drawn: str) -> str:
    """The info string of the fenced block at `start`, as the note has it."""
    if _DRAWN not in drawn:
        return drawn
    alone = _opening("CodeBlock", _LINE.match(source, start)[0])
    return str(alone["Fenced"]) if alone else drawn


def _opening(name: str, text: str) -> dict[str, Any] | None:
    """First event of pulldown-cmark for a construct of that name in a text."""
    from pyromark import events

    found: Iterable[Any] = events(text)
    return next((event["Start"][name] for event in found if "Start" in event and name in event["Start"]), None)
