"""Targets that lead to a file once decoded: percent escapes, HTML entities, a query, `\\`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vaultlint.facts import LinkFact
from vaultlint.pattern import Pattern
from vaultlint.vault.vault import Vault

_CARET = Pattern(r"([^#^]*)\^([A-Za-z0-9-]+)")
_QUERY = Pattern(r"\?[^#]*")


class Respelling(NamedTuple):
    """A file, and the subpath (without its first `#`, "" for none) in it, that a target was meant to lead to."""

    path: str
    subpath: str


def respelling(vault: Vault, link: LinkFact, source: str) -> Respelling | None:
    """The one file that the target leads to in another reading; None if there is none, or several fit."""
    if link.kind == "canvas":
        return None
    without_anchor = None
    for text in _readings(link.target):
        linkpath, _, subpath = text.partition("#")
        if not linkpath.strip():
            if subpath.startswith("^") and _leads(vault, source, subpath):
                return Respelling(source, subpath)
            continue
        found = vault.resolver.resolve(linkpath.strip(), source)
        if found.path is None or found.candidates:
            continue
        if not subpath or _leads(vault, found.path, subpath):
            return Respelling(found.path, subpath.strip())
        if "#" in link.target:
            without_anchor = without_anchor or Respelling(found.path, subpath.strip())
    return without_anchor


def _leads(vault: Vault, path: str, subpath: str) -> bool:
    anchor = vault.find_anchor(path, "#" + subpath)
    return anchor is None or not anchor.missing


def _readings(written: str) -> Iterator[str]:
    """Other readings of a target, those that change the least first."""
    texts = [written]
    for change in (_decoded, _without_entities, _with_slashes, _without_query, _with_block):
        for text in list(texts):
            if (changed := change(text)) != text and changed not in texts:
                texts.append(changed)
                yield changed


def _decoded(text: str) -> str:
    if "%" not in text:
        return text
    from urllib.parse import unquote

    return unquote(text)


def _without_entities(text: str) -> str:
    if "&" not in text:
        return text
    from html import unescape

    return unescape(text)


def _with_slashes(text: str) -> str:
    return text.replace("\\", "/")


def _without_query(text: str) -> str:
    changed: str = _QUERY.sub("", text, count=1)
    return changed


def _with_block(text: str) -> str:
    """`note^id`, as old posts teach it, with its `#`."""
    match = _CARET.fullmatch(text)
    return f"{match[1]}#^{match[2]}" if match else text
