"""Invisible characters that break searches, links and programs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from vaultlint.encoding.runs import Quiet, places, runs_of, texts_of
from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import Link, Span, Tag
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Change, Fix, Problem, replace, rule
from vaultlint.rules.encoding._mojibake_of import mojibake_of
from vaultlint.rules.encoding._needed import Line, Scripts, is_needed
from vaultlint.rules.encoding._no_break import no_break_blanks
from vaultlint.rules.encoding._shown import is_quoted

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f"
_RUN = Pattern(
    f"[{_CONTROL}\x80-\x9f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef]+"
)
_PARTING = "\x0b\x0c\x85\u2028\u2029"
_MAY: tuple[Change, ...] = ("prose", "link", "link-text", "heading", "tag", "property", "html", "comment", "layout")


@rule(on=Note, fix="unsafe", in_templates=True)
def invisible_character(note: Note) -> Iterator[Problem]:
    """A character that is not seen and does harm: it splits words for a search, and breaks links and tags."""
    text = note.text
    if (unseen := list(_unseen(text))) and (unseen := _outside_mojibake(note, unseen)):
        yield from _harmful(note, unseen)
    if "\u00a0" in text or "\u2007" in text or "\u202f" in text:
        yield from no_break_blanks(note)


_SEEN = Quiet()
_FEW = 3  # of the same kind on a line are told one by one


def _unseen(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of runs of invisible characters.

    Each distinct run of more than ASCII is searched once in the life of a process, as far as it is remembered: the
    expression takes twenty times as long for the whole text.
    """
    runs = runs_of(text)
    if runs.controls:
        return (match.span() for match in _RUN.finditer(text))
    if not (rest := _SEEN.rest(runs.raw)):
        return iter(())
    texts = texts_of(rest)
    holding = set(filter(_RUN.search, texts)) if _RUN.search("\n".join(texts)) else set[str]()
    _SEEN.add([raw for raw, run in zip(rest, texts, strict=True) if run not in holding] if holding else rest)
    return (m.span() for at, run in places(text, holding) for m in _RUN.finditer(text, at, at + len(run)))


def _outside_mojibake(note: Note, unseen: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ranges without the characters of mojibake, whose repair needs them; in code no mojibake is reported."""
    found = [(one.start, one.end) for one in mojibake_of(note).findings if not note.code.covers(one.start)]
    if not found:
        return unseen
    ends = [end for _, end in found]
    rest: list[tuple[int, int]] = []
    for start, end in unseen:
        at = bisect_right(ends, start)
        while at < len(found) and found[at][0] < end:
            if start < found[at][0]:
                rest.append((start, found[at][0]))
            start = found[at][1]
            at += 1
        if start < end:
            rest.append((start, end))
    return rest


def _harmful(note: Note, unseen: list[tuple[int, int]]) -> Iterator[Problem]:
    text, scripts, names = note.text, Scripts(note), _Names(note)
    row, runs = 0, list[Span]()
    line: Line | None = None
    for start, end in unseen:
        here = note.rows.place(start)[0]
        if here != row or line is None:
            yield from _in_line(note, runs, names)
            row, line, runs = here, Line(note.line(here), scripts), []
        runs += _in_run(text, start, end, line, names)
    yield from _in_line(note, runs, names)


class _Names:
    """Tags and the targets of links: soft hyphens in them are no hints for hyphenation."""

    def __init__(self, note: Note) -> None:
        self._note = note

    @cached_property
    def tag_ends(self) -> frozenset[int]:
        return frozenset(tag.end for tag in self._note.spans(Tag))

    @cached_property
    def _names(self) -> Regions:
        links = [(link.target_start, link.target_end) for link in self._note.spans(Link)]
        return Regions([*links, *((tag.start, tag.end) for tag in self._note.spans(Tag))])

    def hold_hyphen(self, at: int) -> bool:
        # A tag or a bare URL may end in front of it, where its writer did not see an end.
        return self._note.text[at] == "\u00ad" and (self._names.covers(at) or self._names.covers(at - 1))


def _in_run(text: str, start: int, end: int, line: Line, names: _Names) -> Iterator[Span]:
    """The harmful part of a run of invisible characters."""
    if is_quoted(text, start, end):
        return
    harmful: int | None = None
    for at in range(start + (start == 0 and text[0] == "\ufeff"), end):  # the first is byte-order-mark's
        if is_needed(text, at, line) and not names.hold_hyphen(at):
            if harmful is not None:
                yield Span(harmful, at)
            harmful = None
        elif harmful is None:
            harmful = at
    if harmful is not None:
        yield Span(harmful, end)


def _in_line(note: Note, runs: list[Span], names: _Names) -> Iterator[Problem]:
    """A report for each run; one for all, with their number, where a line is strewn with the same."""
    text = note.text
    alike: dict[str, list[Span]] = {}
    for run in runs:
        alike.setdefault(text[run.start], []).append(run)
    for same in alike.values():
        strewn = same if len(same) > _FEW else []
        strewn = [run for run in strewn if not note.code.covers(run.start)]
        together = len(strewn) > _FEW
        for run in same:
            if together and run is strewn[0]:
                yield _strewn(text, strewn, names)
            elif not together or note.code.covers(run.start):
                shown = text[run.start : run.end]
                yield Problem(run, _message(shown), _fix(text, run, names), key=_key(text, run))


def _strewn(text: str, runs: list[Span], names: _Names) -> Problem:
    shown = "".join(text[run.start : run.end] for run in runs)
    edits = tuple(edit for run in runs for edit in _fix(text, run, names).edits)
    blanks = any(edit.text for edit in edits)
    fix = Fix(edits, "unsafe", "write spaces for them" if blanks else "remove them", frozenset(_MAY))
    return Problem(runs[0], f"{_message(shown)} in this line", fix, key=_key(text, runs[0]))


def _message(run: str) -> str:
    import unicodedata

    first = run[0]
    name = unicodedata.name(first, "") or _CONTROL_NAMES.get(first, "control character")
    count = (
        f", {len(run)} times"
        if len(run) > 1 and set(run) == {first}
        else f" and {len(run) - 1} more"
        if len(run) > 1
        else ""
    )
    return f"invisible character U+{ord(first):04X} ({name.lower()}){count}"


_CONTROL_NAMES = {"\x00": "null", "\x08": "backspace", "\x0b": "line tabulation", "\x0c": "form feed", "\x1b": "escape"}


def _key(text: str, run: Span) -> str:
    at, stop = run.start, run.end
    return f"{text[max(0, at - 12) : at]}{text[at:stop]!a}{text[stop : stop + 12]}"


def _fix(text: str, run: Span, names: _Names) -> Fix:
    """Replace a separator of two words by a space, and delete the rest."""
    at, stop = run.start, run.end
    parts = any(one in _PARTING for one in text[at:stop])
    beside = at > 0 and stop < len(text) and not text[at - 1].isspace() and not text[stop].isspace()
    if parts and beside:
        return replace(run, " ", "write a space", safe=False, may_change=_MAY)
    if at in names.tag_ends:  # the tag becomes longer: the edit has to touch it
        return replace(Span(at - 1, stop), text[at - 1], "remove it", safe=False, may_change=_MAY)
    return replace(run, "", "remove it", safe=False, may_change=_MAY)
