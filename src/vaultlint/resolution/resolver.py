"""Resolve a link's target to a file, as Obsidian does.

The order of the steps was found by executing Obsidian's own resolver and by dumps of its metadata cache: the name as
written before the name with `.md`, the vault's root before the source's folder, that folder before the rest of the
vault, the shorter path before the longer one. Settings, aliases and titles play no part.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from vaultlint.pattern import Pattern
from vaultlint.resolution.file_index import FileIndex, Namesakes, path_key

_ESCAPES = Pattern(r"(?:%[0-9A-Fa-f]{2})+")
_LONE_PERCENT = Pattern(r"%(?![0-9A-Fa-f]{2})")
_KEPT_ESCAPES = frozenset(";/?:@&=+$,#")


class Target(NamedTuple):
    """A link's destination taken apart. `subpath` begins with its `#` or is empty; nothing is split if `external`."""

    linkpath: str
    subpath: str
    external: bool = False


class Found(NamedTuple):
    """`candidates` are the files between which Obsidian's order alone decides, winner first, if there are several.

    `rivals` are the other files of the name that the link could mean from elsewhere. `path` is None if there is none.
    """

    path: str | None
    candidates: tuple[str, ...] = ()
    rivals: Sequence[str] = ()


_MISSING = Found(None)


def split_target(markdown: bool, target: str) -> Target:
    """Split a destination; in a Markdown link percent escapes are decoded and a colon makes it external."""
    if markdown:
        if ":" in target and not target.startswith(("./", "../")):
            return Target(target, "", True)
        if "%" in target:
            target = decode_uri(target)
    linkpath, mark, subpath = target.partition("#")
    return Target(linkpath.strip(), mark + subpath)


def decode_uri(text: str) -> str:
    """JavaScript's `decodeURI`: escapes of reserved characters stay, one wrong escape leaves the whole text alone."""
    if _LONE_PERCENT.search(text):
        return text
    try:
        return str(_ESCAPES.sub(_decode_run, text))
    except UnicodeDecodeError:
        return text


def _decode_run(match: re.Match[str]) -> str:
    run = match[0]
    decoded = bytes.fromhex(run.replace("%", "")).decode("utf-8")
    parts, byte = [], 0
    for character in decoded:
        parts.append(run[3 * byte : 3 * byte + 3] if character in _KEPT_ESCAPES else character)
        byte += len(character.encode("utf-8"))
    return "".join(parts)


class Resolver:
    """Resolves against one file index and remembers what it was asked."""

    __slots__ = ("_memo", "_namesakes", "index")

    def __init__(self, index: FileIndex) -> None:
        self.index = index
        self._memo: dict[tuple[str, str], Found] = {}
        self._namesakes: dict[str, Namesakes] = {}

    def resolve(self, linkpath: str, source: str) -> Found:
        """The file that `linkpath` leads to from the note `source`; the note itself if it is empty."""
        if not linkpath:
            return Found(source)
        folder = source.rpartition("/")[0]
        known = self._memo.get((linkpath, folder))
        if known is None:
            known = self._memo[linkpath, folder] = self._resolve(path_key(linkpath), path_key(folder))
        return known

    def _resolve(self, link: str, folder: str) -> Found:
        base = link.rpartition("/")[2]
        same = self.index.named(base) if "." in base else []
        if not same:
            link += ".md"
            base += ".md"
            same = self.index.named(base)
            if not same:
                return _MISSING
        if len(same) == 1 and "/" not in link:
            return Found(same[0])
        if link.startswith(("./", "../")):
            link = _walk(folder, link)
            if (exact := self.index.at(link)) is not None:
                return Found(exact)
        anchored = link.startswith("/")
        link = link.lstrip("/")
        if (exact := self.index.at(link)) is not None:
            bare = not anchored and "/" not in link
            return Found(exact, (), self._of_name(base, same).besides(exact, link) if bare else ())
        if anchored:
            return _MISSING
        fitting, others = self._of_name(base, same).ending_in(link, folder)
        if not fitting:
            return _MISSING
        return Found(fitting[0], fitting if len(fitting) > 1 else (), others)

    def _of_name(self, name: str, same: list[str]) -> Namesakes:
        found = self._namesakes.get(name)
        if found is None:
            found = self._namesakes[name] = Namesakes(same)
        return found


def _walk(folder: str, link: str) -> str:
    """The path after leading dot segments; above the root there is only the root."""
    here = folder.split("/") if folder else []
    while True:
        if link.startswith("./"):
            link = link[2:]
        elif link.startswith("../"):
            link = link[3:]
            del here[-1:]
        else:
            return "/".join([*here, link])
