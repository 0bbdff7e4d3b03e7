"""Spans: one small class for each kind of construct.

Every span counts characters of the note's raw text, BOM and carriage returns included: `text[span.start:span.end]` is
the construct as written. The names are those of CommonMark, GFM and Obsidian's help.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True, eq=False)
class Span:
    """A half-open range of characters."""

    start: int
    end: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and (self.start, self.end) == (other.start, other.end)

    def __hash__(self) -> int:
        return hash((self.start, self.end))

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(slots=True, eq=False)
class Heading(Span):
    """An ATX or setext heading. `text_start:text_end` is its raw source without marks and surrounding spaces.

    `top` means that it is in no quote, list or footnote: only such headings can be linked to (OBSIDIAN help,
    "Link to a heading in a note"; metadata cache).
    """

    level: int
    text_start: int
    text_end: int
    setext: bool
    top: bool

    @property
    def marker(self) -> Span:
        """The `#`s of an ATX heading; the whole heading if it is underlined."""
        return Span(self.start, self.end) if self.setext else Span(self.start, self.start + self.level)


@dataclass(slots=True, eq=False)
class Link(Span):
    """A link as written, inside or outside the vault.

    `kind` is wikilink, embed, markdown, image, reference (a definition `[id]: dest`), autolink (`<…>` or a bare URL)
    or property (a link that is a whole property value). `target_start:target_end` spans the destination as written
    (without `<…>`, title, alias); `target` is that text with Markdown's escapes and entities resolved, and for a
    wikilink with surrounding spaces and the backslash of `\\|` dropped. `text_start:text_end` spans the text or alias;
    both are equal if there is none.
    """

    kind: str
    target: str
    target_start: int
    target_end: int
    text_start: int
    text_end: int

    @property
    def is_wiki(self) -> bool:
        return self.kind in ("wikilink", "embed")


@dataclass(slots=True, eq=False)
class ReferenceUse(Span):
    """`[text][id]`, `[id][]` or `[id]` with a definition, `image` with `!` before it. `target` is the definition's."""

    label: str
    target: str
    text_start: int
    text_end: int
    image: bool


@dataclass(slots=True, eq=False)
class Code(Span):
    """Code: a span between back-ticks, a fenced or an indented block. `language` is the fence's info string."""

    block: bool
    fenced: bool
    language: str


@dataclass(slots=True, eq=False)
class Math(Span):
    """`$…$` or `$$…$$`."""

    block: bool


@dataclass(slots=True, eq=False)
class Html(Span):
    """An HTML block (up to a blank line, as CommonMark has it), an inline tag, or an HTML comment."""

    block: bool


@dataclass(slots=True, eq=False)
class Comment(Span):
    """`%%…%%`. A block comment opens at the start of a line and hides all that is in it."""

    block: bool
    closed: bool


@dataclass(slots=True, eq=False)
class Paragraph(Span):
    """The inline text of one block: a paragraph, or the own text of a tight list item."""


@dataclass(slots=True, eq=False)
class Quote(Span):
    """A block quote; `depth` counts from 1."""

    depth: int


@dataclass(slots=True, eq=False)
class Callout(Span):
    """A quote that opens with `[!type]`: `type` as written, `fold` is "", "+" or "-", `title` the rest of the line."""

    type: str
    fold: str
    title: str


@dataclass(slots=True, eq=False)
class ListItem(Span):
    """A list item with all that it holds. `marker` is `-`, `*`, `+`, `1.` or `1)` as written, `number` its value.

    `content` is where its own text starts; `own_end` where that ends, before a nested list. `task` is the character
    in `[ ]`, None if the item is not a task. `depth` counts from 1, `list` numbers the lists of the note.
    """

    marker: str
    number: int | None
    content: int
    own_end: int
    task: str | None
    depth: int
    list: int
    empty: bool

    @property
    def marker_span(self) -> Span:
        return Span(self.start, self.start + len(self.marker))


@dataclass(slots=True, eq=False)
class Table(Span):
    """A table: `rows` are the header and the body rows, each a list of its cells' spans (without the pipes)."""

    rows: list[list[Span]]


@dataclass(slots=True, eq=False)
class FootnoteReference(Span):
    label: str


@dataclass(slots=True, eq=False)
class FootnoteDefinition(Span):
    label: str


@dataclass(slots=True, eq=False)
class InlineFootnote(Span):
    """`^[text]`."""


@dataclass(slots=True, eq=False)
class Highlight(Span):
    """`==text==`."""


@dataclass(slots=True, eq=False)
class Tag(Span):
    """`#tag` in the text; `name` without the `#`. Tags of the front matter are properties."""

    name: str


@dataclass(slots=True, eq=False)
class BlockId(Span):
    """`^id` at the end of a line; the span covers the caret and the id.

    `placed` means that it can be linked to: it ends its block, or is alone. `glued` that no space precedes it.
    """

    id: str
    placed: bool
    glued: bool


@dataclass(slots=True, eq=False)
class FrontMatter(Span):
    """From the first `---` to the end of the closing one; `body_start:body_end` is the YAML between them."""

    body_start: int
    body_end: int
    closed: bool


@dataclass(slots=True, eq=False)
class Property(Span):
    """One entry of the front matter, top level or nested; the span is that of the key.

    `path` holds the keys that lead to it, `value` is the scalar as a string, a list of such strings, or None for
    a mapping or nothing; `value_start:value_end` spans the value as written. `tag` is YAML 1.2's type of a scalar
    (str, int, float, bool, null), `list`, or `map`. `items` spans the items of a list.
    """

    path: tuple[str, ...]
    value: str | list[str] | None
    value_start: int
    value_end: int
    tag: str
    items: list[Span]

    @property
    def name(self) -> str:
        return self.path[-1]
