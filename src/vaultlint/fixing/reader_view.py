"""The second check of a safe fix: a reader of the rendered note loses nothing.

It shares nothing with the first check (`verify`) but the parser: the note is rendered to HTML before and after, and
what is shown is counted: words and numbers, tables and their rows, images, numbers that label what follows them. A word
may only go if an edit replaces it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from vaultlint.fixing.edits import TextEdit
from vaultlint.markdown.pulldown import as_html
from vaultlint.pattern import Pattern

_FRONT_MATTER: Final = Pattern(r"\ufeff?---[ \t]*\r?\n(?:.*\n)*?---[ \t]*(?:\r?\n|\Z)")
_TAG: Final = Pattern(r"<[^<>]*>")
_WORD: Final = Pattern(r"\w+")
_LIST_PART: Final = Pattern(r"<ol(?: start=\"(\d+)\")?>|<ul>|</[ou]l>|<li>(?:\s*</li>)?")

#: Kinds of constructs that show other words of their line once they are repaired, such as a URL that becomes a target.
_WHOLE_LINES: Final = frozenset({"link", "footnote", "html", "comment"})


@dataclass(slots=True)
class View:
    """Counts of what a rendered note shows.

    `labels` are the numbers of ordered lists without any text: they label the block below, or leave room for an answer.
    """

    words: Counter[str] = field(default_factory=Counter)
    tables: int = 0
    rows: int = 0
    images: int = 0
    labels: Counter[int] = field(default_factory=Counter)


def loss(before: View, after: View, old: str, edits: Sequence[TextEdit], may_change: frozenset[str]) -> str | None:
    """Return what a reader misses `after` that was shown `before`, as a sentence for the user; None if nothing is lost.

    `edits` count characters of `old`, the text before. `may_change` is what the fix declares.
    """
    if after.tables < before.tables:
        return "a table would no longer be one"
    if after.rows < before.rows and "table" not in may_change:
        return "a row of a table would no longer be one"
    if after.images < before.images:
        return "an image would no longer be shown"
    if labels := before.labels - after.labels:
        return f"the number {min(labels)} would no longer be shown"
    if "property" in may_change:
        return None
    lost = before.words - after.words
    if lost:
        replaced = _replaced_words(old, edits, whole_lines=not may_change.isdisjoint(_WHOLE_LINES))
        # The mark of a task is shown as a ticked box.
        ticks = frozenset({"x", "X"}) if "task" in may_change else frozenset()
        for word in lost:
            if word not in replaced and word not in ticks:
                return f"“{word}” would no longer be shown"
    return None


def view(text: str) -> View:
    """Return what a reader of the rendered text is shown, front matter left out."""
    match = _FRONT_MATTER.match(text)
    html = as_html(text[match.end() :] if match else text)
    words = Counter(_WORD.findall(unescape(_TAG.sub(" ", html))))
    labels = Counter(_labels(html)) if "<ol" in html else Counter[int]()
    return View(words, html.count("<table"), html.count("<tr"), html.count("<img"), labels)


def _labels(html: str) -> Iterator[int]:
    """The numbers of ordered lists all of whose items are empty."""
    lists: list[tuple[int | None, list[bool]]] = []
    for part in _LIST_PART.finditer(html):
        tag = part[0]
        if tag.startswith("<li>"):
            if lists:
                lists[-1][1].append(tag.endswith("</li>"))
        elif tag.startswith("</"):
            if lists:
                first, empty = lists.pop()
                if first is not None and all(empty):
                    yield from range(first, first + len(empty))
        else:
            lists.append((int(part[1] or 1) if tag.startswith("<ol") else None, []))


def _replaced_words(old: str, edits: Sequence[TextEdit], *, whole_lines: bool) -> set[str]:
    """The words that the edits touch and do not write again, or those of all lines that they touch."""
    words: set[str] = set()
    for edit in edits:
        start, end = edit.start, edit.end
        if whole_lines:
            start = old.rfind("\n", 0, start) + 1
            end = len(old) if (found := old.find("\n", end)) < 0 else found
        else:
            while start and _is_word(old[start - 1]):
                start -= 1
            while end < len(old) and _is_word(old[end]):
                end += 1
        replaced = set(_WORD.findall(unescape(old[start:end])))
        if not whole_lines:
            written = old[start : edit.start] + edit.text + old[edit.end : end]
            replaced.difference_update(_WORD.findall(unescape(written)))
        words |= replaced
    return words


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
