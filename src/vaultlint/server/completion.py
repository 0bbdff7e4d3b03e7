"""Completion at the cursor: links, headings, blocks, tags, properties, callouts, footnotes.

The client filters what it gets by what was typed; a vault's ten thousand names would take it, and the wire, too long,
so names are chosen here and the list says that it is incomplete.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from lsprotocol import types

from vaultlint.facts import Facts
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.resolution.anchors import heading_as_subpath
from vaultlint.resolution.resolver import split_target
from vaultlint.server.cursor import footnotes
from vaultlint.server.name_search import Name
from vaultlint.server.vaults import VaultState
from vaultlint.server.vocabulary import CALLOUTS, Vocabulary
from vaultlint.vault.link_edits import preferred_path

#: What a client should ask after, besides letters.
TRIGGERS = ["[", "#", "^", "|", "(", "/", "!", ":", "-"]

MOST_NAMES = 100

_WIKI = Pattern(r"(!?)\[\[([^\[\]\r\n]*)\Z")
_MARKDOWN = Pattern(r"(!?)\[[^\[\]\r\n]*\]\((<?)([^()<>\r\n]*)\Z")
_FOOTNOTE = Pattern(r"(?<!\\)\[\^([^\]\s]*)\Z")
_CALLOUT = Pattern(r"^[ \t]*(?:>[ \t]*)+\[!([\w-]*)\Z")
_TAG = Pattern(r"(?<![^\s])#([^\s#,.;:!?\"'`()\[\]{}<>|\\^~*=+%&@$]*)\Z")
_KEY = Pattern(r"^([^\s#:\-][^:\r\n]*)?\Z")
_VALUE = Pattern(r"^([^\s#:\-][^:\r\n]*):[ \t]+(.*)\Z")
_ITEM = Pattern(r"^[ \t]*-[ \t]+(.*)\Z")
_AFTER_LINK = Pattern(r"[^\[\]|#\r\n]*(?=\]\]|\||#)")


class Cursor(NamedTuple):
    """Position of a completion request. `before` and `after` are the rest of the line."""

    state: VaultState
    words: Vocabulary
    path: str
    note: Note
    offset: int
    before: str
    after: str


def complete(state: VaultState, words: Vocabulary, path: str, offset: int) -> types.CompletionList:
    """The proposals for the character at which the user types."""
    note = state.note(path)
    row, column = note.rows.place(offset)
    line = note.line(row)
    cursor = Cursor(state, words, path, note, offset, line[: column - 1], line[column - 1 :])
    items = list(_items(cursor))
    return types.CompletionList(is_incomplete=len(items) >= MOST_NAMES, items=items)


def _items(cursor: Cursor) -> Iterator[types.CompletionItem]:
    if cursor.note.code.covers(max(cursor.offset - 1, 0)):
        return
    finders: list[tuple[Pattern, Callable[[Cursor, re.Match[str]], Iterable[types.CompletionItem]]]] = [
        (_WIKI, _in_wikilink),
        (_MARKDOWN, _in_markdown_link),
    ]
    matter = cursor.note.front_matter
    if matter is not None and matter.start < cursor.offset <= (matter.body_end if matter.closed else matter.end):
        finders += [(_VALUE, _property_value), (_ITEM, _property_item), (_KEY, _property_name)]
    else:
        finders += [(_FOOTNOTE, _footnote), (_CALLOUT, _callout), (_TAG, _tag)]
    for pattern, find in finders:
        if (match := pattern.search(cursor.before)) is not None:
            yield from find(cursor, match)
            return


def _item(
    cursor: Cursor,
    typed: str,
    label: str,
    text: str,
    kind: types.CompletionItemKind,
    number: int,
    detail: str | None = None,
    after: int = 0,
) -> types.CompletionItem:
    """A proposal that replaces what was typed, and `after` characters that follow the cursor."""
    place = cursor.state.map(cursor.path).range(cursor.offset - len(typed), cursor.offset + after)
    return types.CompletionItem(
        label=label,
        kind=kind,
        detail=detail,
        sort_text=f"{number:05}",
        # Clients compare this with the text that is replaced, which may hold a folder or a heading's `#`.
        filter_text=typed[: len(typed) - len(typed.rpartition("#")[2])] + label if "#" in typed else label,
        text_edit=types.TextEdit(place, text),
    )


# Links


def _in_wikilink(cursor: Cursor, match: re.Match[str]) -> Iterator[types.CompletionItem]:
    typed = match[2]
    target, bar, shown = typed.partition("|")
    closing = "" if "]]" in cursor.after else "]]"
    if bar:
        yield from _display_texts(cursor, target.removesuffix("\\"), shown, closing)
    elif "#" in target:
        yield from _in_subpath(cursor, target, closing, encode=str)
    else:
        rest = _AFTER_LINK.match(cursor.after)
        after = len(rest[0]) if rest is not None else 0
        closing = "" if rest is not None else closing
        for number, (label, path, alias) in enumerate(_names(cursor, typed)):
            written = preferred_path(cursor.state.vault, path, cursor.path, markdown=False)
            if written is None:
                continue
            text = f"{written}|{alias}" if alias else written
            kind = types.CompletionItemKind.Reference if alias else types.CompletionItemKind.File
            yield _item(cursor, typed, label, text + closing, kind, number, path, after)


def _in_markdown_link(cursor: Cursor, match: re.Match[str]) -> Iterator[types.CompletionItem]:
    typed = match[3]
    if "://" in typed:
        return
    angle = bool(match[2])
    closing = "" if cursor.after.startswith((">", ")")) else (">)" if angle else ")")

    def encode(text: str) -> str:
        return _in_destination(text, angle=angle)

    if "#" in typed:
        yield from _in_subpath(cursor, typed, closing, encode, markdown=True)
        return
    for number, (label, path, _) in enumerate(_names(cursor, split_target(True, typed).linkpath or typed)):
        written = preferred_path(cursor.state.vault, path, cursor.path, markdown=True)
        if written is not None:
            kind = types.CompletionItemKind.File
            item = _item(cursor, typed, label, encode(written) + closing, kind, number, path)
            item.filter_text = encode(label)
            yield item


_ENCODED = Pattern(r"[\x00-\x20\x7f<>\\%()]")


def _in_destination(text: str, *, angle: bool) -> str:
    if angle:
        return text
    return str(_ENCODED.sub(lambda match: f"%{ord(match[0]):02X}", text))


def _names(cursor: Cursor, typed: str) -> list[Name]:
    """The files that fit what was typed, by their names and aliases, the best first."""
    found = cursor.state.search_names(typed, MOST_NAMES + 1)
    return [name for name in found if name.path != cursor.path or name.alias][:MOST_NAMES]


def _in_subpath(
    cursor: Cursor, target: str, closing: str, encode: Callable[[str], str], *, markdown: bool = False
) -> Iterator[types.CompletionItem]:
    """Headings and blocks of the note that the link names, or of the note itself."""
    linkpath, _, subpath = target.partition("#")
    path: str | None = cursor.path
    if linkpath.strip():
        path = cursor.state.vault.resolver.resolve(split_target(markdown, linkpath).linkpath, cursor.path).path
    facts = cursor.state.facts(path) if path is not None else None
    if facts is None or path is None:
        return
    typed = subpath.rpartition("#")[2]
    if typed.startswith("^"):
        yield from _blocks(cursor, facts, path, typed, closing)
        return
    for number, heading in enumerate(facts.headings):
        text = heading_as_subpath(heading.text)
        item = _item(
            cursor, typed, text, encode(text) + closing, types.CompletionItemKind.Reference, number, "#" * heading.level
        )
        item.filter_text = encode(text)
        yield item


def _blocks(cursor: Cursor, facts: Facts, path: str, typed: str, closing: str) -> Iterator[types.CompletionItem]:
    note = cursor.state.note(path)
    for number, block in enumerate(facts.blocks):
        if block.placed and not block.id.startswith("[^"):
            shown = " ".join(note.line(block.row).split())[:60]
            label = "^" + block.id
            yield _item(cursor, typed, label, label + closing, types.CompletionItemKind.Reference, number, shown)


def _display_texts(cursor: Cursor, target: str, typed: str, closing: str) -> Iterator[types.CompletionItem]:
    """The names under which the note that a link names is known."""
    path = cursor.state.vault.resolver.resolve(split_target(False, target).linkpath, cursor.path).path
    facts = cursor.state.facts(path) if path is not None else None
    for number, alias in enumerate(facts.aliases if facts else ()):
        yield _item(cursor, typed, alias, alias + closing, types.CompletionItemKind.Text, number)


# Words


def _footnote(cursor: Cursor, match: re.Match[str]) -> Iterator[types.CompletionItem]:
    typed = match[1]
    closing = "" if cursor.after.startswith("]") else "]"
    uses = footnotes(cursor.note)
    labels = dict.fromkeys(use.label for use in uses if not use.start <= cursor.offset <= use.end)
    for number, label in enumerate(labels):
        yield _item(cursor, typed, label, label + closing, types.CompletionItemKind.Reference, number)


def _callout(cursor: Cursor, match: re.Match[str]) -> Iterator[types.CompletionItem]:
    closing = "" if cursor.after.startswith("]") else "] "
    known = dict.fromkeys([*CALLOUTS, *(word for word, _ in cursor.words.words("callout"))])
    for number, name in enumerate(known):
        yield _item(cursor, match[1], name, name + closing, types.CompletionItemKind.EnumMember, number)


def _tag(cursor: Cursor, match: re.Match[str]) -> Iterator[types.CompletionItem]:
    yield from _tags(cursor, match[1])


def _tags(cursor: Cursor, typed: str) -> Iterator[types.CompletionItem]:
    wanted = typed.lower()
    fitting = [word for word in cursor.words.words("tag") if wanted in word[0].lower() and word[0] != typed]
    for number, (name, count) in enumerate(fitting[:MOST_NAMES]):
        yield _item(cursor, typed, name, name, types.CompletionItemKind.Keyword, number, _in_notes(count))


def _in_notes(count: int) -> str:
    return f"{count:,} {'note' if count == 1 else 'notes'}"


# Properties


def _property_name(cursor: Cursor, match: re.Match[str]) -> Iterator[types.CompletionItem]:
    typed = match[1] or ""
    colon = "" if ":" in cursor.after else ": "
    there = set(cursor.note.top_properties)
    counted = dict(cursor.words.words("property"))
    names = dict.fromkeys([*counted, *cursor.state.session.settings.property_types, "tags", "aliases", "cssclasses"])
    for number, name in enumerate(names):
        if name.lower() not in there or name.lower() == typed.lower():
            kind = cursor.state.session.settings.property_types.get(name)
            detail = kind or (_in_notes(counted[name]) if name in counted else None)
            yield _item(cursor, typed, name, name + colon, types.CompletionItemKind.Property, number, detail)


def _property_value(cursor: Cursor, match: re.Match[str]) -> Iterator[types.CompletionItem]:
    typed: str = match[2]
    if typed.startswith("["):
        typed = re.split(r"[\[,]", typed)[-1].lstrip()
    yield from _values(cursor, match[1].strip().strip("\"'"), typed)


def _property_item(cursor: Cursor, match: re.Match[str]) -> Iterator[types.CompletionItem]:
    row = cursor.note.rows.place(cursor.offset)[0]
    for above in range(row - 1, 0, -1):
        line = cursor.note.line(above)
        if _ITEM.match(line) is None:
            if (key := _VALUE.match(line.rstrip() + " ")) is not None:
                yield from _values(cursor, key[1].strip(), match[1])
            return


def _values(cursor: Cursor, name: str, typed: str) -> Iterator[types.CompletionItem]:
    if name.lower() in ("tags", "tag"):
        yield from _tags(cursor, typed)
        return
    kind = cursor.state.session.settings.property_types.get(name, "")
    counted = cursor.words.words("value", name)
    listed = [("true", 0), ("false", 0)] if kind == "checkbox" else []
    seen: set[str] = set()
    for number, (value, count) in enumerate([*listed, *counted][:MOST_NAMES]):
        if value not in seen and value != typed:
            seen.add(value)
            detail = _in_notes(count) if count else None
            yield _item(cursor, typed, value, value, types.CompletionItemKind.Value, number, detail)
