"""The list of links that `vaultlint links` prints: text, JSON, CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vaultlint.escape import visible
from vaultlint.facts import Facts, LinkFact
from vaultlint.vault.vault import Resolution, Vault

FORMATS = ("text", "json", "csv")


class LinkRow(NamedTuple):
    """A link. `source` and `path` are relative to the vault; `path` is None where nothing was found."""

    source: str
    line: int
    column: int
    raw: str
    kind: str
    target: str
    subpath: str
    status: str
    path: str | None
    candidates: list[str]


def resolved_links(vault: Vault, facts: Facts) -> Iterator[tuple[LinkFact, Resolution]]:
    """The links of a note with what each leads to, in order; without what only looks like a link."""
    for link in facts.links:
        if not link.target or vault.is_text(link):
            continue  # `[text]()` is not a link
        found = vault.resolve(link, facts.path)
        if link.place != "bracket" or found.status != "missing-note":  # else text in brackets
            yield link, found


def list_links(vault: Vault, notes: Iterable[Facts]) -> list[LinkRow]:
    """The links of these notes, by path and place."""
    return [
        link_row(facts.path, link, found)
        for facts in sorted(notes, key=lambda note: note.path)
        for link, found in resolved_links(vault, facts)
    ]


def link_row(source: str, link: LinkFact, found: Resolution) -> LinkRow:
    """The row of a link of the note `source`."""
    target, subpath, _ = found.target
    place = (link.row, link.column, link.raw, link.kind)
    return LinkRow(source, *place, target, subpath, found.status, found.path, list(found.candidates))


def render_links(rows: Iterable[LinkRow], format: str) -> str:
    """The rows in one of FORMATS; the text ends with a line end unless it is empty."""
    if format == "text":
        return _text(rows)
    if format == "json":
        return as_json([row._asdict() for row in rows])
    return as_csv(LinkRow._fields, rows)


def _text(rows: Iterable[LinkRow]) -> str:
    lines = []
    for row in rows:
        raw = " ".join(row.raw.split())
        leads = f" -> {', '.join(row.candidates) if row.candidates else row.path}" if row.path else ""
        lines.append(visible(f"{row.source}:{row.line}:{row.column}: {row.status} {raw}{leads}") + "\n")
    return "".join(lines)


def as_json(value: object) -> str:
    """JSON with a line end, in which no line is a command to GitHub's runner."""
    return json.dumps(value, ensure_ascii=False, indent=1).replace("##[", "#\\u0023[") + "\n"


def as_csv(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """CSV with a header (RFC 4180, but for line ends); of several values in a field each has a line."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow("\n".join(map(str, value)) if isinstance(value, (list, tuple)) else value for value in row)
    return out.getvalue()
