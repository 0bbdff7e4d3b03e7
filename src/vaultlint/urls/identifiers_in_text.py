"""Impossible identifiers in running text, where the word before says what they are."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.fast_path import gate
from vaultlint.pattern import Pattern
from vaultlint.urls import identifier_syntax
from vaultlint.urls.identifiers import Impossible

_HINTS = ("arxiv", "isbn", "issn", "doi", "orcid")
_MENTION = Pattern(
    r"(?i)(?<![\w./-])(?:"
    r"arxiv\s?:\s?(?P<arxiv>\d{4}\.\d{3,7}(?:v\d{1,2})?|[a-z-]{2,12}(?:\.[a-z]{2})?/\d{5,9}(?:v\d{1,2})?)"
    r"(?![\w.]\w|[\w/])"
    r"|isbn(?:-?1[03])?\s?:?\s?(?P<isbn>\d[\d-]{8,17}[\dx]|97[89] \d{10}|97[89](?: \d{1,7}){4})(?![\d-]*\w)"
    r"|(?:e-?)?issn\s?:?\s?(?P<issn>\d{4}-\d{3}[\dx])(?![\w-])"
    r"|orcid(?: id)?\s?:?\s?(?P<orcid>\d{4}-\d{4}-\d{4}-\d{3}[\dx])(?![\w-])"
    r"|doi\s?:\s?(?P<doi>10\.\d{1,12}(?:\.\d{1,9}){0,3}(?=/))"
    r")"
)

# Every mention has one of these. Each begins with one character, for which `re` and still more `in` look at the speed
# of memory; to fold the case of a whole text takes ten times as long.
_SIGNS = (
    (":", Pattern(r":(?<=[\sivIV\u0130\u0131]:)\s?[\w-]")),  # arXiv, DOI
    ("-", Pattern(r"-(?<=\d{4}-)\d{3}")),  # ISSN, ORCID
    ("b", Pattern(r"b(?<=(?i:isb))(?i:n)")),
    ("B", Pattern(r"B(?<=(?i:isb))(?i:n)")),
)


def mentioned(text: str) -> Iterator[Impossible]:
    """Every identifier of a text that cannot exist, in order; `start` and `end` count in the text."""
    if _may_mention(text):
        yield from _impossible(text)


def _impossible(text: str) -> Iterator[Impossible]:
    lower = text.lower()
    if not any(hint in lower for hint in _HINTS):
        return
    for match in _MENTION.finditer(text):
        kind = match.lastgroup or ""
        wrong = _CHECKS[kind](match[kind])
        if wrong:
            yield Impossible(wrong[0], match.start(kind), match.end(kind), wrong[1])


@gate(slow=_impossible)
def _may_mention(text: str) -> bool:
    return any(mark in text and pattern.search(text) for mark, pattern in _SIGNS)


def _arxiv(written: str) -> tuple[str, str | None] | None:
    return identifier_syntax.wrong_with(written)


def _isbn(written: str) -> tuple[str, str | None] | None:
    digits = written.replace("-", "").replace(" ", "").upper()
    if identifier_syntax.isbn_is_possible(digits):
        return None
    if len(digits) not in (10, 13) or (len(digits) == 13 and not digits.isdecimal()):
        return f"an ISBN has ten or thirteen digits, not {len(digits)}", None
    if len(digits) == 13 and digits[:3] not in ("978", "979"):
        return "an ISBN of thirteen digits begins with 978 or 979", None
    if not digits[:9].isdecimal():
        return None
    thirteen = len(digits) == 13
    right = (
        identifier_syntax.isbn13_check(digits[:12]) if thirteen else identifier_syntax.weighted_check(digits[:9], 10)
    )
    return f"the check digit of this ISBN would be {right}, not {digits[-1]}", None


def _issn(written: str) -> tuple[str, str | None] | None:
    if identifier_syntax.issn_is_possible(written):
        return None
    right = identifier_syntax.weighted_check(written.replace("-", "")[:7], 8)
    return f"the check digit of this ISSN would be {right}, not {written[-1]}", None


def _orcid(written: str) -> tuple[str, str | None] | None:
    if identifier_syntax.orcid_is_possible(written):
        return None
    right = identifier_syntax.orcid_check(written.replace("-", "")[:15])
    return f"the check digit of this ORCID would be {right}, not {written[-1]}", None


def _doi(written: str) -> tuple[str, str | None] | None:
    registrant = written.partition(".")[2].partition(".")[0]
    if 4 <= len(registrant) <= 9:
        return None
    return f"a DOI begins with 10. and four to nine digits, not with {written}", None


_CHECKS = {"arxiv": _arxiv, "isbn": _isbn, "issn": _issn, "orcid": _orcid, "doi": _doi}
