"""Facts about a note that leave its worker: small, without the text, independent of clock and network.

Facts are all that leaves the worker that read a note, and the value of the cache: tuples of strings and numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

T = TypeVar("T", bound=tuple[Any, ...])


class HeadingFact(NamedTuple):
    """A heading that can be linked to: `text` is its raw source. Offsets are those of `text`."""

    level: int
    text: str
    start: int
    end: int
    row: int


class BlockFact(NamedTuple):
    """A block id; `placed` and `glued` as in `spans.BlockId`."""

    id: str
    placed: bool
    glued: bool
    start: int
    end: int
    row: int
    column: int


class LinkFact(NamedTuple):
    """A link as written, inside or outside the vault; it serves as the place of a problem.

    `kind` and `target` as in `spans.Link`, and `canvas` for a file node. `place` is text, heading, table, property,
    property-single (in single quotes), property-plain (in none), canvas, or one of `HIDDEN`; `alone` means that its
    line, item or heading holds nothing else.
    """

    kind: str
    raw: str
    target: str
    text: str
    start: int
    end: int
    row: int
    column: int
    end_row: int
    end_column: int
    target_start: int
    target_end: int
    place: str
    alone: bool

    @property
    def is_hidden(self) -> bool:
        """Whether the link is in a comment or cut apart, so that it is renamed but never reported as broken."""
        return self.place in HIDDEN


class TagFact(NamedTuple):
    """A tag of the text or the front matter, without `#`."""

    name: str
    start: int
    end: int
    row: int
    column: int


class DateFact(NamedTuple):
    """A top-level property with a digit in its value, as a date has one. `start:end` is the value without quotes."""

    name: str  # in lower case
    value: str
    start: int
    end: int


class Directive(NamedTuple):
    """`vaultlint-disable` and its kin: suppresses `rules` (all if empty) in the rows from first to last."""

    rules: tuple[str, ...]
    first_row: int
    last_row: int
    start: int
    end: int
    row: int
    column: int


#: Places of links that a rename follows and that are never reported as broken: in a comment, with a lone `]` (a link
#: only if such a file exists), cut in two by a table.
HIDDEN: Final = frozenset({"comment", "bracket", "cut"})

#: Traits of facts: a search for such things can skip notes that have none.
LINKS_TO_WEB: Final = 1
HAS_ALIASES: Final = 2
HAS_DIRECTIVES: Final = 4
IS_TEMPLATE: Final = 16
OPEN: Final = 8  # depends on other files: not all links lead to one of them by its name alone

#: The facts that most runs can do without.
COSTLY = frozenset({"tags", "digest", "dates"})


@dataclass(slots=True)
class Facts:
    """The facts of a note at a vault-relative `path`. `kind` is that of the note, or canvas.

    `digest` hashes the text without front matter and layout, "" for a note without words. It, `tags` and `dates` are
    `COSTLY`: they are empty unless a rule of the run asks for them. `anchors` are ids of HTML elements and `{#id}` of
    headings. `flags` are the properties, in lower case, that say whether the note is published: `draft`, and those with
    "publish" in their name.
    """

    path: str
    kind: str = "note"
    headings: list[HeadingFact] = field(default_factory=list)
    blocks: list[BlockFact] = field(default_factory=list)
    links: list[LinkFact] = field(default_factory=list)
    tags: list[TagFact] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    directives: list[Directive] = field(default_factory=list)
    digest: str = ""
    flags: dict[str, bool] = field(default_factory=dict)
    dates: list[DateFact] = field(default_factory=list)

    @property
    def traits(self) -> int:
        """The traits of the note, without `OPEN`."""
        web = 0
        for link in self.links:
            if "://" in link.target:
                web = LINKS_TO_WEB
                break
        template = IS_TEMPLATE if self.kind == "template" else 0
        return web | template | (HAS_ALIASES if self.aliases else 0) | (HAS_DIRECTIVES if self.directives else 0)

    def pack(self) -> tuple[Any, ...]:
        """Plain tuples, as the cache and another process take them."""
        return (
            self.path,
            self.kind,
            [tuple(heading) for heading in self.headings],
            [tuple(block) for block in self.blocks],
            [tuple(link) for link in self.links],
            [tuple(tag) for tag in self.tags],
            self.aliases,
            self.anchors,
            [tuple(directive) for directive in self.directives],
            self.digest,
            self.flags,
            [tuple(date) for date in self.dates],
        )

    @classmethod
    def unpack(cls, packed: tuple[Any, ...]) -> Facts:
        path, kind, headings, blocks, links, tags, aliases, anchors, directives, digest, flags, dates = packed
        return cls(
            path,
            kind,
            list(map(_heading, headings)),
            list(map(_block, blocks)),
            list(map(_link, links)),
            list(map(_tag, tags)),
            aliases,
            anchors,
            list(map(_directive, directives)),
            digest,
            flags,
            [DateFact(*date) for date in dates],
        )


def alike(old: Facts | None, new: Facts | None) -> bool:
    """Whether two states of a note are the same to the rules on the facts of other notes.

    Those rules ask for what a link may lead to, for links, and for flags; never for tags, dates, directives or the hash
    of the text.
    """
    if old is None or new is None:
        return old is new
    return (old.kind, old.headings, old.blocks, old.aliases, old.anchors, old.flags, old.links) == (
        new.kind,
        new.headings,
        new.blocks,
        new.aliases,
        new.anchors,
        new.flags,
        new.links,
    )


def _maker(kind: type[T]) -> Callable[[Any], T]:
    """Equivalent of `kind._make` at a third of its cost: a large vault unpacks a hundred thousand facts."""
    return partial(tuple.__new__, kind)


_heading, _block, _link = _maker(HeadingFact), _maker(BlockFact), _maker(LinkFact)
_tag, _directive = _maker(TagFact), _maker(Directive)
