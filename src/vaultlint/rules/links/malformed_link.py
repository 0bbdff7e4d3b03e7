from __future__ import annotations

import re
from collections.abc import Iterator

from vaultlint.markdown.spans import Link, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Change, Edit, Fix, Problem, insert, rule

_WORD = r"(?:[^\s()\"<>]|\([^()\r\n\"<>]*\))+"
_WORDS = rf"(?P<target>{_WORD}(?:[ \t]+{_WORD})+)"
_TITLE = r"(?:[ \t]+\"[^\"\r\n]*\")?"
_SPACED = Pattern(rf"!?\[[^\[\]\r\n]*\]\([ \t]*{_WORDS}{_TITLE}[ \t]*\)")
_SPACED_DEFINITION = Pattern(rf"(?m)^[ >]*(?P<from>\[[^\[\]^\r\n][^\[\]\r\n]*\]:[ \t]+{_WORDS}{_TITLE})[ \t]*\r?$")
_OTHER_TITLE = Pattern(r"[ \t]+(?:'[^'\r\n]*'|\([^()\r\n]*\))\Z")
_SCHEME = Pattern(r"(?i)(?:https?|ftp|mailto|file|obsidian|data)[:/]|www\.")
_FILE = Pattern(
    r"(?i)[^#]*\.(?:md|canvas|base|pdf|png|jpe?g|gif|svg|webp|avif|bmp|mp3|mp4|wav|ogg|m4a|webm|mov)(?:#.*)?"
)
_URL = r"https?://[^\s()<>\[\]]+(?:\([^\s()<>\[\]]*\)[^\s()<>\[\]]*)*"
_NOT_OPENED = Pattern(rf"\](?<=[^\s\[\]\\(]\])\({_URL}\)")
_NOT_CLOSED = Pattern(rf"!?\[(?P<text>[^\[\]\r\n]+)\]\((?P<url>{_URL})(?P<rest>[^\r\n)]*)(?=[\r\n]|\Z)")
_NESTED = Pattern(rf"!?\[[^\[\]\r\n]*\]\((\[[^\[\]\r\n]*\]\({_URL}\))\)?")
_OVER_LINES = Pattern(
    r"(\[)(?<![^\s>]\[)[ \t]*(?:\r\n?|\n)[ \t>]*(?:\r\n?|\n)"
    rf"(?:(?![ \t>]*\])[^\r\n]*(?:\r\n?|\n)){{1,12}}[ \t>]*\]\({_URL}\)"
)
_MIDDLE = Pattern(r"\]\(")
_OWN_SCHEME = Pattern(r"[A-Za-z][A-Za-z0-9+.-]*:(?!//)(?=[^/])")
_MAY_CHANGE: tuple[Change, ...] = ("link", "prose", "embed", "tag", "highlight")


@rule(on=Note, severity="error", fix="safe", requires=Pattern(r"\][(:]"))
def malformed_link(note: Note) -> Iterator[Problem]:
    """`[text](target)` that is not a link, because of a space, a colon, or a bracket too few or too many."""
    for link in note.spans(Link):
        if link.kind in ("markdown", "image", "reference") and ":" in link.target and "//" not in link.target:
            problem = _colon(note, link)
            if problem is not None:
                yield problem
    if "]:" in note.source:
        yield from _definitions(note)
    # Nearly every `](` belongs to a link, and nothing has to be searched for.
    links, opaque = note.document.links, note.opaque
    odd = [at for match in _MIDDLE.finditer(note.source) if not links.covers(at := match.start())]
    rows = {note.rows.place(at)[0] for at in odd if not opaque.covers(at)}
    if not rows:
        return
    starts = note.rows.starts
    for row in sorted(rows):
        yield from _in_line(note, starts[row - 1], starts[row] if row < len(starts) else len(note.text))
    for match in _OVER_LINES.finditer(note.source):
        if _is_text(note, match):
            yield Problem(Span(*match.span(1)), "a blank line ends this link before its target")


def _in_line(note: Note, start: int, end: int) -> Iterator[Problem]:
    """Text in one line that looks like a link and is not one."""
    for match in _SPACED.finditer(note.source, start, end):
        if not _SCHEME.match(match["target"]) and _is_text(note, match):
            yield _spaced(match)
    for match in _NESTED.finditer(note.source, start, end):
        if not note.opaque.overlaps(*match.span()):
            yield Problem(Span(*match.span()), "the target is itself a link, so this is not one")
    for match in _NOT_OPENED.finditer(note.source, start, end):
        if _is_text(note, match) and not _has_bracket(note, match.start()):
            yield Problem(Span(*match.span()), "the opening bracket of this link is missing")
    for match in _NOT_CLOSED.finditer(note.source, start, end):
        if _is_text(note, match):
            yield _not_closed(match)


def _definitions(note: Note) -> Iterator[Problem]:
    """Lines that would define a link to a file of the vault, were it not for the spaces in its name."""
    for match in _SPACED_DEFINITION.finditer(note.source):
        if not _SCHEME.match(match["target"]) and _is_text(note, match):
            edit, encoded = _with_encoded_spaces(match)
            fix = Fix((edit,), "display", "write `%20`", frozenset(_MAY_CHANGE), if_resolves=encoded)
            message = "space in the target, so this does not define a link"
            yield Problem(Span(*match.span("from")), message, fix, defer="if-target")


def _is_text(note: Note, match: re.Match[str]) -> bool:
    """Whether what looks like a link is in neither code, math, HTML nor a link."""
    start, end = match.span()
    return not note.opaque.overlaps(start, end) and not note.document.links.covers(start)


def _has_bracket(note: Note, at: int) -> bool:
    """Whether a bracket before a place, in its paragraph or line of a table, waits to be closed."""
    source = note.source
    start = max(source.rfind("\n\n", 0, at), source.rfind("\r\n\r\n", 0, at), at - 2000, 0)
    depth = 0
    for character in source[start:at]:
        if character == "[":
            depth += 1
        elif character == "]" and depth:
            depth -= 1
    return depth > 0


def _spaced(match: re.Match[str]) -> Problem:
    edit, encoded = _with_encoded_spaces(match)
    fix = Fix((edit,), "safe", "write `%20`", frozenset(_MAY_CHANGE), if_resolves=encoded)
    message = "space in the target, so this is not a link"
    is_file = _FILE.fullmatch(match.string, edit.start, edit.end) is not None
    return Problem(Span(*match.span()), message, fix, defer=None if is_file else "if-target")


def _with_encoded_spaces(match: re.Match[str]) -> tuple[Edit, str]:
    """The edit that makes a destination of what a match calls its target, and that destination."""
    start, end = match.span("target")
    target = match["target"]
    title = None if _FILE.fullmatch(target) and not target.endswith("'") else _OTHER_TITLE.search(target)
    if title is not None and len(target[: title.start()].split()) > 1:
        target = target[: title.start()]
        end = start + len(target)
    encoded = "%20".join(target.split())
    return Edit(start, end, encoded), encoded


def _colon(note: Note, link: Link) -> Problem | None:
    """A colon makes a URL of a target to Obsidian; told where the target without it leads to a note."""
    written = note.source[link.target_start : link.target_end]
    if written.startswith((".", "/", "<")):
        return None
    path, mark, fragment = written.partition("#")
    if mark and ":" not in path and ":" in fragment:
        fixed = f"{path}#{fragment.replace(':', '')}"
    elif _OWN_SCHEME.match(written) or ":" in path:
        fixed = f"./{written}"
    else:
        return None
    edit = Edit(link.target_start, link.target_end, fixed)
    fix = Fix((edit,), "unsafe", f"write `{fixed}`", frozenset({"link"}), if_resolves=fixed)
    return Problem(link, "the colon makes this target a URL to Obsidian", fix, severity="warning", defer="if-target")


def _not_closed(match: re.Match[str]) -> Problem:
    message = "the closing parenthesis of this link is missing"
    where = Span(*match.span("url"))
    if match["rest"].strip():
        return Problem(where, message)
    return Problem(where, message, insert(where.end, ")", "close the link", safe=False, may_change=_MAY_CHANGE))
