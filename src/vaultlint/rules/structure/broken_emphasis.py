from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Edit, Fix, Problem, rule
from vaultlint.rules.structure._emphasis import Run, find_runs, is_punctuation, shown_characters

# Bold as nearly everybody writes it: no word beside the marks outside, no space beside them inside.
_SOUND = Pattern(r"(?<![\w*\\])(?:\*\*(?![\s*])[^*\n\r\\]+(?<!\s)\*\*|__(?![\s_])[^_\n\r\\]+(?<!\s)__)(?![\w*])")
_MARKS = Pattern(r"(?<![*\\])\*\*\*?(?!\*)|(?<![_\\])__(?!_)")
_WORDS = Pattern(r"[^\W\d_]{2,}|[^\W\d_\x00-\u2e7f]")
_FIRST_WORD = Pattern(r"\w+")
_QUOTE_MARKS = Pattern(r"(?<=[\r\n])[ \t]*>[ \t>]*")
# All that may be before the text of a block: spaces and the box of a task.
_START = Pattern(r"\s*(?:\[[^\]\r\n]\]\s+)?")
_CODE = Pattern(r"[={}();*]|\w\.\w")
# Globs and paths, calls and sums, and how a name goes on in code.
_PATH = frozenset("/\\.*")
_NEVER_BEFORE = frozenset("/\\=<{$*")
_NEVER_AFTER = frozenset("/\\=*")
_AFTER_NAME = frozenset("=([,);")
_ARGUMENTS = frozenset(
    {"args", "arguments", "argv", "attrs", "config", "context", "data", "dict", "env", "kw", "kwarg", "kwargs", "kwds"}
    | {"mapping", "options", "opts", "parameters", "params", "properties", "props", "rest", "settings", "values"}
)
_LABEL_END = frozenset(":：")
_SENTENCE_END = frozenset(':：.。!！?？;；,，、)）»”"')


class _Text(NamedTuple):
    """The text of one block, with its runs and how many characters of each are shown."""

    start: int
    text: str
    runs: list[Run]
    shown: list[int]

    def is_shown(self, number: int) -> bool:
        """Whether a run is a mark of bold that is shown whole."""
        run = self.runs[number]
        longest = 3 if self.text[run.start] == "*" else 2
        return self.shown[number] == run.length and 2 <= run.length <= longest

    def mark(self, run: Run) -> str:
        return self.text[run.start : run.end]

    def is_line_start(self, run: Run) -> bool:
        """Whether nothing but spaces and the box of a task is before a run on its line."""
        line = max(self.text.rfind("\n", 0, run.start), self.text.rfind("\r", 0, run.start)) + 1
        return _START.fullmatch(self.text, line, run.start) is not None

    def before(self, run: Run) -> str:
        return self.text[run.start - 1 : run.start] or "\n"

    def after(self, run: Run) -> str:
        return self.text[run.end : run.end + 1] or "\n"


@rule(on=Note, fix="unsafe", requires=("**", "__"))
def broken_emphasis(note: Note) -> Iterator[Problem]:
    """Marks of bold that are shown as asterisks or underscores, because they open or close nothing."""
    source = note.source
    if not _MARKS.search(_SOUND.sub(" ", source)):
        return
    closed_before = False
    for text in _texts(note):
        paired = set()
        for opening, closing in _pairs(text):
            paired |= {opening, closing}
            yield _pair_problem(text, opening, closing)
        for number in _lone(text):
            if number in paired:
                continue
            run = text.runs[number]
            if message := _lone_message(text, number, closed_before):
                yield Problem(Span(text.start + run.start, text.start + run.end), message)
            # Stars after a price or a word are explained below by stars before a text.
            closed_before = closed_before or (not run.opens and not text.before(run).isspace())


def _texts(note: Note) -> Iterator[_Text]:
    """The blocks of text in which marks of bold are shown."""
    document = note.document
    where = [document.opaque, document.links, document.comments]
    blocks = {*document.texts_with("**"), *document.texts_with("__")}
    for block in sorted(blocks, key=lambda span: span.start):
        hidden = Regions(each for regions in where for each in regions.within(block.start, block.end))
        if (text := _text(note, block, hidden)) is not None:
            yield text


def _text(note: Note, block: Span, hidden: Regions) -> _Text | None:
    """The text of a block if CommonMark, old and new, shows a mark of bold in it."""
    text = note.source[block.start : block.end]
    if ">" in text:
        text = _QUOTE_MARKS.sub(lambda match: match[0].replace(">", " "), text)
    runs = [run for run in find_runs(text) if not hidden.covers(block.start + run.start)]
    shown = shown_characters(text, runs)
    if max(shown, default=0) < 2:
        return None
    older = [run for run in find_runs(text, symbols=False) if not hidden.covers(block.start + run.start)]
    shown = [min(each) for each in zip(shown, shown_characters(text, older), strict=True)]
    found = _Text(block.start, text, runs, shown)
    return found if any(found.is_shown(number) for number in range(len(runs))) else None


def _pairs(text: _Text) -> Iterator[tuple[int, int]]:
    """Runs of bold that were meant to open and close, although CommonMark shows both."""
    bold = [number for number, run in enumerate(text.runs) if 2 <= run.length <= 3]
    at = 0
    while at + 1 < len(bold):
        opening, closing = bold[at], bold[at + 1]
        shown = text.is_shown(opening) and text.is_shown(closing)
        same = text.mark(text.runs[opening]) == text.mark(text.runs[closing])
        # Where the number is even, every second run opens.
        if shown and same and (at % 2 == 0 or len(bold) % 2) and _is_meant(text, opening, closing):
            yield opening, closing
            at += 1
        at += 1


def _is_meant(text: _Text, opening: int, closing: int) -> bool:
    """Whether what two runs enclose was meant to be bold: no product, no arguments, no stars of footnotes."""
    first, last = text.runs[opening], text.runs[closing]
    inner = text.text[first.end : last.start]
    core = inner.strip()
    before, after = text.before(first), text.after(last)
    if not _WORDS.search(core) or before in _NEVER_BEFORE or after in _NEVER_AFTER:
        return False
    if ("\n" in inner or "\r" in inner) and (text.is_line_start(last) and not after.isspace()):
        return False  # two lines that open and never close
    names = text.mark(first)[0] == "_" and _is_argument(text.text[last.end :])
    if core[0] in _PATH or core[-1] in _PATH or _is_argument(core) or names:
        return False
    space_first, space_last = inner[0].isspace(), inner[-1].isspace()
    opens_word = before.isspace() or is_punctuation(before)
    if text.mark(first)[0] == "_" and not (before.isspace() and space_last and not space_first):
        return False
    if space_first and space_last:
        sums = before.isspace() and after.isspace() and _is_term(text, first, last, core)
        return not sums
    if space_first:
        return opens_word
    if space_last:
        if after.isspace() or is_punctuation(after):
            return opens_word
        return core[-1] in _SENTENCE_END or (before.isspace() and not _is_argument(text.text[last.end :]))
    # What a wikilink's brackets are to Obsidian is not known.
    if (core.startswith(("[[", "![[")) and not first.opens) or (core.endswith("]]") and not last.closes):
        return False
    power = before.isascii() and not before.isspace() and core[0].isascii() and core[0].isalnum()
    return not power and (not first.opens or not last.closes)


def _is_argument(text: str) -> bool:
    """Whether what is after `**` is an argument of a function or a variable."""
    word = _FIRST_WORD.match(text)
    if word is None:
        return False
    follows = text[word.end() : word.end() + 1]
    goes_on = follows in _AFTER_NAME or (follows == "." and text[word.end() + 1 : word.end() + 2].isalnum())
    return word[0].lower() in _ARGUMENTS or "_" in word[0] or (word[0].isascii() and goes_on)


def _is_term(text: _Text, first: Run, last: Run, core: str) -> bool:
    """Whether runs between spaces may be operators: `2 ** n ** 2`."""
    left, right = text.text[: first.start].rstrip()[-1:], text.text[last.end :].lstrip()[:1]
    return (len(core.split()) < 2 and bool(left) and bool(right)) or left.isdigit() or right.isdigit()


def _pair_problem(text: _Text, opening: int, closing: int) -> Problem:
    first, last = text.runs[opening], text.runs[closing]
    mark = text.mark(first)
    inner = text.text[first.end : last.start]
    if inner[0].isspace():
        where, message = first, f"whitespace after the opening `{mark}`, so it is shown and nothing is bold"
    elif inner[-1].isspace():
        where, message = last, f"whitespace before the closing `{mark}`, so it is shown and nothing is bold"
    else:
        where = last if first.opens else first
        does = "close" if first.opens else "open"
        message = f"`{mark}` between a letter and punctuation does not {does} bold and is shown"
    return Problem(Span(text.start + where.start, text.start + where.end), message, _pair_fix(text, first, last))


def _pair_fix(text: _Text, first: Run, last: Run) -> Fix | None:
    """Move spaces from inside the marks to the outside; None if a mark would still be shown."""
    inner = text.text[first.end : last.start]
    core, mark = inner.strip(), text.mark(first)
    lead, tail = len(inner) - len(inner.lstrip()), len(inner) - len(inner.rstrip())
    if "\n" in inner or core[0] in ",.;:!?" or core[-1] in "'’":
        return None
    before, after = text.before(first), text.after(last)
    opening = mark if _needs_none(before, lead, first.opens) else " " + mark
    closing = mark if _needs_none(after, tail, last.closes) else mark + " "
    fixed = before + opening + core + closing + after
    if any(shown_characters(fixed, find_runs(fixed))):
        return None
    at = text.start
    edits = (
        Edit(at + first.start, at + first.end + lead, opening),
        Edit(at + last.start - tail, at + last.end, closing),
    )
    message = "move the space out of the marks" if lead or tail else "put a space outside the marks"
    return Fix(edits, "unsafe", message, frozenset({"prose", "layout"}))


def _needs_none(outside: str, inside: int, works: bool) -> bool:
    """Whether no space has to be written outside of a run: one is there, or the run works, or punctuation follows."""
    return outside.isspace() or (works and not inside) or (bool(inside) and is_punctuation(outside))


def _lone(text: _Text) -> Iterator[int]:
    """Runs of bold that are shown, if there is only one, or each begins a line."""
    shown = [number for number in range(len(text.runs)) if text.is_shown(number)]
    for number in shown:
        run = text.runs[number]
        if text.mark(run)[0] == "*" and (len(shown) == 1 or text.is_line_start(run)):
            yield number


def _lone_message(text: _Text, number: int, closed_before: bool) -> str | None:
    """Message for the only visible run; None if it may not be meant as bold."""
    run = text.runs[number]
    mark = text.mark(run)
    if run.closes and not run.opens:
        label = text.text[: run.start].strip()
        if label[-1:] in _LABEL_END and _WORDS.search(label) and text.after(run).isspace():
            return f"`{mark}` closes nothing and is shown"
        return None
    core = text.text[run.end :]
    if closed_before or not run.opens or run.closes or core[:1] in _PATH or _is_argument(core):
        return None
    words = len(_WORDS.findall(core))
    starts = text.is_line_start(run)
    marked = core[0].isupper() or not core[0].isascii()
    if starts and (words > 1 or (words == 1 and marked)):
        return f"`{mark}` is never closed and is shown"
    if words > 1 and marked and text.before(run).isspace() and not _CODE.search(core):
        return f"`{mark}` is never closed and is shown"
    return None
