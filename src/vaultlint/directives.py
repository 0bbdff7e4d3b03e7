"""Words in a note that silence rules: `%% vaultlint-disable rule %%`, `<!-- … -->`, the property `vaultlint-ignore`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from vaultlint.facts import Directive
from vaultlint.pattern import Pattern

if TYPE_CHECKING:
    from vaultlint.note import Note

_DIRECTIVE = Pattern(
    r"(?P<open>%%|<!--)[ \t]*vaultlint-(?P<action>disable|enable)(?P<reach>-line|-next-line|-file)?(?![\w-])"
    r"(?P<rules>[^%<>\r\n]*?)[ \t]*(?P<close>%%|-->)"
)
_LAST_ROW = 1 << 60


def find_directives(note: Note) -> list[Directive]:
    """All directives of a note, with the rows that they silence; what is quoted in code is none."""
    text = note.text
    if "vaultlint-" not in text:
        return []
    found: list[Directive] = []
    open_ones: list[Directive] = []
    for match in _DIRECTIVE.finditer(text):
        if note.code.covers(match.start()) or (match["open"] == "%%") != (match["close"] == "%%"):
            continue
        row, column = note.rows.place(match.start())
        rules = _names(match["rules"])
        here = Directive(rules, row, row, match.start(), match.end(), row, column)
        reach = match["reach"]
        if match["action"] == "enable":
            found += _close(open_ones, rules, row)
        elif reach == "-next-line":
            found.append(here._replace(first_row=row + 1, last_row=row + 1))
        elif reach == "-line":
            found.append(here)
        elif reach == "-file":
            found.append(here._replace(first_row=1, last_row=_LAST_ROW))
        else:
            open_ones.append(here)
    found += [one._replace(last_row=_LAST_ROW) for one in open_ones]
    found += _property(note)
    return sorted(found, key=lambda one: one.start)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.replace(",", " ").split() if name)


def _close(open_ones: list[Directive], rules: tuple[str, ...], row: int) -> list[Directive]:
    """`enable` ends the open directives that name the same rules, or all of them if it names none."""
    closed = []
    for one in list(open_ones):
        if not rules or set(one.rules) <= set(rules):
            open_ones.remove(one)
            closed.append(one._replace(last_row=row))
    return closed


def _property(note: Note) -> Iterable[Directive]:
    entry = note.top_property("vaultlint-ignore") if note.front_matter and note.front_matter.closed else None
    if entry is None or entry.tag == "map":
        return
    value = entry.value
    rules = tuple(value) if isinstance(value, list) else _names(value or "")
    if entry.tag == "bool":
        if rules == ("false",):
            return
        rules = ()
    row, column = note.rows.place(entry.start)
    yield Directive(rules, 1, _LAST_ROW, entry.start, max(entry.end, entry.value_end), row, column)


class Silencer:
    """The directives of one note at work: which reports they silence, and which of them silenced nothing."""

    def __init__(self, directives: list[Directive]) -> None:
        self.directives = directives
        self.used: set[tuple[int, str]] = set()

    def silences(self, rule: str, group: str, row: int, end_row: int) -> bool:
        """Whether a report of `rule` that begins in `row` is silenced. A range that covers a part of it is enough."""
        silenced = False
        for number, one in enumerate(self.directives):
            if one.first_row <= end_row and row <= one.last_row:
                named = rule if rule in one.rules else group if group in one.rules else ""
                if named or not one.rules or "ALL" in one.rules:
                    self.used.add((number, named))
                    silenced = True
        return silenced

    def unused(self) -> Iterable[tuple[Directive, str]]:
        """Pairs of a directive and the name in it that silenced nothing; "" for one without names."""
        for number, one in enumerate(self.directives):
            if not one.rules or "ALL" in one.rules:
                if not any(used == number for used, _ in self.used):
                    yield one, ""
            else:
                yield from ((one, name) for name in one.rules if (number, name) not in self.used)
