"""Mojibake in names of files and folders, which have no context."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from vaultlint.encoding.codecs import encoding_label, label
from vaultlint.encoding.detect import find_all
from vaultlint.encoding.finding import Finding
from vaultlint.encoding.legacy import Reading, reading
from vaultlint.encoding.lost_bytes import eastern_wrecks


class NameRepair(NamedTuple):
    """Defect of a name, and its repair."""

    #: The name as it should read; None if that is unknown.
    name: str | None
    #: What it was, and the codec that read it: `UTF-8 read as DOS 437`, `GBK read as Windows-1252`.
    what: str
    #: Whether bytes were lost; otherwise a None above means that several readings are as likely.
    lost: bool


def repair_name(name: str) -> NameRepair | None:
    """The repair of a name without its extension; None if nothing is wrong with it."""
    found = find_all(name, whole_note=False)
    legacy = reading(name)
    if legacy is not None and not _explained(name, found):
        return _of_legacy(legacy)
    if not found:
        # Archives put `_` for the `?` that no file name may hold.
        wreck = next(eastern_wrecks(name.replace("_", "?")), None)
        return None if wreck is None else NameRepair(None, f"UTF-8 read as {label(wreck.codecs)}", True)
    what = f"UTF-8 read as {found[0].codec}"
    if found[0].encoding != "utf-8":
        what = f"{encoding_label(found[0].encoding)} read as {found[0].codec}"
    if any(one.replacement is None for one in found):
        return NameRepair(None, what, True)
    if any(one.alternative is not None for one in found):
        return NameRepair(None, what, False)
    for one in reversed(found):
        name = name[: one.start] + str(one.replacement) + name[one.end :]
    # A name from a Mac has its accents apart; links and other systems write them together.
    return NameRepair(unicodedata.normalize("NFC", name), what, False)


def _explained(name: str, found: list[Finding]) -> bool:
    """Whether sure findings cover most of what is not ASCII in a name."""
    beyond = sum(1 for char in name if not char.isascii())
    return sum(finding.end - finding.start for finding in found if finding.tier == "safe") * 2 >= beyond


def _of_legacy(legacy: Reading) -> NameRepair:
    what = f"{encoding_label(legacy.encoding)} read as {label((legacy.codec,))}"
    return NameRepair(unicodedata.normalize("NFC", legacy.result), what, False)
