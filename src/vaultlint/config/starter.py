"""The configuration that `init` writes, with what was found in the vault as comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vaultlint.config.dump import toml, toml_file
from vaultlint.config.migrate import KNOWN_FILES
from vaultlint.diagnostic import Diagnostic
from vaultlint.settings import VaultSettings
from vaultlint.vault.files import NOTE_SUFFIXES

#: Folders whose notes are often no longer tended, or come from elsewhere.
_QUIET = ("archive", "archives", "clippings", "imported", "readwise", "inbox")
_MOST_RULES = 8


@dataclass(slots=True)
class Seen:
    """A vault at a glance. Folders are relative to it, without a slash at the end."""

    notes: int
    megabytes: float
    others: int
    templates: list[str] = field(default_factory=list)
    daily: str = ""
    attachments: str = ""
    excalidraw: int = 0
    kanban: int = 0
    publishes: str = ""
    quiet: list[str] = field(default_factory=list)
    configs: list[str] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)
    failing: int = 0
    fixable: int = 0


def look(
    root: Path, files: Sequence[str], settings: VaultSettings, kinds: Counter[str], found: Sequence[Diagnostic]
) -> Seen:
    """Survey of a vault: `kinds` counts the notes of each kind, `found` holds what the default rules report."""
    notes = [path for path in files if path.lower().endswith(NOTE_SUFFIXES)]
    size = 0
    for path in notes:
        try:
            size += (root / path).stat().st_size
        except OSError:
            continue  # the check itself reports it
    folders = {path.split("/", 1)[0] for path in notes if "/" in path}
    attachments = settings.attachment_folder.strip("/").removeprefix("./")
    return Seen(
        len(notes),
        size / 1_000_000,
        len(files) - len(notes),
        sorted(settings.template_folders),
        settings.daily_notes_folder,
        attachments,
        kinds["excalidraw"],
        kinds["kanban"],
        _publisher(root),
        sorted(folder for folder in folders if folder.lower().strip("_0123456789. -") in _QUIET),
        [name for name in KNOWN_FILES if (root / name).is_file()],
        Counter(diagnostic.rule for diagnostic in found),
        sum(diagnostic.severity != "info" for diagnostic in found),
        sum(diagnostic.fix is not None and diagnostic.fix.applicability == "safe" for diagnostic in found),
    )


def _publisher(root: Path) -> str:
    if (root / "quartz.config.ts").is_file() or (root.parent / "quartz.config.ts").is_file():
        return "Quartz"
    return "Obsidian Publish" if (root / ".obsidian" / "publish.json").is_file() else ""


def propose(seen: Seen, schemas: Sequence[str] = ()) -> str:
    """The text of a vaultlint.toml; `schemas` are comments with tables that the notes suggest."""
    proposed = ["", "# Properties that notes have in common. Uncomment them to have them checked.", *schemas]
    return toml_file([*_head(seen), *_keys(seen), *_tables(seen), *(proposed if schemas else ())])


def _head(seen: Seen) -> Iterator[str]:
    yield "# vaultlint's configuration. Every key is optional: `vaultlint config` shows what is in effect,"
    yield "# `vaultlint rules` lists the rules, `vaultlint explain RULE` explains one."
    yield "#"
    size = f"{seen.megabytes:,.1f} MB" if seen.megabytes >= 0.1 else f"{max(1, round(seen.megabytes * 1000)):,} kB"
    yield f"# Seen: {_count(seen.notes, 'note')} ({size}), {_count(seen.others, 'other file')}."
    if seen.templates:
        yield f"# Templates lie in {_folders(seen.templates)}: only the rules that make sense there run on them."
    if seen.attachments:
        yield f"# Attachments go to {seen.attachments}/."
    owned = [f"{_count(number, f'{name} note')}" for name, number in _owned(seen) if number]
    if owned:
        yield f"# {' and '.join(owned)}: links may lead to them, and vaultlint never rewrites them."
    if seen.problems:
        total = sum(seen.problems.values())
        info = total - seen.failing
        which = f", {info:,} of them information, which fails nothing" if info and seen.failing else ""
        which = which or (", all of them information, which fails nothing" if info else "")
        yield f"# `vaultlint check` reports {_count(total, 'problem')} today{which};"
        yield f"# `vaultlint fix` fixes {seen.fixable:,}. The most frequent:"
        yield from (f"#   {number:>6,}  {rule}" for rule, number in seen.problems.most_common(_MOST_RULES))
        if seen.failing:
            yield "# `vaultlint baseline create` accepts those that stay, so that only new ones fail."
    for name in seen.configs:
        yield f"# {name} can be taken over: `vaultlint init --from {name}`."


def _owned(seen: Seen) -> tuple[tuple[str, int], ...]:
    return ("Excalidraw", seen.excalidraw), ("Kanban", seen.kanban)


def _keys(seen: Seen) -> Iterator[str]:
    yield ""
    yield "# recommended: what is broken or lost; strict: also what is careless; publish: also what breaks on a site."
    if seen.publishes:
        yield f"# This vault is published with {seen.publishes}."
    yield f"preset = {toml('publish' if seen.publishes else 'recommended')}"
    yield ""
    yield "# Rules and groups to run in addition, and those to skip."
    yield "extend-select = []"
    yield "ignore = []"
    yield ""
    yield "# Notes that are not checked; links may still lead to them. Patterns as in .gitignore."
    yield "exclude = []"


def _tables(seen: Seen) -> Iterator[str]:
    yield ""
    yield "# Severity of a rule: error, warning, or info, which is shown and fails nothing."
    yield "[severity]"
    yield '# broken-link = "error"'
    if seen.daily:
        yield ""
        yield "# Daily notes repeat the same headings: where all else is strict, they need not be."
        yield from _override([seen.daily], ["duplicate-heading", "placeholder"])
    if seen.quiet:
        yield ""
        yield "# Notes that are no longer tended, or that come from elsewhere."
        yield from _override(seen.quiet, ["links", "urls"])
    if not seen.daily and not seen.quiet:
        yield ""
        yield "# Settings for some notes only."
        yield from _override(["Archive"], ["links"])


def _override(folders: Sequence[str], ignored: Sequence[str]) -> Iterator[str]:
    yield "# [[overrides]]"
    yield f"# paths = {toml([f'/{folder}/' for folder in folders])}"
    yield f"# ignore = {toml(list(ignored))}"


def _folders(names: Sequence[str]) -> str:
    return " and ".join(f"{name}/" for name in names)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
