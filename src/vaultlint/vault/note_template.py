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
from vaultlint.vault.date_format import format_date

_FIELD = Pattern(r"(?i)\{\{\s*(title|date|time)\s*(?::([^{}\n]*))?\}\}")


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
