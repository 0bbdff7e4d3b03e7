"""Make a rule of a `[[patterns]]` table: where it searches, what it reports, what it replaces.

Patterns are compiled by the package `regex`, which can be told to give up: one that would take forever on a note ends
the run with a sentence, and never hangs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from time import perf_counter
from typing import Any, Final

from vaultlint.errors import Failure
from vaultlint.markdown.spans import Code, Comment, Heading, Link, Property, ReferenceUse, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.plugins import GROUP
from vaultlint.rule import Change, Fix, PatternRule, Problem, Rule, replace

#: Seconds that one pattern may take on one note. Real patterns take thousandths.
LIMIT: Final = 2.0
#: Seconds that all searches of a process may take: untrusted patterns must not keep a run busy note after note.
TOTAL: Final = 30.0
PER_SEARCH: Final = 0.005
_spent = [0.0, 0.0]

_NAME = Pattern(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*\Z")
_CHANGES: dict[str, tuple[Change, ...]] = {
    "text": ("prose",),
    "heading": ("heading", "prose"),
    "link-text": ("link-text", "prose"),
    "property": ("property",),
    "code": ("code",),
    "anywhere": ("all",),
}


def rule_of(pattern: PatternRule) -> Rule:
    """The rule of a pattern. Failure if its name is not a name, its expression none, or its examples do not fit."""
    where = f"{pattern.source}: the pattern '{pattern.name}'"
    if not _NAME.match(pattern.name):
        raise Failure(f"{where}: a rule's name has small letters, digits and single hyphens.")
    if pattern.fixed and (pattern.replacement is None or len(pattern.fixed) != len(pattern.match)):
        raise Failure(f"{where}: 'fixed' holds what each example of 'match' becomes by the replacement, in its order.")
    search = partial(_search, _compiled(pattern, where), pattern)
    tier: Any = pattern.fix if pattern.replacement is not None else None
    severity: Any = pattern.severity
    return Rule(pattern.name, GROUP, Note, severity, pattern.default, tier, True, False, search, {}, pattern=pattern)


def _compiled(pattern: PatternRule, where: str) -> Any:
    import regex

    try:
        compiled = regex.compile(pattern.regex, regex.MULTILINE)
    except regex.error as error:
        raise Failure(f"{where}: the regular expression cannot be read: {error}.") from None
    # A template is read only when there is a match, so one is made up in which every group is empty.
    names = {index: name for name, index in compiled.groupindex.items()}
    groups = (f"(?P<{names[number]}>)" if number in names else "()" for number in range(1, compiled.groups + 1))
    stand_in: Any = regex.match("".join(groups), "")
    for key, template in (("message", pattern.message), ("replacement", pattern.replacement or "")):
        try:
            stand_in.expand(template)
        except (regex.error, IndexError) as error:
            raise Failure(f"{where}: {key}: {error}. \\1 and \\g<name> stand for groups of the match.") from None
    return compiled


def _search(compiled: Any, pattern: PatternRule, note: Note) -> Iterator[Problem]:
    _count_search(pattern, note)
    begun = perf_counter()
    fits = _PLACES[pattern.where](note)
    try:
        for match in compiled.finditer(note.text, timeout=LIMIT):
            start, end = match.span()
            if start == end or not fits(start, end):
                continue
            yield Problem(Span(start, end), match.expand(pattern.message), _fix(match, pattern))
    except TimeoutError:
        raise Failure(
            f"{pattern.source}: the pattern '{pattern.name}' took more than {LIMIT:g} seconds on {note.path}. "
            "Make it simpler: a repetition within a repetition, as in (a+)+, can take for ever."
        ) from None
    finally:
        _spent[0] += perf_counter() - begun


def _count_search(pattern: PatternRule, note: Note) -> None:
    """Count a search. Failure if all searches of this process took far longer than real patterns do."""
    _spent[1] += 1
    if _spent[0] > TOTAL + PER_SEARCH * _spent[1]:
        raise Failure(
            f"{pattern.source}: the patterns took {_spent[0]:.0f} seconds for {_spent[1]:,.0f} searches, the last by "
            f"'{pattern.name}' on {note.path}. Make them simpler."
        )


def _fix(match: Any, pattern: PatternRule) -> Fix | None:
    if pattern.replacement is None:
        return None
    text = match.expand(pattern.replacement)
    if text == match[0]:
        return None
    made = replace(
        Span(*match.span()), text, f"write {text!r}" if text else "delete", may_change=_CHANGES[pattern.where]
    )
    return Fix(made.edits, pattern.fix, made.message, made.may_change)  # type: ignore[arg-type]


Fits = Callable[[int, int], bool]


def _inside(ranges: list[tuple[int, int]]) -> Fits:
    from bisect import bisect_right

    ranges.sort()
    starts = [start for start, _ in ranges]

    def fits(start: int, end: int) -> bool:
        at = bisect_right(starts, start) - 1
        return at >= 0 and end <= ranges[at][1]

    return fits


def _anywhere(note: Note) -> Fits:
    return lambda start, end: True


def _in_text(note: Note) -> Fits:
    """Visible text: no code, math, HTML, comments, properties or link targets."""
    source, opaque = note.source, note.opaque
    hidden = _touching(
        [(comment.start, comment.end) for comment in note.spans(Comment)]
        + [
            (link.target_start, link.target_end)
            for link in note.spans(Link)
            if link.kind != "property" and _hides(link)
        ]
    )
    return lambda start, end: (
        not opaque.covers(start) and source[start:end] == note.text[start:end] and not hidden(start, end)
    )


def _hides(link: Link) -> bool:
    """Whether a link's target is not what a reader reads: a wikilink without an alias shows it."""
    return not (link.is_wiki and link.text_start == link.text_end)


def _touching(ranges: list[tuple[int, int]]) -> Fits:
    from bisect import bisect_left

    ranges.sort()
    ends = [end for _, end in ranges]

    def touches(start: int, end: int) -> bool:
        at = bisect_left(ends, start + 1)
        return at < len(ranges) and ranges[at][0] < end

    return touches


def _in_headings(note: Note) -> Fits:
    return _inside([(heading.start, heading.end) for heading in note.spans(Heading)])


def _in_link_texts(note: Note) -> Fits:
    shown: list[Link | ReferenceUse] = [*note.spans(Link), *note.spans(ReferenceUse)]
    return _inside([(link.text_start, link.text_end) for link in shown if link.text_start < link.text_end])


def _in_properties(note: Note) -> Fits:
    return _inside(
        [(entry.start, max(entry.end, entry.value_end)) for entry in note.spans(Property) if len(entry.path) == 1]
    )


def _in_code(note: Note) -> Fits:
    return _inside([(code.start, code.end) for code in note.spans(Code)])


_PLACES: dict[str, Callable[[Note], Fits]] = {
    "text": _in_text,
    "heading": _in_headings,
    "link-text": _in_link_texts,
    "property": _in_properties,
    "code": _in_code,
    "anywhere": _anywhere,
}
