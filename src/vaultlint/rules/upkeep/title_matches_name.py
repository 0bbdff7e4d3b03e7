"""The title of a note against the name of its file."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import normalize

from vaultlint.markdown.property_edits import added_property, yaml_scalar
from vaultlint.markdown.spans import Heading, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Fix, Problem, insert, replace, rule

#: Notes about their folder, which are called the same in every folder.
_FOLDER_NOTES = frozenset({"index", "_index", "readme"})
# Characters that file names, or links to them, cannot hold.
_NOT_IN_NAMES = Pattern(r"[\\/:*?\"<>|#^\[\]]")
_NO_WORD = Pattern(r"[\W_]+")
# Markup whose shown text would have to be rendered.
_MARKUP = Pattern(r"[*_`~=$<>\[\]!\\%#^&]")
_ADDRESS = Pattern(r"[a-z0-9]+(?:[-_][a-z0-9]+)+")
_LONGEST_SHOWN = 60


@rule(on=Note, default=False, fix="unsafe")
def title_matches_name(
    note: Note, *, property: str = "title", heading: bool = False, insert: bool = False
) -> Iterator[Problem]:
    """A title that differs from the name of the note's file."""
    if note.name.lower() in _FOLDER_NOTES:
        return
    wanted, source = normalize("NFC", note.name), "the file is called"
    if heading and (first := next((one for one in note.spans(Heading) if one.level == 1 and one.top), None)):
        wanted, source = note.text[first.text_start : first.text_end].strip(), "the heading is"
        if not wanted or _MARKUP.search(wanted):
            return
    entry = note.top_property(property)
    if entry is None:
        fix = _insertion(note, property, wanted) if insert else None
        if fix is not None:
            where = Span(note.front_matter.start, note.front_matter.start + 3) if note.front_matter else None
            yield Problem(where, f"property `{property}` is missing", fix, key=property)
        return
    if not isinstance(entry.value, str) or not entry.value.strip() or _agree(entry.value, wanted):
        return
    value = Span(entry.value_start, entry.value_end)
    written = yaml_scalar(wanted)
    fix = replace(value, written, f"write {written}", safe=False, may_change=["property", "link"])
    message = f"`{property}` is {_cut(entry.value)}, but {source} {_cut(wanted)}"
    # An address in the place of words would lose the title.
    may_write = _is_plain(value.of(note.text)) and not (_ADDRESS.fullmatch(wanted) and " " in entry.value.strip())
    yield Problem(value, message, fix if may_write else None)


def _is_plain(written: str) -> bool:
    """Whether a value is one text on one line, without an anchor or a tag."""
    return written[0] not in "&*!|>" and "\n" not in written and "\r" not in written


def _agree(title: str, wanted: str) -> bool:
    """Whether two names are the same, as far as a file name can hold the title, or as an address has it."""
    title, wanted = (" ".join(normalize("NFC", text).split()) for text in (title, wanted))
    if title == wanted:
        return True
    is_address = " " not in wanted and wanted == wanted.lower()
    return (is_address or _NOT_IN_NAMES.search(title) is not None) and _words(title) == _words(wanted)


def _words(text: str) -> list[str]:
    return [word for word in _NO_WORD.split(text.casefold()) if word]


def _insertion(note: Note, name: str, value: str) -> Fix | None:
    matter = note.front_matter
    if matter is not None and (not matter.closed or (matter.body_end > matter.body_start and not note.top_properties)):
        return None
    at, text = added_property(note.text, matter, name, value)
    return insert(at, text, f"add `{name}`", safe=False, may_change=["property"])


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + '…'}”"
