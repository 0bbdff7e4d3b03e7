"""A finding: one span of text, what it should read, and how sure that is."""

from __future__ import annotations

from typing import Literal

Tier = Literal["safe", "unsafe", "display"]


class Finding:
    """Characters `start:end` of a text are mojibake.

    `replacement` is what they should read, None if that cannot be known; `tier` says whether a program may write it
    (`safe`), a person should decide (`unsafe`), or nothing can be written (`display`).

    `codecs` names the wrong readings, the last one made first: undoing them in this order gives the replacement
    (`vaultlint.encoding.codecs.undo`); `codec` is the same for people. `encoding` is what the text was in truth:
    `utf-8`, or a legacy encoding by Python's name. `confidence` lies between 0 and 1. `lossy` says that bytes were lost
    or changed on the way, so that the replacement is a guess. `cause` names what most often does this, or is empty.
    `alternative` is what another codec makes of it, where nothing says which codec it was.
    """

    __slots__ = (
        "alternative",
        "cause",
        "codec",
        "codecs",
        "confidence",
        "encoding",
        "end",
        "lossy",
        "replacement",
        "start",
        "tier",
    )

    def __init__(
        self,
        start: int,
        end: int,
        replacement: str | None,
        *,
        codec: str,
        codecs: tuple[str, ...],
        tier: Tier,
        confidence: float,
        cause: str = "",
        lossy: bool = False,
        encoding: str = "utf-8",
        alternative: str | None = None,
    ) -> None:
        self.start = start
        self.end = end
        self.replacement = replacement
        self.codec = codec
        self.codecs = codecs
        self.tier: Tier = tier
        self.confidence = confidence
        self.cause = cause
        self.lossy = lossy
        self.encoding = encoding
        self.alternative = alternative

    def __repr__(self) -> str:
        return (
            f"Finding({self.start}, {self.end}, {self.replacement!r}, codec={self.codec!r}, "
            f"tier={self.tier!r}, confidence={self.confidence:.2f})"
        )
