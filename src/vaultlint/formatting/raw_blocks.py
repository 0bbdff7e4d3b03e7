"""Blocks that are kept byte for byte because they hold no Markdown.

Each becomes one `raw` token. A block rule of markdown-it has the form `(state, first line, end line, silent) -> found`,
and works on lines whose list and quote marks are already taken off.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vaultlint.pattern import Pattern

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock

BlockRule = Callable[["StateBlock", int, int, bool], bool]

_BLOCK_ID: Final = Pattern(r"\^[A-Za-z0-9-]+[ \t]*\Z")
_EMPTY_BOX: Final = Pattern(r"\[[^\]]\][ \t]*\Z")
_FOOTNOTE: Final = Pattern(r"\[\^[^\]\s]+\]:")
#: Containers nested deeper than this are not laid out; each level of quotes takes one, each level of lists two.
DEEPEST: Final = 60
EMPTY_TASK: Final = "empty task"


def text_of(state: StateBlock, line: int) -> str:
    """A line without its indentation."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def indentation(state: StateBlock, line: int) -> int:
    """Columns by which a line is indented in its container; negative if it lies outside."""
    return state.sCount[line] - state.blkIndent


def push_raw(state: StateBlock, kind: str, start: int, end: int) -> bool:
    """Make the lines `start:end` a raw token; the wrapper of all rules adds the source."""
    token = state.push("raw", "", 0)
    token.info = kind
    token.map = [start, end]
    token.content = state.getLines(start, end, state.blkIndent, False)
    state.line = end
    return True


def too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The rest of a container that is nested too deep: markdown-it would drop it silently."""
    if silent or state.level < DEEPEST:
        return False
    last = line = start + 1
    while line < end and (state.isEmpty(line) or indentation(state, line) >= 0):
        line += 1
        if not state.isEmpty(line - 1):
            last = line
    return push_raw(state, "deep", start, last)


def front_matter(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Properties: the first line is `---`, and some later line closes them."""
    if silent or start > 0 or state.level or state.src[: state.eMarks[0]].lstrip("\ufeff").rstrip(" \t") != "---":
        return False
    for line in range(1, end):
        if state.src[state.bMarks[line] : state.eMarks[line]].rstrip(" \t") == "---":
            return push_raw(state, "front matter", start, line + 1)
    return False


def fenced_by(kind: str, opener: str, closer: str, *, own_line: bool = False, to_the_end: bool = False) -> BlockRule:
    """A rule for lines from one that starts with `opener` to one that holds `closer`.

    A block that opens and closes on one line is inline text. own_line: the closer starts its line. to_the_end: an
    unclosed block at the top level takes the rest of the note.
    """

    def closes(text: str) -> bool:
        return text.startswith(closer) if own_line else closer in text

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if indentation(state, start) > 3:
            return False
        text = text_of(state, start)
        if not text.startswith(opener) or closes(text[len(opener) :]):
            return False
        # Where a search came to nothing a second one need not look: it keeps the rule linear.
        barren: dict[str, tuple[int, int]] = state.env.setdefault("barren", {})
        since, until = barren.get(kind, (0, 0))
        line = start + 1
        if not since <= start < until:
            while line < end and (state.isEmpty(line) or indentation(state, line) >= 0):
                if closes(text_of(state, line)):
                    return silent or push_raw(state, kind, start, line + 1)
                line += 1
            barren[kind] = (start, line)
        if not to_the_end or state.level:
            return False
        return silent or push_raw(state, kind, start, end)

    return rule


def block_id(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`^id` alone on its line belongs to the block above, whatever that is: it joins no paragraph, quote or table."""
    if indentation(state, start) > 3 or not _BLOCK_ID.match(text_of(state, start)):
        return False
    return silent or push_raw(state, "block id", start, start + 1)


def empty_task(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`- [ ]` without text. Parsers disagree on whether an unindented line below it is its text; so it stays alone."""
    if silent or indentation(state, start) > 3 or not state.tokens or state.tokens[-1].type != "list_item_open":
        return False
    return bool(_EMPTY_BOX.match(text_of(state, start))) and push_raw(state, EMPTY_TASK, start, start + 1)


def footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`[^1]: text`, lines that continue it, and after blank lines what is indented by four columns."""
    if indentation(state, start) > 3 or not _FOOTNOTE.match(text_of(state, start)):
        return False
    if silent:
        return True
    interrupts = state.md.block.ruler.getRules("paragraph")
    last, line, blank = start + 1, start + 1, False
    while line < end:
        if state.isEmpty(line):
            blank = True
        elif indentation(state, line) < 4 and (blank or any(rule(state, line, end, True) for rule in interrupts)):
            break
        else:
            blank, last = False, line + 1
        line += 1
    return push_raw(state, "footnote", start, last)


#: Name, rule, and whether it may end a paragraph; in the order in which they are tried.
RULES: Final[tuple[tuple[str, BlockRule, bool], ...]] = (
    ("too_deep", too_deep, False),
    ("front_matter", front_matter, False),
    ("comment", fenced_by("comment", "%%", "%%", to_the_end=True), True),
    ("math_block", fenced_by("math", "$$", "$$"), True),
    ("template", fenced_by("template", "<%", "%>"), True),
    ("conflict", fenced_by("conflict", "<<<<<<< ", ">>>>>>>", own_line=True), True),
    ("block_id", block_id, True),
    ("empty_task", empty_task, False),
    ("footnote", footnote, True),
)
