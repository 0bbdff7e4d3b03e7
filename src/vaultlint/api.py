"""The public API for rule authors: everything here is documented, typed and stable; other modules may change.

A rule is a function under `@rule` that yields a `Problem` for each defect::

    from vaultlint.api import Heading, Note, Problem, rule

    @rule(on=Heading)
    def shouting_heading(headings, note: Note):
        \"\"\"A heading in capital letters.\"\"\"
        for heading in headings:
            text = note.text[heading.text_start : heading.text_end]
            if text.isupper() and len(text) > 3:
                yield Problem(heading, "heading in capital letters")

**Rules**: `rule` · `Problem` · `Related` · `Severity`

**Fixes**: `Fix` · `Edit` · `Rename` · `Applicability`, and `replace`, `delete`, `insert` for the usual ones

**A note and what is in it** (`on=` a kind of span, or `on=Note`): `Note` · `Span` · `Heading` · `Link` ·
`ReferenceUse` · `Paragraph` · `ListItem` · `Quote` · `Callout` · `Table` · `Code` · `Math` · `Html` · `Comment` ·
`Highlight` · `Tag` · `BlockId` · `FootnoteReference` · `FootnoteDefinition` · `InlineFootnote` · `FrontMatter` ·
`Property` · `Ranges`

**The vault** (`on=Facts`, `on=Vault`): `Facts` · `HeadingFact` · `BlockFact` · `LinkFact` · `TagFact` · `DateFact` ·
`Vault` · `Resolution`

**Online answers** (`on=Answers`): `Answers` · `Answer`

**Patterns**: `Pattern`, a regular expression that is compiled on first use
"""

from __future__ import annotations

from vaultlint.facts import BlockFact, DateFact, Facts, HeadingFact, LinkFact, TagFact
from vaultlint.markdown.ranges import Regions as Ranges
from vaultlint.markdown.spans import (
    BlockId,
    Callout,
    Code,
    Comment,
    FootnoteDefinition,
    FootnoteReference,
    FrontMatter,
    Heading,
    Highlight,
    Html,
    InlineFootnote,
    Link,
    ListItem,
    Math,
    Paragraph,
    Property,
    Quote,
    ReferenceUse,
    Span,
    Table,
    Tag,
)
from vaultlint.note import Note
from vaultlint.online.answers import Answer, Answers
from vaultlint.pattern import Pattern
from vaultlint.rule import (
    Applicability,
    Edit,
    Fix,
    Problem,
    Related,
    Rename,
    Severity,
    delete,
    insert,
    replace,
    rule,
)
from vaultlint.vault.vault import Resolution, Vault

__all__ = [
    "Answer",
    "Answers",
    "Applicability",
    "BlockFact",
    "BlockId",
    "Callout",
    "Code",
    "Comment",
    "DateFact",
    "Edit",
    "Facts",
    "Fix",
    "FootnoteDefinition",
    "FootnoteReference",
    "FrontMatter",
    "Heading",
    "HeadingFact",
    "Highlight",
    "Html",
    "InlineFootnote",
    "Link",
    "LinkFact",
    "ListItem",
    "Math",
    "Note",
    "Paragraph",
    "Pattern",
    "Problem",
    "Property",
    "Quote",
    "Ranges",
    "ReferenceUse",
    "Related",
    "Rename",
    "Resolution",
    "Severity",
    "Span",
    "Table",
    "Tag",
    "TagFact",
    "Vault",
    "delete",
    "insert",
    "replace",
    "rule",
]
