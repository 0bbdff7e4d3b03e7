"""Shared by the rules on web pages: which links of a note are checked, how one URL replaces another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vaultlint.facts import Facts, LinkFact
from vaultlint.link_text.words import shown
from vaultlint.online.answers import Answer, Answers
from vaultlint.pattern import Pattern
from vaultlint.rule import Change, Edit, Fix
from vaultlint.urls.hosts import is_under
from vaultlint.urls.malformed import malformed, overrun
from vaultlint.urls.parse import host, is_host_name, is_web, split
from vaultlint.urls.placeholders import placeholder

#: Reserved names (RFC 2606, RFC 6761): they are used in examples.
_RESERVED = ("example", "example.com", "example.net", "example.org", "test", "invalid")
_KINDS = frozenset({"markdown", "image", "autolink", "reference", "property", "canvas"})
_REWRITTEN = frozenset({"markdown", "image", "autolink", "reference"})
_UNSAFE = Pattern(r"[\s<>()\[\]|\\`*_{}\"'^]|[^\x21-\x7e]")
_ADDRESS = Pattern(r"[0-9A-Fa-fx.]+|\[[0-9A-Fa-f:.]+\]")


class Asked(NamedTuple):
    """A link of a note to the web; `text` is what a reader sees, "" for a bare URL."""

    link: LinkFact
    url: str
    text: str

    @property
    def titled(self) -> bool:
        """Whether the page's title could settle anything about the text."""
        from vaultlint.online.page_titles import may_judge

        link = self.link
        in_heading = link.place == "heading"
        return link.kind == "markdown" and may_judge(self.text, self.url, alone=link.alone, heading=in_heading)


def asked(facts: Facts) -> Iterator[Asked]:
    """The links of a note that are asked for: no placeholder, no malformed URL, none that holds a password."""
    if facts.kind == "template":
        return
    for link in facts.links:
        if link.kind not in _KINDS or not is_web(link.target):
            continue
        url = link.target[: overrun(link.target)] if link.kind == "autolink" else link.target
        if _can_be_asked(url):
            yield Asked(link, url, shown(link.text) if link.kind == "markdown" else "")


def _can_be_asked(url: str) -> bool:
    authority = split(url).authority or ""
    name, _ = host(authority)
    if "@" in authority or any(is_under(name, one) for one in _RESERVED):
        return False
    if not is_host_name(name) and name != "localhost" and not _ADDRESS.fullmatch(name):
        return False
    return malformed(url) is None and placeholder(url) is None


def since(answer: Answer, answers: Answers) -> str:
    """Date of an answer, if it is older than this run."""
    if answer.asked >= answers.since:
        return ""
    from datetime import UTC, datetime

    return f" (on {datetime.fromtimestamp(answer.asked, UTC):%Y-%m-%d})"


def other_url(link: LinkFact, url: str, message: str, *, shown_only: bool) -> Fix | None:
    """A fix that puts a URL in place of a link's; None where the vault writes its URLs by other rules.

    That of a definition is only shown: it would change links elsewhere in the note.
    """
    if link.kind not in _REWRITTEN:
        return None
    start, end = link.target_start, link.target_end
    if link.kind == "autolink" and not link.raw.startswith("<"):
        end = start + len(link.target[: overrun(link.target)])
    changes: frozenset[Change] = frozenset({"link"} if link.kind != "autolink" else {"link", "link-text", "prose"})
    edit = Edit(start, end, _UNSAFE.sub(_escaped, url))
    return Fix((edit,), "display" if shown_only or link.kind == "reference" else "unsafe", message, changes)


def _escaped(found: object) -> str:
    character = found[0]  # type: ignore[index]
    if character in "_*~'":
        return str(character)
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))
