"""Verify a format: the note before and after, parsed the same way, has the same meaning.

Three views that share little: the constructs, in order, each with what it says and its text; the HTML that pyromark
makes of both; and the characters themselves, without those that layout is made of. All have to agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vaultlint.config.format_style import Style
from vaultlint.fixing.verify import SAYS
from vaultlint.markdown import spans as kind
from vaultlint.markdown.document import Document
from vaultlint.markdown.pulldown import as_html
from vaultlint.pattern import Pattern

_FRONT_MATTER = Pattern(r"\ufeff?---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")
#: What layout is made of: spaces, marks of quotes, lists, headings, tables, fences, emphasis, numbers of items.
_LAYOUT = {ord(character): None for character in " \t\n>-+*_=#|:`~.)0123456789"}
_BLANKS = Pattern(r"[ \t\n]+")
_PRE = Pattern(r"(</?pre\b)")
_BLOCK_TAG = Pattern(r"(</?(?:p|li|ul|ol|h[1-6]|blockquote|table|thead|tbody|tr|th|td|hr|div|dl|dt|dd|br)\b[^<>]*>)")
_EXACT = (kind.Code, kind.Math, kind.Html, kind.Comment)
#: Their text is that of what they hold, and the front matter is compared byte for byte as a whole.
_CONTAINERS = (kind.ListItem, kind.Quote, kind.FootnoteDefinition)
_APART = (kind.FrontMatter, kind.Property, kind.Table)


def unlike(old: str, new: str, style: Style) -> str | None:
    """None if both texts (with `\\n` line endings) differ in layout only; else what differs, in a few words."""
    before, after = Document(old), Document(new)
    if _front_matter(before) != _front_matter(after) or bool(before.front_matter) != bool(after.front_matter):
        return "the properties"
    if _opens_front_matter(new) and not _opens_front_matter(old):
        return "the properties as others read them"
    for sort in (*SAYS, kind.Table):
        if before.spans(sort) or after.spans(sort):
            for one, other in _pairs(before, after, sort, style):
                if one != other:
                    return _NAMES.get(sort) or f"a {sort.__name__.lower()}"
    if old.translate(_LAYOUT) != new.translate(_LAYOUT):
        return "the text"
    body = len(_front_matter(before))
    if _html(before.source[body:]) != _html(after.source[body:]):
        return "the rendered text"
    if before.block_comments and _html(old[body:]) != _html(new[body:]):
        return "the text as others render it"  # a reader that does not know Obsidian's comments sees into them
    return None


_NAMES = {
    kind.ListItem: "a list item",
    kind.ReferenceUse: "a link",
    kind.Code: "code",
    kind.Math: "math",
    kind.Html: "HTML",
    kind.FootnoteReference: "a footnote",
    kind.FootnoteDefinition: "a footnote",
    kind.InlineFootnote: "a footnote",
    kind.BlockId: "a block id",
}


def _opens_front_matter(text: str) -> bool:
    """Whether a reader that ignores spaces after the dashes sees front matter."""
    return text.startswith(("---", "\ufeff---")) and _FRONT_MATTER.match(text) is not None


def _front_matter(document: Document) -> str:
    matter = document.front_matter
    return document.text[: matter.end] if matter and matter.closed else ""


def _pairs(before: Document, after: Document, sort: type[Any], style: Style) -> Iterator[tuple[Any, Any]]:
    olds, news = before.spans(sort), after.spans(sort)
    if sort in _APART and sort is not kind.Table:
        return
    yield len(olds), len(news)
    for one, other in zip(olds, news, strict=True):
        yield _said(before, one, style), _said(after, other, style)


def _said(document: Document, one: Any, style: Style) -> Any:
    """Content of a construct that no style may change, with its text where that is its own."""
    sort, text = type(one), document.text
    if sort is kind.Table:
        rows = [[_folded(cell.of(text), style) for cell in row] for row in one.rows]
        return [" | ".join(row).rstrip(" |") for row in rows]
    if sort is kind.Heading:
        setext = one.setext and style.headings == "keep"
        return one.level, one.top, setext, _folded(text[one.text_start : one.text_end], style)
    if sort is kind.ListItem:
        marker = one.number if style.numbering == "keep" else one.number is not None
        char = one.marker[-1] if style.list_marker == "keep" or one.number is not None else "-"
        # A nested item without text is an underline to CommonMark: how far it is indented must not matter then.
        line = text[text.rfind("\n", 0, one.start) + 1 : one.end] if one.empty and one.depth > 1 else ""
        return marker, char, one.task, one.depth, one.list, one.empty, line
    says = SAYS[sort][1](one)
    if sort in _CONTAINERS:
        return says
    if sort is kind.Callout:
        return says, _folded(one.title, style)
    return says, _exact(document, one) if sort in _EXACT else _folded(one.of(text), style)


def _exact(document: Document, span: kind.Span) -> str:
    """A construct's own text, byte for byte; inside quotes and lists without what is before its lines."""
    text = document.text
    start = text.rfind("\n", 0, span.start) + 1
    if start == span.start:
        return span.of(text)
    first, *rest = span.of(text).split("\n")
    return "\n".join([first, *map(_without_container, rest)])


def _without_container(line: str) -> str:
    """A line without the quote marks and spaces before it; a tab there stays, for its width is another elsewhere."""
    text = line.lstrip(" \t>")
    lead = line[: len(line) - len(text)]
    return lead + text if "\t" in lead else text


def _folded(text: str, style: Style) -> str:
    """Text without what layout puts at the edges of its lines, and without the choice between `*` and `_`."""
    if "\n" in text:
        first, *rest = text.split("\n")
        text = "\n".join([first.rstrip(" \t"), *(line.strip(" \t>") for line in rest)])
    if style.emphasis != "keep" or style.strong != "keep":
        text = text.replace("_", "*")
    return text.strip(" \t")


def _html(source: str) -> str:
    """The HTML with white space between blocks and at line endings left out; what is preformatted keeps its own."""
    parts = _PRE.split(as_html(source))
    depth = 0
    made: list[str] = []
    for part in parts:
        if part in ("<pre", "</pre"):
            depth = 1 if part == "<pre" else 0
            made.append(part)
        else:
            made.append(part if depth else _without_layout(part))
    return "".join(made)


def _without_layout(html: str) -> str:
    one_line = _BLANKS.sub(lambda match: "\n" if "\n" in match[0] else match[0], html)
    return "".join(part.strip(" \n\t") for part in _BLOCK_TAG.split(one_line))
