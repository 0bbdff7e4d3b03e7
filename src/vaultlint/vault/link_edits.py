"""Write a link: its new target in the link's own style, or as the vault's settings say.

Source of the forms: Obsidian API `fileToLinktext` (shortest: the bare name if it is the only one in the vault, else the
full path, never a part of it), help "Settings"; escapes of Markdown destinations as Obsidian writes them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from vaultlint.facts import LinkFact
from vaultlint.pattern import Pattern
from vaultlint.resolution.file_index import FileIndex, path_key
from vaultlint.resolution.resolver import Resolver, split_target
from vaultlint.rule import Edit
from vaultlint.vault.vault import Vault, is_markdown

# What a Markdown destination cannot hold: spaces, controls, angle brackets, a percent sign that is none of an escape.
_ENCODED = Pattern(r"[\x00-\x20\x7f<>\\%]")
_ENCODED_IN_ANGLES = Pattern(r"[\r\n<>\\%]")
_ENTITY = Pattern(r"&(?=#?\w+;)")
_NO_WIKI = Pattern(r"[#|\r\n\t]|\[\[|\]\]|%%")
_HASH = Pattern(r"(?<![&\\])#")


class Span(NamedTuple):
    """Span of a part of a link's destination in the note."""

    start: int
    end: int


def path_span(link: LinkFact) -> Span:
    """The file's part of the destination as written, without spaces around it."""
    written = _written(link)
    if link.kind == "canvas":
        return Span(link.target_start, link.target_end)
    mark = _HASH.search(written) if is_markdown(link) else None
    end = written.find("#") if not is_markdown(link) else mark.start() if mark else -1
    part = written if end < 0 else written[:end]
    start = link.target_start + len(part) - len(part.lstrip())
    return Span(start, start + len(part.strip()))


def subpath_span(link: LinkFact) -> Span:
    """Span after the first `#` of the destination; empty at its end if there is none."""
    start = path_span(link).end
    written = _written(link)
    mark = written.find("#", start - link.target_start)
    return Span(link.target_start + mark + 1 if mark >= 0 else link.target_end, link.target_end)


def _written(link: LinkFact) -> str:
    return link.raw[link.target_start - link.start : link.target_end - link.start]


def in_angles(link: LinkFact) -> bool:
    before = link.target_start - link.start - 1
    return is_markdown(link) and before >= 0 and link.raw[before : before + 1] == "<"


def encode(link: LinkFact, text: str) -> str | None:
    """A path or heading as it is written in this link's syntax; None if this syntax cannot hold it."""
    if is_markdown(link):
        text = _markdown(text, in_angles(link))
    elif link.kind != "canvas" and (_NO_WIKI.search(text) or _ends_link(text)):
        return None
    if link.place == "canvas":
        import json

        return json.dumps(text, ensure_ascii=False)[1:-1]
    if link.place == "property":
        return text.replace("\\", "\\\\").replace('"', '\\"')
    return text.replace("'", "''") if link.place == "property-single" else text


def _ends_link(text: str) -> bool:
    """Whether a bracket at the end of a name would make `]]]`, whose first two close a wikilink."""
    return text.endswith("]") and text.count("]") > text.count("[")


def _markdown(text: str, angles: bool) -> str:
    pattern = _ENCODED_IN_ANGLES if angles else _ENCODED
    text = pattern.sub(lambda match: f"%{ord(match[0]):02X}", text)
    if not angles and text.count("(") != text.count(")"):
        text = text.replace("(", "%28").replace(")", "%29")
    return str(_ENTITY.sub("\\&", text))


def without_md(path: str) -> str:
    """A note's path as a wikilink names it; other files keep their extension."""
    return path[:-3] if path.lower().endswith(".md") else path


def preferred_path(vault: Vault, target: str, source: str, markdown: bool) -> str | None:
    """Path of a link to `target` in the note `source` by the vault's settings; None as for `spell`."""
    styles = [vault.settings.link_format, "absolute"]
    return spell(vault.resolver, target, source, styles, markdown=markdown, extension=markdown)


def spell(
    resolver: Resolver, target: str, source: str, styles: list[str], *, markdown: bool, extension: bool
) -> str | None:
    """The first spelling among the styles that leads to `target` and nowhere else.

    Styles: shortest, name, relative, dotted (`./` before it), absolute, anchored (`/` before it). The full path is
    always understood: only a file in the way of a note without `.md` makes the extension needed. None if no link can
    lead there, for a `#` in the path.
    """
    for style in [*styles, "absolute", "anchored"]:
        for text in _spellings(resolver.index, target, source, style, extension):
            read = split_target(markdown, text.replace("%", "%25") if markdown else text)
            if read.external or read.subpath or read.linkpath != text:
                continue
            found = resolver.resolve(text, source)
            if found.path == target and not found.candidates:
                return text
    return None


def _spellings(index: FileIndex, target: str, source: str, style: str, extension: bool) -> Iterator[str]:
    folder = posixpath.dirname(source)
    name = posixpath.basename(target)
    if style == "shortest":
        text = name if len(index.named(path_key(name))) == 1 else target
    elif style == "name":
        text = name
    elif style in ("relative", "dotted"):
        text = posixpath.relpath("/" + target, "/" + folder)
        if style == "dotted" and not text.startswith("../"):
            text = "./" + text
    else:
        text = "/" + target if style == "anchored" else target
    if not extension:
        yield without_md(text)
    yield text


def retarget(vault: Vault, link: LinkFact, source: str, target: str, subpath: str | None = None) -> list[Edit] | None:
    """Edits that make a link lead to `target`, as the vault's settings write it; None if they cannot be written.

    `subpath` is the text after the `#`; None keeps the one that is there.
    """
    path = target if link.kind == "canvas" else preferred_path(vault, target, source, is_markdown(link))
    moved = None if path is None else rewrite_path(link, path)
    if moved is None:
        return None
    edits = [moved]
    if subpath is not None:
        anchor = rewrite_subpath(link, subpath)
        if anchor is None:
            return None
        edits.append(anchor)
    return edits


def rewrite_path(link: LinkFact, path: str) -> Edit | None:
    """An edit that puts `path` in place of the file's part of the destination."""
    if not is_literal(link):
        return rewrite_target(link, path, link.target.partition("#")[2])
    encoded = encode(link, path)
    span = path_span(link)
    return None if encoded is None else Edit(span.start, span.end, encoded)


def rewrite_target(link: LinkFact, path: str, subpath: str) -> Edit | None:
    """An edit that replaces the whole destination by a path and a subpath (without its first `#`, "" for none)."""
    texts = [path, *subpath.split("#")] if subpath else [path]
    parts = [encode(link, text) for text in texts]
    if link.kind == "canvas" or any(part is None for part in parts):
        return None
    return Edit(link.target_start, link.target_end, "#".join(part for part in parts if part is not None))


def is_literal(link: LinkFact) -> bool:
    """Whether the link is in the file as `raw` says: an escape inside a canvas's text would shift its parts."""
    return link.kind == "canvas" or link.end - link.start == len(link.raw)


def rewrite_subpath(link: LinkFact, subpath: str) -> Edit | None:
    """An edit that puts `subpath` (without its `#`) after the `#` of a link that has one."""
    if not is_literal(link):
        return rewrite_target(link, link.target.partition("#")[0].strip(), subpath)
    parts = [encode(link, part) for part in subpath.split("#")]
    if link.kind == "canvas" or any(part is None for part in parts):
        return None
    span = subpath_span(link)
    return Edit(span.start, span.end, "#".join(part for part in parts if part is not None))


def alias_edit(link: LinkFact, alias: str) -> Edit | None:
    """An edit that makes a wikilink without display text show `alias`; in a table the bar needs its backslash."""
    if is_markdown(link) or link.kind in ("canvas", "embed") or not is_literal(link) or "|" in link.raw[1:]:
        return None
    encoded = encode(link, alias)
    if encoded is None:
        return None
    bar = r"\|" if link.place == "table" else "|"
    return Edit(link.end - 2, link.end - 2, bar + encoded)
