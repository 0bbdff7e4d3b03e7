"""Dates in the formats of Moment.js, which Obsidian and its plugins use, in English.

Source: the documentation of Moment.js, "Format". What is not a token of a format is text.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

from vaultlint.pattern import Pattern

_TOKEN = Pattern(
    r"\[([^\[\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|DDDD|DD|Do|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|SSS|A|a|WW|W|Q|X|ZZ|Z|.", re.DOTALL
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_LONGEST = 100


def format_date(when: datetime, form: str) -> str:
    """A date in a format."""
    day, month, week = when.isoweekday() - 1, when.month - 1, when.isocalendar().week
    ordinal = "th" if 10 < when.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(when.day % 10, "th")
    zone = f"{when if when.tzinfo else when.astimezone():%z}"[:5]
    values = {
        "YYYY": f"{when:%Y}", "YY": f"{when:%y}", "MMMM": _MONTHS[month], "MMM": _MONTHS[month][:3],
        "MM": f"{when:%m}", "M": str(when.month), "DDDD": f"{when:%j}", "DD": f"{when:%d}", "D": str(when.day),
        "Do": f"{when.day}{ordinal}", "dddd": _DAYS[day], "ddd": _DAYS[day][:3], "HH": f"{when:%H}",
        "H": str(when.hour), "hh": f"{when:%I}", "h": str(when.hour % 12 or 12), "mm": f"{when:%M}",
        "m": str(when.minute), "ss": f"{when:%S}", "s": str(when.second), "SSS": f"{when.microsecond // 1000:03}",
        "A": "AM" if when.hour < 12 else "PM", "a": "am" if when.hour < 12 else "pm", "WW": f"{week:02}",
        "W": str(week), "Q": str(month // 3 + 1), "X": str(int(when.timestamp())), "ZZ": zone,
        "Z": f"{zone[:3]}:{zone[3:]}",
    }  # fmt: skip
    return str(_TOKEN.sub(lambda match: match[1] if match[1] is not None else values.get(match[0], match[0]), form))


def read_day(text: str, form: str) -> date | None:
    """The day of a date in a format; None if it is none, or the format lacks the day, the month or the year."""
    match = _reader(form).match(text) if len(text) <= _LONGEST else None
    parts = match.groupdict() if match is not None else {}
    year, month, day = (parts.get(name) for name in ("year", "month", "day"))
    if year is None or month is None or day is None:
        return None
    names = [name[:3] for name in _MONTHS]
    try:
        number = int(month) if month.isdecimal() else names.index(month[:3].title()) + 1
        return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
    except ValueError:
        return None


def _any_of(names: tuple[str, ...]) -> str:
    return "(?i:" + "|".join(names) + ")"


#: Token -> what a date has in its place, with a name for the parts of the day. Possessive, so that no format is slow.
_READ = {
    "YYYY": r"(?P<year>[0-9]{4})", "YY": r"(?P<year>[0-9]{2})", "MMMM": f"(?P<month>{_any_of(_MONTHS)})",
    "MMM": f"(?P<month>{_any_of(tuple(name[:3] for name in _MONTHS))})", "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2}+)", "DDDD": r"[0-9]{3}", "DD": r"(?P<day>[0-9]{2})", "D": r"(?P<day>[0-9]{1,2}+)",
    "Do": r"(?P<day>[0-9]{1,2}+)(?:st|nd|rd|th)", "dddd": _any_of(_DAYS),
    "ddd": _any_of(tuple(name[:3] for name in _DAYS)), "SSS": r"[0-9]{3}", "A": r"(?i:[ap]m)", "a": r"(?i:[ap]m)",
    "X": r"[0-9]{1,12}+", "Q": r"[1-4]", "Z": r"(?:Z|[+-][0-9]{2}:[0-9]{2})", "ZZ": r"(?:Z|[+-][0-9]{4})",
    **dict.fromkeys(("HH", "hh", "mm", "ss", "WW"), r"[0-9]{2}"),
    **dict.fromkeys(("H", "h", "m", "s", "W"), r"[0-9]{1,2}+"),
}  # fmt: skip


@lru_cache(maxsize=16)
def _reader(form: str) -> re.Pattern[str]:
    named: set[str] = set()
    parts = []
    for match in _TOKEN.finditer(form):
        written = re.escape(match[1] if match[1] is not None else match[0])
        part = _READ.get(match[0], written) if match[1] is None else written
        name = part[4:].partition(">")[0] if part.startswith("(?P<") else ""
        if name in named:  # a day that is written twice counts once
            part = part.replace(f"(?P<{name}>", "(?:")
        named.add(name)
        parts.append(part)
    return re.compile("".join(parts) + r"\Z")
