"""Verify every fix: what it does not declare to change is still there, construct by construct.

The old and the new text are parsed alike. Every construct that no edit touches must be in the new text, moved but
otherwise the same; one that an edit touches must still be of its kind and in its place, and say the same (a link lead
to the same target, a heading read the same …) unless the fix declared that it may change that kind. Nothing may appear
that was not there. Whatever differs otherwise is returned as a sentence, and the fix is not applied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from vaultlint.fixing.edits import Shift, TextEdit, apply_edits
from vaultlint.fixing.reader_view import View, loss, view
from vaultlint.markdown import spans as kind
from vaultlint.markdown.document import Document, keep

#: What a construct says besides where it is, and the word of a fix that may change it (`rule.Change`).
SAYS: dict[type[Any], tuple[str, Callable[[Any], Any]]] = {
    kind.Heading: ("heading", lambda one: (one.level, one.setext, one.top)),
    kind.Link: ("link", lambda one: (one.kind, one.target)),
    kind.ReferenceUse: ("link", lambda one: (one.label, one.target, one.image)),
    kind.Code: ("code", lambda one: (one.block, one.fenced, one.language)),
    kind.Math: ("math", lambda one: one.block),
    kind.Html: ("html", lambda one: one.block),
    kind.Comment: ("comment", lambda one: (one.block, one.closed)),
    kind.ListItem: ("list", lambda one: (one.marker, one.task, one.depth, one.empty)),
    kind.Quote: ("layout", lambda one: one.depth),
    kind.Callout: ("callout", lambda one: (one.type, one.fold)),
    kind.Table: ("table", lambda one: [len(row) for row in one.rows]),
    kind.FootnoteReference: ("footnote", lambda one: one.label),
    kind.FootnoteDefinition: ("footnote", lambda one: one.label),
    kind.InlineFootnote: ("footnote", lambda one: None),
    kind.Highlight: ("highlight", lambda one: None),
    kind.Tag: ("tag", lambda one: one.name),
    kind.BlockId: ("block-id", lambda one: (one.id, one.placed)),
    kind.FrontMatter: ("property", lambda one: one.closed),
    kind.Property: ("property", lambda one: (one.path, one.value, one.tag)),
}
_CONTAINERS = (kind.ListItem, kind.Quote, kind.Callout, kind.FootnoteDefinition, kind.Table)
_VERBATIM = (kind.Code, kind.Math, kind.Html)


def difference(before: Document, after: Document, edits: Sequence[TextEdit], allowed: frozenset[str]) -> str | None:
    """None if the new text is proved; else what is lost or changed, as a sentence for the user."""
    old, new, shift = before.text, after.text, Shift(edits)
    for sort, (word, says) in SAYS.items():
        olds, news = before.spans(sort), after.spans(sort)
        if not olds and not news:
            continue
        if sort is kind.ReferenceUse and word in allowed and (edited := _edited_definitions(before, old, shift)):
            says = partial(_reference_key, edited)
        compared = _Constructs(sort, says, old, new, shift)
        lost = compared.untouched_lost if word in allowed else compared.changed
        if (problem := lost(olds, news)) is not None:
            return f"it would change {_NAMES.get(word, word)}: {problem}"
    return None


_NAMES = {
    "link": "a link",
    "list": "a list item",
    "html": "HTML",
    "code": "code",
    "block-id": "a block id",
    "layout": "a quote",
}


@dataclass(frozen=True, slots=True)
class _Constructs:
    """The constructs of one kind in the old and the new text."""

    sort: type[kind.Span]
    says: Callable[[Any], Any]
    old: str
    new: str
    shift: Shift

    def changed(self, olds: Sequence[kind.Span], news: Sequence[kind.Span]) -> str | None:
        """The first construct of a kind that the fix may not change and that is not as it was."""
        by_place = self._by_place(news)
        for before in olds:
            after = by_place.pop(self._moved(before), None)
            if after is None or self.says(after) != self.says(before):
                return _quote(self.old, before)
            if self.sort in _VERBATIM and before.of(self.old) != after.of(self.new):
                return _quote(self.old, before)
        for extra in by_place.values():
            return f"{_quote(self.new, extra)} would be new"
        return None

    def untouched_lost(self, olds: Sequence[kind.Span], news: Sequence[kind.Span]) -> str | None:
        """The first construct away from all edits that changed or is new, of a kind that the fix may change."""
        by_place = self._by_place(news)
        touched = []
        for before in olds:
            place = self._moved(before)
            if self.shift.touches(before.start, _reach(before)):
                touched.append(place)
                continue
            after = by_place.pop(place, None)
            if after is None or self.says(after) != self.says(before):
                return f"{_quote(self.old, before)}, which it does not edit"
        for place in touched:
            # What an edit touches may read otherwise afterwards, but in its old place it is nothing new.
            by_place.pop(place, None)
        for extra in by_place.values():
            if not self.shift.made(extra.start, extra.end):
                return f"{_quote(self.new, extra)} would be new"
        return None

    def _by_place(self, spans: Sequence[kind.Span]) -> dict[tuple[int, int], kind.Span]:
        return {self._place(span.start, span.end): span for span in spans}

    def _moved(self, span: kind.Span) -> tuple[int, int]:
        """Return the place in the new text of a construct of the old one."""
        return self._place(self.shift.start(span.start), self.shift.end(span.end))

    def _place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a construct is; of containers only the beginning, for they end with what they hold."""
        return (start, -1) if self.sort in _CONTAINERS else (start, end)


def _edited_definitions(before: Document, old: str, shift: Shift) -> frozenset[str]:
    """The labels whose definitions an edit touches: what uses them leads where the new definition leads."""
    return frozenset(
        _label(old[link.text_start : link.text_end])
        for link in before.spans(kind.Link)
        if link.kind == "reference" and shift.touches(link.start, link.end)
    )


def _reference_key(edited: frozenset[str], use: kind.ReferenceUse) -> tuple[str, str, bool]:
    label = _label(use.label)
    return label, "" if label in edited else use.target, use.image


def _label(text: str) -> str:
    """A label in the form in which CommonMark compares them."""
    return " ".join(text.split()).casefold()


def _reach(span: kind.Span) -> int:
    """Range of a construct; the span of a property is its name alone."""
    return max(span.end, span.value_end) if isinstance(span, kind.Property) else span.end


def _quote(text: str, span: kind.Span, longest: int = 40) -> str:
    shown = " ".join(span.of(text).split())
    return f"“{shown[:longest]}{'…' if len(shown) > longest else ''}”"


def canvas_difference(old: str, new: str, edits: Sequence[TextEdit], may_change: Iterable[str]) -> str | None:
    """The same for a canvas: JSON of the same shape, in which at most as many strings differ as there are edits."""
    import json

    try:
        before, after = (json.loads(text.removeprefix("\ufeff")) for text in (old, new))
    except ValueError:
        return "the canvas would no longer be JSON"
    changed = _changed_strings(before, after)
    if changed is None or changed > len(edits):
        return "it would change more of the canvas than the text that it edits"
    return None


def _changed_strings(old: object, new: object) -> int | None:
    """Number of strings that differ; None if anything else does."""
    if isinstance(old, str) and isinstance(new, str):
        return int(old != new)
    pairs: list[tuple[object, object]]
    if isinstance(old, dict) and isinstance(new, dict) and list(old) == list(new):
        pairs = [(old[key], new[key]) for key in old]
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = list(zip(old, new, strict=True))
    else:
        return 0 if type(old) is type(new) and old == new else None
    counts = [_changed_strings(*pair) for pair in pairs]
    return None if None in counts else sum(count for count in counts if count is not None)


class Draft:
    """A note in the making. Edits count characters of the text that the round began with, whatever was done since."""

    def __init__(self, data: bytes, *, canvas: bool = False) -> None:
        self.original = self.data = data
        self._canvas = canvas
        self.shift = Shift(())  # what the last edits moved
        self._done: list[TextEdit] = []
        self._document: Document | None = None  # of the text, once it was parsed
        self._view: View | None = None  # what a reader sees of it, once it was rendered
        try:
            self._text, self._is_utf8 = data.decode("utf-8"), not (b"\0" in data and _only_seems_utf8(data))
        except UnicodeDecodeError:
            # Edits of such a note count bytes; all that may be done to it is to transcode it as a whole.
            self._text, self._is_utf8 = data.decode("latin-1"), False

    def apply(self, edits: Sequence[TextEdit], may_change: Iterable[str], *, safe: bool = False) -> str | None:
        """Carry out edits that are proved; else return the reason, and the note stays as it is.

        Of edits that claim to be safe a reader of the rendered note must lose nothing.
        """
        shift = Shift(self._done)
        moved = [
            TextEdit(shift.start(edit.start), shift.start(edit.start) + edit.end - edit.start, edit.text)
            for edit in edits
        ]
        new, allowed = apply_edits(self._text, moved), frozenset(may_change)
        if self._is_utf8 and (problem := self._problem(new, moved, allowed, safe)) is not None:
            return problem
        self.shift = Shift(moved)
        self.data, self._done, self._text = new.encode("utf-8"), sorted([*self._done, *edits]), new
        return None

    def _problem(self, new: str, edits: Sequence[TextEdit], allowed: frozenset[str], safe: bool) -> str | None:
        """The reason why edits of the text as it is may not be carried out."""
        if new == self._text:
            return "it would change nothing"
        if self._canvas:
            return canvas_difference(self._text, new, edits, allowed)
        if "all" in allowed:
            self._document = self._view = None
            return None
        before, after = self._document or Document(self._text), Document(new)
        self._document = before
        if (problem := difference(before, after, edits, allowed)) is not None:
            return problem
        seen = None
        if safe:
            self._view = self._view or view(self._text)
            seen = view(new)
            if (lost := loss(self._view, seen, self._text, edits, allowed)) is not None:
                return lost
        self._document, self._view = after, seen
        return None

    def done(self) -> None:
        """Hand over the document of the text as it is now to who checks it next; no edit may follow."""
        if self._document is not None:
            keep(self._document)


def _only_seems_utf8(data: bytes) -> bool:
    from vaultlint.encoding.guess import only_seems_utf8

    return only_seems_utf8(data)
