"""The date of the last change in a note's properties against that of git."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, NamedTuple

from vaultlint.facts import DateFact
from vaultlint.markdown.spans import Span
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, replace, rule
from vaultlint.vault.date_format import format_date, read_day
from vaultlint.vault.vault import Vault

_ISO = Pattern(
    r"(\d{4}-\d\d-\d\d)(?:(?P<mark>[T ])\d\d:\d\d(?P<seconds>:\d\d(?P<fraction>\.\d{1,6})?)?"
    r"(?P<zone> ?(?:Z|(?P<sign>[+-])(?P<hours>[01]\d|2[0-3]):?(?P<minutes>[0-5]\d)))?)?\Z"
)


class _Stamp(NamedTuple):
    """A date as a property has it: its day, and how to write another moment in the same form."""

    day: date
    day_of: Callable[[datetime], date]
    write: Callable[[datetime], str]


@rule(on=Vault, default=False, fix="safe", needs=("dates", "git"))
def modified_property(
    vault: Vault, *, property: str = "modified", format: str = "", tolerance: int = 1, largest_commit: int = 50
) -> Iterator[Problem]:
    """A date of the last change that is older than git's."""
    name = property.lower()
    held: dict[str, tuple[DateFact, _Stamp]] = {}
    for facts in vault.notes():
        fact = next((one for one in facts.dates if one.name == name), None) if facts.kind == "note" else None
        stamp = _read(fact.value, format) if fact is not None else None
        if fact is not None and stamp is not None:
            held[facts.path] = (fact, stamp)
    if not held:
        return
    margin = timedelta(days=max(0, tolerance))
    after = {path: stamp.day + margin for path, (_, stamp) in held.items()}
    for path, moment in sorted(vault.commit_dates.last_changes(after, name, largest_commit).items()):
        fact, stamp = held[path]
        if stamp.day_of(moment) > after[path]:
            new = stamp.write(moment)
            fix = replace(Span(fact.start, fact.end), new, f"write {new}", may_change=["property"])
            message = f"`{property}` is {fact.value}, but the last change in git is of {stamp.day_of(moment)}"
            yield Problem(Span(fact.start, fact.end), message, fix, path=path)


def _read(value: str, form: str) -> _Stamp | None:
    """Read a date in a format, or in that of ISO 8601 if the format is empty; None if it is no such date."""
    if form:
        found = read_day(value, form)
        return _Stamp(found, datetime.date, lambda moment: format_date(moment, form)) if found is not None else None
    match = _ISO.match(value)
    if match is None:
        return None
    try:
        day = date.fromisoformat(match[1])
    except ValueError:
        return None
    zone = _zone(match)

    def local(moment: datetime) -> datetime:
        return moment.astimezone(zone) if zone is not None else moment

    def write(moment: datetime) -> str:
        there = local(moment)
        if match["mark"] is None:
            return f"{there:%Y-%m-%d}"
        time = f"{there:%H:%M:%S}" if match["seconds"] else f"{there:%H:%M}"
        fraction = "." + "0" * (len(match["fraction"]) - 1) if match["fraction"] else ""
        return f"{there:%Y-%m-%d}{match['mark']}{time}{fraction}{match['zone'] or ''}"

    return _Stamp(day, lambda moment: local(moment).date(), write)


def _zone(match: Any) -> timezone | None:
    """The time zone that a date names."""
    if match["zone"] is None:
        return None
    if match["sign"] is None:
        return UTC
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    return timezone(-offset if match["sign"] == "-" else offset)
