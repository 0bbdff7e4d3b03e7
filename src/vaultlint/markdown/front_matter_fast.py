"""Read plain front matter with one regular expression per line, equal to PyYAML's result.

Libyaml and the walk over its nodes took 30 to 60 µs a note, a tenth of all that a check does; a line takes 1 µs here.
What is accepted: lines `key: value`, and lists below a key, of words without a sign that may mean something to YAML at
its place, of strings in quotes without escapes, and of short lists `[a, b]`. For all else the answer is None, and the
parser is asked. A test compares the two for whatever is accepted (tests/markdown/test_plain_matter.py).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from vaultlint.markdown.spans import Property, Span
from vaultlint.pattern import Pattern

# Never plain: line endings and what YAML cannot hold; `{` and `<`, with which templates begin. Those beyond Latin-1 are
# looked for once: in each class of the expressions below they made compiling these ten times as dear (3 ms a run).
_NEVER = "\\x00-\\x1f\\x7f-\\x9f{<"
_NEVER_BEYOND = Pattern("[\u2028\u2029\\ud800-\\udfff\ufeff\ufffe\uffff]")
# No sign of YAML begins a plain word; in it `: `, ` #` and spaces at its end would mean something.
_FIRST = rf"[^{_NEVER}\s\-?:,\[\]}}#&*!|>'\"%@`]"
_WORD = rf"{_FIRST}[^{_NEVER}:#]*+(?::(?=[^{_NEVER}\s])[^{_NEVER}:#]*+)*+"
_QUOTED = rf"\"[^{_NEVER}\"\\]*+\"|'[^{_NEVER}']*+'"
_ITEM_OF_FLOW = rf"(?:{_FIRST}[^{_NEVER}:#,?\[\]}}]*+|{_QUOTED})"
_FLOW = rf"[ ]*+(?:{_ITEM_OF_FLOW}[ ]*+(?:,[ ]*+{_ITEM_OF_FLOW}[ ]*+)*+)?"
# The last group that took part says what it is: 1 a key alone, 2 a dash alone, 3 a word, 4 a string, 5 a list.
_LINE = Pattern(
    rf"(?:([^\W\d][\w-]{{0,99}}):|([ ]*)-(?=[ \n]|\Z))"
    rf"(?:[ ]+(?:({_WORD})|({_QUOTED})|\[({_FLOW})\]))?[ ]*(?:\n+|\Z)"
)
_ITEM = Pattern(_ITEM_OF_FLOW)
_INT = Pattern(r"[-+]?[0-9]+\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = Pattern(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z|[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z"
)


_Finder = Callable[[str, int, int], "tuple[Property, ...] | None"]


def _kept(find: _Finder) -> _Finder:
    """Store the last answer, which several rules need one after another.

    The cache of `functools` would have to read the whole text for its hash: 2 µs a note.
    """
    last: tuple[str, int, int, tuple[Property, ...] | None] = ("", 0, 0, None)

    @wraps(find)
    def again(text: str, start: int, end: int) -> tuple[Property, ...] | None:
        nonlocal last
        of, since, until, known = last
        if of is not text or since != start or until != end:
            known = find(text, start, end)
            last = (text, start, end, known)
        return known

    return again


@_kept
def plain_properties(text: str, start: int, end: int) -> tuple[Property, ...] | None:
    """The properties of the YAML in `start:end`, kept for the rules that ask for them; None if it is not plain."""
    if not text.isascii() and _NEVER_BEYOND.search(text, start, end):
        return None
    found: list[Property] = []
    entry: Property | None = None  # while the lines below it may be items of its list
    values: list[str] = []
    indent, at, read = "", start, _LINE.match
    while at < end:
        line = read(text, at, end)
        if line is None:
            return None
        holds = line.lastindex
        value_at, value_end = line.span(holds)
        if holds == 3:
            value = line[3].rstrip(" ")
            value_end, tag = value_at + len(value), _type_of(value)
        elif holds == 4:
            value, tag = text[value_at + 1 : value_end - 1], "str"
        else:
            value_at = value_end = value_end + 1  # after the colon or the dash
            value, tag = "", "null"
        key = line[1]
        if key is not None:
            entry = Property(at, line.end(1), (key,), value, value_at, value_end, tag, [])
            found.append(entry)
            if holds == 5:
                _fill(entry, text, *line.span(5))
            if holds != 1:
                entry = None
        elif entry is None or holds == 5:
            return None
        else:
            if entry.tag == "null":
                indent, values = line[2], []
                entry.tag, entry.value, entry.value_start = "list", values, line.end(2)
            elif line[2] != indent:
                return None
            values.append(value)
            entry.items.append(Span(value_at, value_end))
            entry.value_end = value_end
        at = line.end()
    return tuple(found) if found else None


def _fill(entry: Property, text: str, start: int, end: int) -> None:
    """The items of a list `[…]`, given what is between its brackets."""
    values: list[str] = []
    for match in _ITEM.finditer(text, start, end):
        item = match[0].rstrip(" ")
        values.append(item[1:-1] if item[0] in "'\"" else item)
        entry.items.append(Span(match.start(), match.start() + len(item)))
    entry.tag, entry.value, entry.value_start, entry.value_end = "list", values, start - 1, end + 1


def _type_of(word: str) -> str:
    # Nearly all words begin with a sign that no number, null or boolean begins with.
    return scalar_type(word) if word[0] in "0123456789+-.~nNtTfF" else "str"


def scalar_type(value: str) -> str:
    """The type of a scalar without quotes: YAML 1.2 core schema, 10.3.2."""
    if value in ("", "~", "null", "Null", "NULL"):
        return "null"
    if value in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return "bool"
    if _INT.match(value):
        return "int"
    return "float" if _FLOAT.match(value) else "str"
