"""The values of a configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from vaultlint.rule import PatternRule
from vaultlint.settings import PropertySchema


@dataclass(slots=True, frozen=True)
class Override:
    """Additional settings for the notes that `paths` (patterns as in .gitignore, from the vault's root) match.

    The same keys as at the top: `select` starts afresh, `extend_select` and `ignore` add to what is there.
    """

    paths: tuple[str, ...]
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: dict[str, str] = field(default_factory=dict)
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(slots=True, frozen=True)
class Config:
    """The effective configuration.

    Names of files are absolute. `sources` says which file or preset set a key, and for tables also each entry
    (`severity.broken-link`). `program` is not a key: the program whose folder it is, as far as it is not Obsidian.
    """

    preset: str | None = None
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    extend_exclude: tuple[str, ...] = ()
    respect_gitignore: bool = True
    fail_on: str = "warning"
    baseline: str | None = None
    cache_dir: str | None = None
    follow_links: bool | None = None
    flavor: str | None = None
    site_root: str = ""
    program: str = ""
    plugins: tuple[str, ...] = ()
    rule_paths: tuple[str, ...] = ()
    per_file_ignores: dict[str, tuple[str, ...]] = field(default_factory=dict)
    severity: dict[str, str] = field(default_factory=dict)
    rules: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: dict[str, str] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    patterns: tuple[PatternRule, ...] = ()
    schemas: tuple[PropertySchema, ...] = ()
    sources: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> str:
        return next(iter(self.sources.values()), "the configuration")
