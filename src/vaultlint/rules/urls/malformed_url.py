from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vaultlint.markdown.ranges import Regions
from vaultlint.markdown.spans import Link, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Applicability, Change, Edit, Fix, Problem, rule
from vaultlint.rules.urls._web import outward, written
from vaultlint.urls.malformed import Malformed, malformed, overrun

# Most URLs are plainly well formed; those that are not plainly so are looked at more closely.
_CLEAN = Pattern(
    r"https?://(?![Hh][Tt][Tt][Pp][Ss]?[:/])(?:[\w-]+\.)+[A-Za-z]+(?:[/?#](?:[\w.~%&=?#+@!$*-]++|/(?!/))*+)?(?<![.*])"
)
_CUT_OFF = Pattern(r"\]\([ \t]*+(https?://[^\r\n()<>\[\]]*+(?:\([^\r\n()<>\[\]]*+\)[^\r\n()<>\[\]]*+)*+)\)", 2)
# After the first part of such a destination is the parenthesis that holds the space, or the space itself; what
# follows it is neither a title nor the end.
_MAY_BE_CUT_OFF = Pattern(
    r"\]\([ \t]*+(?i:https?://)[^\s()<>\[\]]*+(?:\([^\s()<>\[\]]*+\)[^\s()<>\[\]]*+)*+"
    r"(?:\(|(?![ \t]++[\"']|\s*+\))\s)"
)
_TITLE = Pattern(r"(?<![ \t])[ \t]+(?:\"[^\"]*\"|'[^']*')\Z")
_TITLED = Pattern(r"[^ \t]+[ \t]+[\"'(].*")
# A file of the vault may be called as it likes; Obsidian writes its ending.
_NO_SCHEME_FILE = Pattern(r"[^?#]*\.(?:md|canvas|base|pdf|png|jpe?g|gif|svg|webp|mp[34]|html?)(?:#.*)?", 2)

_SHOWN = 12


@rule(on=Note, severity="error", fix="unsafe")
def malformed_url(note: Note) -> Iterator[Problem]:
    """A URL that no program can follow as it is written."""
    for link in outward(note):
        if _CLEAN.fullmatch(link.target) or link.kind == "property":
            continue
        target, start = link.target, link.target_start
        if link.kind == "autolink" and (cut := overrun(target)) is not None:
            # An editor ends a bare URL before a parenthesis that the URL did not open; other marks it takes along.
            if target[cut] != ")" and note.text[link.start] != "<":
                yield _run_on(link, target, cut)
            continue
        if start and note.text[start - 1] == "<":
            target = target.replace(" ", "%20")  # angle brackets are how Markdown writes a space
        found = malformed(target)
        if found is None or (":" not in target[:8] and _NO_SCHEME_FILE.fullmatch(target)):
            continue
        problem = _problem(note, link, found)
        # Without a scheme it is a path: right, if there is such a file.
        yield problem if ":" in target or target.startswith("//") else replace(problem, defer="unless-file")
    if _MAY_BE_CUT_OFF.search(note.source):
        yield from _cut_off(note)


def _problem(note: Note, link: Link, found: Malformed) -> Problem:
    at, end = link.target_start, link.target_end
    literal = written(note, link) == link.target
    where = Span(at + found.start, at + found.end) if literal and found.end <= end - at else Span(at, end)
    if found.repaired is None or not literal:
        return Problem(where, found.message)
    tier: Applicability = "safe" if found.safe else "unsafe"
    fix = Fix((Edit(at, end, found.repaired),), tier, f"write {found.repaired}", frozenset({"link"}))
    return Problem(where, found.message, fix)


def _run_on(link: Link, url: str, cut: int) -> Problem:
    """Report text that follows a URL without a space and became part of it."""
    rest = url[cut : cut + _SHOWN] + ("…" if len(url) - cut > _SHOWN else "")
    edit = Edit(link.start, link.end, f"<{url[:cut]}>{url[cut:]}")
    fix = Fix((edit,), "unsafe", "put the URL in angle brackets", frozenset({"link", "prose"}))
    return Problem(
        Span(link.start + cut, link.end), f"the URL runs on into the text: “{rest}”", fix, severity="warning"
    )


def _cut_off(note: Note) -> Iterator[Problem]:
    """`[text](https://… …)`: a space ends the destination, so that there is no link at all."""
    destinations: Regions | None = None
    for match in _CUT_OFF.finditer(note.source):
        url = _TITLE.sub("", match[1].strip())
        if not any(one in url for one in " \t") or _TITLED.fullmatch(url) or note.opaque.covers(match.start(1)):
            continue
        if destinations is None:
            links = (link for link in note.spans(Link) if link.kind != "autolink")
            destinations = Regions((link.target_start, link.target_end) for link in links)
        if destinations.covers(match.start(1)):
            continue
        start = match.start(1) + len(match[1]) - len(match[1].lstrip())
        where = Span(start, start + len(url))
        yield Problem(where, "space in the URL, so this is not a link", _without_space(where.start, where.end, url))


def _without_space(start: int, end: int, url: str) -> Fix | None:
    host = url.partition("//")[2].partition("/")[0]
    if any(one in host for one in " \t") or url.count("://") > 1 or "|" in url:
        return None
    changes: frozenset[Change] = frozenset({"link", "prose"})
    if "/ " in url or " /" in url:
        repaired = "".join(url.split())
        return Fix((Edit(start, end, repaired),), "unsafe", "remove the space", changes)
    repaired = "%20".join(url.split())
    tier: Applicability = "safe" if _is_file(url) else "unsafe"
    return Fix((Edit(start, end, repaired),), tier, "write %20", changes)


def _is_file(url: str) -> bool:
    """Whether the spaces stand in the name of a file, told by its ending."""
    folder, _, name = url.rpartition("/")
    stem, _, ending = name.rpartition(".")
    return " " not in folder and " " in stem.strip() and ending.isalnum() and 1 < len(ending) < 6
