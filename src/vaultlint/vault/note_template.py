"""The text of a new note: the vault's template with what Obsidian's core plugin "Templates" fills in.

Sources: Obsidian help "Templates"; the settings that the plugins Templates and Templater keep in `.obsidian`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from vaultlint.pattern import Pattern
from vaultlint.settings import VaultSettings, read_object

_FIELD = Pattern(r"(?i)\{\{\s*(title|date|time)\s*(?::([^{}\n]*))?\}\}")
_TOKEN = Pattern(r"\[([^\[\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|DDDD|DD|Do|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|A|a|WW|W|Q|X|.")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class TemplateSettings(NamedTuple):
    """Date formats of new notes in Obsidian, and the templates of folders (Templater)."""

    date_format: str = "YYYY-MM-DD"
    time_format: str = "HH:mm"
    by_folder: tuple[tuple[str, str], ...] = ()


def read_template_settings(root: Path) -> TemplateSettings:
    core = read_object(root / ".obsidian" / "templates.json")
    templater = read_object(root / ".obsidian" / "plugins" / "templater-obsidian" / "data.json")
    folders = templater.get("folder_templates") if templater.get("enable_folder_templates") is True else None
    pairs = [
        (one["folder"].strip("/"), one["template"])
        for one in (folders if isinstance(folders, list) else ())
        if isinstance(one, dict) and isinstance(one.get("folder"), str) and isinstance(one.get("template"), str)
    ]
    date, time = core.get("dateFormat"), core.get("timeFormat")
    return TemplateSettings(
        date if isinstance(date, str) and date else "YYYY-MM-DD",
        time if isinstance(time, str) and time else "HH:mm",
        tuple((folder, template) for folder, template in pairs if template),
    )


def templates_of(settings: VaultSettings, files: Iterable[str]) -> list[str]:
    """The notes in the folders for templates, sorted."""
    return sorted(path for path in files if path.lower().endswith(".md") and settings.is_template(path))


def template_for(path: str, by_folder: TemplateSettings, templates: list[str]) -> str | None:
    """The template of a new note: that of its folder, or the only one of the vault; None if there is no such."""
    folder = posixpath.dirname(path)
    while True:
        for each, template in by_folder.by_folder:
            if each == folder:
                return template if template.lower().endswith(".md") else f"{template}.md"
        if not folder:
            return templates[0] if len(templates) == 1 else None
        folder = posixpath.dirname(folder)


def needs_templater(text: str) -> bool:
    """Whether a template has commands that only the plugin Templater carries out."""
    return "<%" in text


def fill_in(text: str, title: str, now: datetime, settings: TemplateSettings) -> str:
    """The template with its title, dates and times."""

    def value(match: re.Match[str]) -> str:
        kind = match[1].lower()
        if kind == "title":
            return title
        return format_date(now, match[2] or (settings.date_format if kind == "date" else settings.time_format))

    return str(_FIELD.sub(value, text))


def format_date(when: datetime, form: str) -> str:
    """A date in a format of Moment.js, in English; what is not a token of it is text."""
    day, month, week = when.isoweekday() - 1, when.month - 1, when.isocalendar().week
    ordinal = "th" if 10 < when.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(when.day % 10, "th")
    values = {
        "YYYY": f"{when:%Y}", "YY": f"{when:%y}", "MMMM": _MONTHS[month], "MMM": _MONTHS[month][:3],
        "MM": f"{when:%m}", "M": str(when.month), "DDDD": f"{when:%j}", "DD": f"{when:%d}", "D": str(when.day),
        "Do": f"{when.day}{ordinal}", "dddd": _DAYS[day], "ddd": _DAYS[day][:3], "HH": f"{when:%H}",
        "H": str(when.hour), "hh": f"{when:%I}", "h": str(when.hour % 12 or 12), "mm": f"{when:%M}",
        "m": str(when.minute), "ss": f"{when:%S}", "s": str(when.second), "A": "AM" if when.hour < 12 else "PM",
        "a": "am" if when.hour < 12 else "pm", "WW": f"{week:02}", "W": str(week), "Q": str(month // 3 + 1),
        "X": str(int(when.timestamp())),
    }  # fmt: skip
    return str(_TOKEN.sub(lambda match: match[1] if match[1] is not None else values.get(match[0], match[0]), form))
