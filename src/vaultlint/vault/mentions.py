"""Mentions of a file that are not links: HTML attributes, plain properties, formulas of bases."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from vaultlint.pattern import Pattern
from vaultlint.vault.vault import Vault

_FRONT_MATTER = Pattern(r"\A\ufeff?---[ \t]*\r?\n.*?^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)


class Mention(NamedTuple):
    """A place that names a file; `row` is 1-based."""

    path: str
    row: int


def find_mentions(vault: Vault, read_text: Callable[[str], str | None], file: str) -> Iterator[Mention]:
    """Yield the places in notes and bases that name a file of the vault by its name and extension, and are not links.

    read_text: gives the text of a note or base; None if it cannot be read.
    """
    name = re.escape(posixpath.basename(file)).replace(r"\ ", "(?: |%20)")
    path = rf"(?:[^\s\"'<>|:]*/)?{name}"
    attribute = re.compile(rf"(?i)\b(?:src|href|poster|data)[ \t]*=[ \t]*(?:\"{path}\"|'{path}'|{path}(?=[\s>]))")
    value = re.compile(rf"(?im)(?:[:-][ \t]+|[\[,][ \t]*)(\"{path}\"|'{path}'|{path})(?=[ \t]*[,\]\r\n])")
    quoted = re.compile(rf"(?i)\"{path}\"|'{path}'")
    for facts in vault.notes():
        text = read_text(facts.path)
        if text is None:
            continue
        links = [(link.start, link.end) for link in facts.links]
        properties = _FRONT_MATTER.match(text)
        found = list(attribute.finditer(text, properties.end() if properties else 0))
        found += value.finditer(text, 0, properties.end()) if properties else ()
        starts = {match.start(match.lastindex or 0) for match in found}
        for start in sorted(at for at in starts if not any(begin <= at < end for begin, end in links)):
            yield Mention(facts.path, text.count("\n", 0, start) + 1)
    for base in vault.index:
        if base.lower().endswith(".base") and (text := read_text(base)) is not None:
            for match in quoted.finditer(text):
                yield Mention(base, text.count("\n", 0, match.start()) + 1)
