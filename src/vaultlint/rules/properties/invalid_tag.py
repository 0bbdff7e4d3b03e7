"""Tags of the front matter that Obsidian does not take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Property, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Change, Problem, replace, rule
from vaultlint.rules.properties._tags import front_tags, hidden_tags, tag_properties

_PLAIN = Pattern(r"[A-Za-z][\w/-]*+(?:\n[A-Za-z][\w/-]*+)*+\Z")
_BLANK = Pattern(r"\s")
_FORBIDDEN = Pattern(r"[!-,.:-@\[-^`{-~]")
_WORDS = Pattern(r"#?[^\s,#!-,.:-@\[-^`{-~]+(?:(?:,[ \t]*|[ \t]+(?:,[ \t]*)?)#?[^\s,#!-,.:-@\[-^`{-~]+)+\Z")
_MAY: tuple[Change, ...] = ("property", "tag")


@rule(on=Property, fix="unsafe")
def invalid_tag(_: Sequence[Property], note: Note) -> Iterator[Problem]:
    """A tag in the properties that is none to Obsidian."""
    for entry in tag_properties(note):
        for where in hidden_tags(entry, note):
            names = where.of(note.text).replace(",", " ").split()
            bare = [name.lstrip("#") for name in names if name.strip("#")]
            new = bare[0] if len(bare) == 1 else "[" + ", ".join(bare) + "]"
            # An empty value ends at its colon or dash, so that the edit begins there.
            start = min(entry.end, where.start)
            edited = Span(start, where.end)
            new = note.text[start : where.start] + new
            fix = replace(edited, new, "write it without `#`", safe=False, may_change=_MAY) if bare else None
            yield Problem(where, "YAML reads everything after `#` as a comment, so the tag is lost: quote it", fix)
        if _PLAIN.match("\n".join(entry.value) if isinstance(entry.value, list) else entry.value or ""):
            continue
        for name, where in front_tags(entry):
            if "{{" in name or "<%" in name:
                continue
            bare_name = name.strip().removeprefix("#")
            if entry.tag == "str" and ("," in name or " " in bare_name) and _WORDS.match(name.strip()):
                new = "[" + ", ".join(word.lstrip("#") for word in name.replace(",", " ").split()) + "]"
                fix = replace(where, new, "make it a list", safe=False, may_change=_MAY)
                yield Problem(
                    where, f"several tags in one string: Obsidian reads `{name.strip()}` as one tag; use a list", fix
                )
            elif _BLANK.search(bare_name):
                new = "-".join(bare_name.split())
                fix = replace(where, new, f"write {new}", safe=False, may_change=_MAY)
                yield Problem(where, "tags cannot contain spaces", None if _FORBIDDEN.search(new) else fix)
            elif bare_name.isdigit():
                yield Problem(where, "a tag needs a character that is not a digit")
            elif match := _FORBIDDEN.search(bare_name):
                yield Problem(where, f"tags cannot contain `{match[0]}`")
