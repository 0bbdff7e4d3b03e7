"""Resolve the part of a link after `#`: headings, heading paths, block ids, footnotes.

Sources: Obsidian API `stripHeading`, `stripHeadingForLink`, `parseLinktext`, `FootnoteSubpathResult`; release notes
0.9.10 and 0.14 (block ids ignore case), 1.8 (so do footnotes); metadata cache: a heading is known by its raw source.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from vaultlint.facts import BlockFact, Facts, HeadingFact
from vaultlint.pattern import Pattern

_BLANKED = str.maketrans(dict.fromkeys('!"#$%&()*+,.:;<=>?@^`{|}~/[]\\\r\n\ufeff', " "))
_UNLINKABLE = Pattern(r"%%|\[\[|\]\]|[:#|^\\\r\n]")


def normalized_heading(heading: str) -> str:
    """Normalize a heading for comparison, as links do: no punctuation but `-`, `_`, `'`, single spaces, lower case."""
    return " ".join(heading.translate(_BLANKED).split()).lower()


def heading_as_subpath(heading: str) -> str:
    """A heading's raw text as Obsidian writes it after the `#` of a link."""
    return " ".join(_UNLINKABLE.sub(" ", heading).split())


def segments(subpath: str) -> list[str]:
    """The parts between the `#`s; a link that ends in `#` has none."""
    return [part for part in subpath.split("#") if part.strip()]


class Anchor(NamedTuple):
    """Target of a subpath. `kind` is note (nothing asked), heading or block; `found` is None if it is missing.

    `misplaced`: there is such a block id, but not where Obsidian looks for one.
    """

    kind: str
    found: HeadingFact | BlockFact | None = None
    misplaced: BlockFact | None = None

    @property
    def missing(self) -> bool:
        return self.found is None and self.kind != "note"


_NOTE = Anchor("note")


class Outline:
    """The headings and block ids of one note, ready to be asked for."""

    __slots__ = ("_by_form", "_forms", "blocks", "facts")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._forms: list[tuple[str, HeadingFact]] | None = None
        self._by_form: dict[str, dict[int, list[int]]] | None = None
        self.blocks: dict[str, BlockFact] = {}
        for block in facts.blocks:
            known = self.blocks.get(key := block.id.lower())
            if known is None or (block.placed and not known.placed):
                self.blocks[key] = block

    @property
    def forms(self) -> list[tuple[str, HeadingFact]]:
        """The headings in order, each with its comparison form."""
        if self._forms is None:
            self._forms = [(normalized_heading(heading.text), heading) for heading in self.facts.headings]
        return self._forms

    @property
    def _places(self) -> dict[str, dict[int, list[int]]]:
        """Comparison form -> level -> the numbers of its headings, in order."""
        if self._by_form is None:
            self._by_form = {}
            for number, (form, heading) in enumerate(self.forms):
                self._by_form.setdefault(form, {}).setdefault(heading.level, []).append(number)
        return self._by_form

    def find(self, subpath: str) -> Anchor:
        """Target of `#…` in this note."""
        parts = segments(subpath)
        if not parts:
            return _NOTE
        last = parts[-1].strip()
        if last.startswith("^"):
            return self._block(last[1:])
        if last.startswith("[^") and last.endswith("]"):
            return self._block(last)
        walked = self.walk(parts)
        return Anchor("heading", walked[-1] if walked else None)

    def _block(self, name: str) -> Anchor:
        block = self.blocks.get(name.strip().lower())
        if block is not None and not block.placed:
            return Anchor("block", None, block)
        return Anchor("block", block)

    def walk(self, parts: list[str]) -> list[HeadingFact]:
        """The headings that a path of parts leads through, each after the one before and deeper; empty if it fails."""
        walked: list[HeadingFact] = []
        at = -1
        for part in parts:
            levels = self._places.get(normalized_heading(part), {})
            deepest = walked[-1].level if walked else 0
            later = (bisect_right(places, at) for places in levels.values())
            fitting = [
                places[first]
                for (level, places), first in zip(levels.items(), later, strict=True)
                if level > deepest and first < len(places)
            ]
            if not fitting:
                return []
            at = min(fitting)
            walked.append(self.facts.headings[at])
        return walked

    def path_to(self, start: int) -> list[HeadingFact]:
        """The heading that starts at a character of the note, after the headings that it is under."""
        path: list[HeadingFact] = []
        for heading in self.facts.headings:
            while path and path[-1].level >= heading.level:
                path.pop()
            path.append(heading)
            if heading.start == start:
                return path
        return []
