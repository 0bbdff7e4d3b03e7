"""Suggest headings for a missing one: a slug, lost punctuation, a typo, a part of a heading."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from vaultlint.facts import HeadingFact
from vaultlint.pattern import Pattern
from vaultlint.resolution.anchors import Outline, heading_as_subpath, normalized_heading, segments
from vaultlint.resolution.commonmark import slug, visible_text
from vaultlint.resolution.similar_names import SimilarNames, differ_in_a_word, squash

_REPEATED = Pattern(r"(.+)-(\d{1,3})")
# What is after the words of a heading: its block id, or the id that other programs give it.
_LABEL = Pattern(r"(?<![ \t])[ \t]+(?:\^[A-Za-z0-9-]+|\{#([^{}\s]+)\})[ \t]*\Z")
#: Words of a link that stand in a heading say little if they have fewer letters than this.
_FEWEST_LETTERS = 4
#: Within one note few headings resemble each other, so that a short word tells more than among the names of a vault.
_SHORTEST = 5
#: A part that more headings than this could be meant by says too little to suggest a path.
_MOST_HEADINGS = 30


class Suggestion(NamedTuple):
    """A subpath without its first `#`, and the heading that it leads to.

    `sure`: it is what was written but for its form, not a guess by words.
    """

    subpath: str
    heading: HeadingFact
    sure: bool


class HeadingSuggestions:
    """The headings of a note, ready to be searched for what a subpath may have meant."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._headings = outline.facts.headings
        self._found: dict[str, Suggestion | None] = {}

    def find(self, subpath: str) -> Suggestion | None:
        """Probable meaning of a missing subpath (`#…`); None if unclear."""
        if subpath not in self._found:
            self._found[subpath] = self._decoded(subpath) or self._search(subpath)
        return self._found[subpath]

    def _decoded(self, subpath: str) -> Suggestion | None:
        """The heading that a subpath leads to once its percent escapes and HTML entities are decoded."""
        if "%" not in subpath and "&" not in subpath:
            return None
        from html import unescape
        from urllib.parse import unquote

        for text in (unquote(subpath), unescape(subpath), unescape(unquote(subpath))):
            anchor = self._outline.find(text)
            if anchor.kind == "heading" and isinstance(anchor.found, HeadingFact):
                return Suggestion("#".join(map(heading_as_subpath, segments(text))), anchor.found, True)
        return None

    def _search(self, subpath: str) -> Suggestion | None:
        parts = [part.strip() for part in segments(subpath)]
        if len(parts) > 1 and (whole := self._one_of(self._by_form.get(normalized_heading(subpath), []))):
            return self._reached(heading_as_subpath(whole.text), whole)
        wanted, sure = self._meant(parts[-1])
        if not wanted:
            return None
        if len(parts) > 1:
            chain = self._chain(parts, wanted)
            if chain is not None:
                return chain._replace(sure=chain.sure and sure)
            if len(wanted) > 1:
                return None  # a heading that occurs twice, below a parent that no heading resembles
        found = self._reached(heading_as_subpath(wanted[0].text), wanted[0])
        return found._replace(sure=sure) if found is not None else self._below_its_parent(wanted[0])

    def html_id(self, subpath: str) -> bool:
        """Whether the note has an HTML element of that id, which Obsidian cannot jump to."""
        parts = segments(subpath)
        return len(parts) == 1 and parts[0].strip() in self._outline.facts.anchors

    def _reached(self, subpath: str, heading: HeadingFact) -> Suggestion | None:
        return Suggestion(subpath, heading, True) if self._outline.find("#" + subpath).found == heading else None

    def _below_its_parent(self, heading: HeadingFact) -> Suggestion | None:
        """The path to a heading whose text is in the note before it."""
        parent: HeadingFact | None = None
        for other in self._headings:
            if other.start >= heading.start:
                break
            if other.level < heading.level:
                parent = other
        if parent is None:
            return None
        return self._reached(f"{heading_as_subpath(parent.text)}#{heading_as_subpath(heading.text)}", heading)

    def _chain(self, parts: list[str], wanted: list[HeadingFact]) -> Suggestion | None:
        """The path whose every part is, or means, a heading above the next; None unless it leads to one heading."""
        if len(wanted) > _MOST_HEADINGS:
            return None
        paths = [(heading, [text]) for heading, text in self._as_written(parts[0])]
        for part in parts[1:-1]:
            candidates = self._as_written(part)
            paths = [
                (below, [*texts, text])
                for above, texts in paths
                for below, text in candidates
                if _is_below(below, above)
            ]
            if len(paths) > _MOST_HEADINGS:
                return None
        ends = {
            (heading, "#".join([*texts, heading_as_subpath(heading.text)]))
            for above, texts in paths
            for heading in wanted
            if _is_below(heading, above)
        }
        reached = {found for heading, subpath in ends if (found := self._reached(subpath, heading))}
        return reached.pop() if len(reached) == 1 else None

    def _as_written(self, part: str) -> list[tuple[HeadingFact, str]]:
        """The headings that a parent means, each with the text that leads to it: as written where that is right."""
        if exact := self._by_form.get(normalized_heading(part)):
            return [(heading, part) for heading in exact] if len(exact) <= _MOST_HEADINGS else []
        meant = self._meant(part)[0]
        return (
            [(heading, heading_as_subpath(heading.text)) for heading in meant] if len(meant) <= _MOST_HEADINGS else []
        )

    def _meant(self, part: str) -> tuple[list[HeadingFact], bool]:
        """The headings of one text that a part may stand for, and whether that is sure."""
        letters = squash(part)
        if not letters:
            return [], False
        for found in (
            self._by_form.get(normalized_heading(part), []),
            self._by_slug.get(part.lower(), []),
            self._by_letters.get(letters, []),
            self._repeated(part),
        ):
            if found:
                return (found if self._one_of(found) or _same_text(found) else []), True
        near = [self._headings[int(number)] for number in self._similar.a_slip_away(part)]
        if near:
            sure = not any(differ_in_a_word(part, heading.text) for heading in near)
            return (near if _same_text(near) else []), sure
        near = self._with_words(part)
        return (near if _same_text(near) else []), False

    @staticmethod
    def _one_of(headings: list[HeadingFact]) -> HeadingFact | None:
        return headings[0] if len(headings) == 1 else None

    def _repeated(self, part: str) -> list[HeadingFact]:
        """The heading that GitHub calls `slug-1`: the second of its text."""
        match = _REPEATED.fullmatch(part.lower())
        same = self._by_slug.get(match[1], []) if match else []
        return same[int(match[2]) :][:1] if match else []

    def _with_words(self, part: str) -> list[HeadingFact]:
        """Headings that begin with the words, or else that hold all of them."""
        words = normalized_heading(part).split()
        if sum(map(len, words)) < _FEWEST_LETTERS:
            return []
        forms = [
            (normalized_heading(visible_text(heading.text)).split(), heading) for heading in self._candidates(words)
        ]
        begin = [heading for form, heading in forms if form[: len(words)] == words]
        if begin or len(words) == 1:
            return begin
        return [heading for form, heading in forms if set(words) <= set(form)]

    def _candidates(self, words: list[str]) -> list[HeadingFact]:
        """Headings with the rarest of the words."""
        return min((self._by_word.get(word, []) for word in words), key=len)

    @cached_property
    def _by_form(self) -> dict[str, list[HeadingFact]]:
        return _grouped((form, heading) for form, heading in self._outline.forms)

    @cached_property
    def _by_slug(self) -> dict[str, list[HeadingFact]]:
        return _grouped((slug(heading.text), heading) for heading in self._headings)

    @cached_property
    def _by_letters(self) -> dict[str, list[HeadingFact]]:
        return _grouped((letters, heading) for heading in self._headings for letters in _letters(heading.text))

    @cached_property
    def _by_word(self) -> dict[str, list[HeadingFact]]:
        return _grouped(
            (word, heading)
            for heading in self._headings
            for word in dict.fromkeys(normalized_heading(visible_text(heading.text)).split())
        )

    @cached_property
    def _similar(self) -> SimilarNames:
        names = ((heading.text, str(number)) for number, heading in enumerate(self._headings))
        return SimilarNames(names, _SHORTEST)


def _letters(heading: str) -> list[str]:
    """The letters by which a heading is recognized: raw, as a reader sees it, without its label, and the label."""
    label = _LABEL.search(heading)
    texts = [heading, visible_text(heading)]
    if label:
        texts += [heading[: label.start()], label[1] or ""]
    return [letters for letters in dict.fromkeys(map(squash, texts)) if letters]


def _grouped(pairs: Iterator[tuple[str, HeadingFact]]) -> dict[str, list[HeadingFact]]:
    found: dict[str, list[HeadingFact]] = {}
    for key, heading in pairs:
        found.setdefault(key, []).append(heading)
    return found


def _same_text(headings: list[HeadingFact]) -> bool:
    return len({heading.text for heading in headings}) == 1


def _is_below(heading: HeadingFact, above: HeadingFact) -> bool:
    return heading.start > above.start and heading.level > above.level
