"""Obsidian's own settings of a vault (`.obsidian/`): how links are written, where templates are.

Sources: Obsidian help "Settings", "How Obsidian stores data", "Templates", "Daily notes"; real vaults. A key that is
absent means Obsidian's default; a file that is not JSON counts as absent, since Obsidian rewrites it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vaultlint.regular_file import read_regular

_TEMPLATE_FOLDERS = frozenset({"templates", "_templates"})


@dataclass(slots=True, frozen=True)
class PropertySchema:
    """Requirements on the properties of some notes: a `[[schemas]]` table of the configuration.

    paths: patterns as in .gitignore; empty for all notes.
    where: properties that a note must have, with their values, to be chosen.
    properties: name -> its `type`, `values`, `pattern` and `default`, each if given.
    additional: whether other properties are allowed.
    schema: the path of a JSON Schema file, `document` its text; both "" if there is none.
    """

    paths: tuple[str, ...] = ()
    where: dict[str, Any] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    properties: dict[str, dict[str, Any]] = field(default_factory=dict)
    additional: bool = True
    schema: str = ""
    document: str = ""


@dataclass(slots=True, frozen=True)
class Publishing:
    """Settings of the programs that publish the vault as a site; read when a rule needs them.

    included, excluded: folders of Obsidian Publish.
    ignored: patterns of Quartz, as lines of .gitignore.
    removes_drafts, is_explicit: what Quartz filters: notes with `draft: true`, notes without `publish: true`.
    """

    has_obsidian_publish: bool = False
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    has_quartz: bool = False
    ignored: tuple[str, ...] = ()
    removes_drafts: bool = False
    is_explicit: bool = False


@dataclass(slots=True, frozen=True)
class VaultSettings:
    """`link_format` is shortest, relative or absolute; folders are vault-relative, without a slash at the end.

    `flavor` is obsidian or commonmark; in the latter `site_root` is the folder that a leading `/` means.
    """

    link_format: str = "shortest"
    markdown_links: bool = False
    attachment_folder: str = "/"
    template_folders: tuple[str, ...] = ()
    daily_notes_folder: str = ""
    new_note_location: str = "root"
    new_note_folder: str = ""
    property_types: dict[str, str] = field(default_factory=dict)
    flavor: str = "obsidian"
    site_root: str = ""
    schemas: tuple[PropertySchema, ...] = ()
    publishing: Publishing = Publishing()

    def folder_of_new_note(self, source: str) -> str:
        """The folder, "" for the root, in which Obsidian creates a note that a link of the note `source` asks for."""
        if self.new_note_location == "current":
            return source.rpartition("/")[0]
        return self.new_note_folder if self.new_note_location == "folder" else ""

    def is_template(self, path: str) -> bool:
        """Whether a note lies in a folder that the settings name, or that is called Templates or _templates."""
        if any(path.startswith(folder + "/") for folder in self.template_folders):
            return True
        lower = path.lower()
        return "templates/" in lower and not _TEMPLATE_FOLDERS.isdisjoint(lower.split("/")[:-1])


def read_settings(root: Path, flavor: str = "obsidian", site_root: str = "") -> VaultSettings:
    """The settings of the vault at `root`; all defaults if it has none."""
    if flavor == "commonmark":
        return VaultSettings(link_format="relative", markdown_links=True, flavor=flavor, site_root=site_root)
    folder = root / ".obsidian"
    if not folder.is_dir():
        return VaultSettings()
    app = read_object(folder / "app.json")
    templates = (
        read_object(folder / "templates.json").get("folder"),
        read_object(folder / "plugins" / "templater-obsidian" / "data.json").get("templates_folder"),
    )
    types = read_object(folder / "types.json").get("types")
    return VaultSettings(
        link_format=_text(app.get("newLinkFormat"), "shortest"),
        markdown_links=app.get("useMarkdownLinks") is True,
        attachment_folder=_text(app.get("attachmentFolderPath"), "/"),
        template_folders=tuple(
            sorted({template.strip("/") for template in templates if isinstance(template, str)} - {""})
        ),
        daily_notes_folder=_text(read_object(folder / "daily-notes.json").get("folder"), "").strip("/"),
        new_note_location=_text(app.get("newFileLocation"), "root"),
        new_note_folder=_text(app.get("newFileFolderPath"), "").strip("/"),
        property_types={k: v for k, v in types.items() if isinstance(v, str)} if isinstance(types, dict) else {},
    )


def read_object(path: Path) -> dict[str, Any]:
    try:
        data = read_regular(path)
        import json

        found = json.loads(data)
    except (OSError, RecursionError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(value: object, default: str) -> str:
    return value if isinstance(value, str) else default
