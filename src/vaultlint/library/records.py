"""Records returned by a vault: plain values, independent of it."""

from __future__ import annotations

from typing import Final, NamedTuple

from vaultlint.facts import BlockFact, HeadingFact, LinkFact
from vaultlint.vault.vault import Resolution, Status

_BROKEN: Final = frozenset({"missing-note", "missing-heading", "missing-block"})


class Target(NamedTuple):
    """Target of a link, as Obsidian resolves it."""

    status: Status
    """resolved, ambiguous, missing-note, missing-heading, missing-block, external, or template."""

    path: str | None
    """The file, relative to the vault; None where nothing was found. A missing heading or block names its note."""

    heading: HeadingFact | None = None
    """The heading that the link names, if it names one that is there."""

    block: BlockFact | None = None
    """The block id or footnote that the link names, if it names one that is there."""

    candidates: tuple[str, ...] = ()
    """The files between which Obsidian's order alone decides, winner first, if the link is ambiguous."""

    @property
    def is_broken(self) -> bool:
        return self.status in _BROKEN


class Link(NamedTuple):
    """A link of a note or canvas, and what it leads to. The fields are those of `vaultlint links`, and some more."""

    source: str
    """The note with the link, relative to the vault."""

    line: int
    """From 1."""

    column: int
    """From 1, in characters."""

    raw: str
    """The link as written, with the `!` of an embed."""

    kind: str
    """wikilink, embed, markdown, image, reference, autolink, property, or canvas."""

    place: str
    """text, heading, table, property, canvas, comment, or bracket (a link with a lone `]` in it)."""

    text: str
    """The alias or link text, empty if there is none."""

    target: str
    """The file that the link asks for, as written; the whole address if it is external."""

    subpath: str
    """`#heading` or `#^block` with its `#`, or empty."""

    status: Status
    path: str | None
    heading: HeadingFact | None
    block: BlockFact | None
    candidates: tuple[str, ...]

    @property
    def is_embed(self) -> bool:
        return self.raw.startswith("!") or self.kind == "canvas"

    @property
    def is_broken(self) -> bool:
        return self.status in _BROKEN

    @property
    def is_external(self) -> bool:
        return self.status == "external"


def make_target(found: Resolution) -> Target:
    anchor = found.anchor.found if found.anchor is not None else None
    return Target(
        found.status,
        found.path,
        anchor if isinstance(anchor, HeadingFact) else None,
        anchor if isinstance(anchor, BlockFact) else None,
        found.candidates,
    )


def make_link(source: str, link: LinkFact, found: Resolution) -> Link:
    target, subpath, _ = found.target
    place = "property" if link.kind == "property" else link.place
    text = "" if link.kind in ("canvas", "autolink") else link.text
    written = (source, link.row, link.column, link.raw, link.kind, place, text, target, subpath)
    return Link(*written, *make_target(found))


class Change(NamedTuple):
    """A file as the fixes would leave it. `old_path` differs from `path` if a fix renames the file."""

    path: str
    old_path: str
    before: bytes
    after: bytes


class Rejected(NamedTuple):
    """A fix that was not applied because it could not be verified, and the reason."""

    path: str
    line: int
    rule: str
    reason: str
