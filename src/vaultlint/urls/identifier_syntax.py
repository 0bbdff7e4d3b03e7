"""The syntax of identifiers: arXiv, ISBN, ISSN, ORCID, and their check digits."""

from __future__ import annotations

from typing import Final

from vaultlint.pattern import Pattern
from vaultlint.urls.hosts import hosts

_NEW = Pattern(r"(\d{2})(\d{2})\.(\d+)(?:v(\d+))?")
_OLD = Pattern(r"([a-z-]+)(?:\.[A-Za-z-]{2,})?/(\d{2})(\d{2})(\d+)(?:v(\d+))?")
_OTHER_MARK = Pattern(r"(\d{4})[-_,:]?(\d{5})")
_LETTERED = Pattern(r"\d{4}\.(?=\d*[a-z])[a-z\d]{3,9}")
_NUMBER = Pattern(r"\d+(?:[.,-]\d*)*")


def wrong_with(written: str) -> tuple[str, str | None] | None:
    """Why no paper can have this id, and the id that was likely meant; None if the id is possible or no id at all.

    `written` is what the URL gives after `abs/` or `pdf/`, with or without version and `.pdf`.
    """
    written = written.strip("/")
    if written.lower().endswith(".pdf"):
        written = written[:-4]
    if written.lower().startswith("arxiv:"):
        written = written[6:]
    found = _NEW.fullmatch(written)
    if found:
        return _new_style(*found.groups())
    found = _OLD.fullmatch(written)
    if found:
        return _old_style(*found.groups())
    found = _OTHER_MARK.fullmatch(written)
    if found:
        return "an arXiv id has a dot between its fourth and fifth digit", f"{found[1]}.{found[2]}"
    if _LETTERED.fullmatch(written):
        return "an arXiv id has only digits after its dot, except for the version", None
    if _NUMBER.fullmatch(written):
        return "an arXiv id has four digits, a dot and four or five digits", None
    return None


def is_possible(written: str) -> bool:
    """Whether this is the id of a paper that can exist, with or without a version."""
    return (_NEW.fullmatch(written) or _OLD.fullmatch(written)) is not None and wrong_with(written) is None


def _new_style(year: str, month: str, serial: str, version: str | None) -> tuple[str, str | None] | None:
    period = year + month
    digits: Final = 4 if period <= "1412" else 5
    if not "01" <= month <= "12":
        return f"arXiv ids begin with year and month, and {month} is not a month", None
    if period < "0704":
        return f"arXiv ids of this form began in April 2007, so {period} cannot be", None
    if len(serial) != digits:
        span = "until December 2014" if digits == 4 else "since January 2015"
        likely = f"{period}.{serial[1:]}" if digits == 4 and len(serial) == 5 and serial[0] == "0" else None
        return (
            f"arXiv ids have {'four' if digits == 4 else 'five'} digits after the dot {span}, not {len(serial)}",
            likely,
        )
    if not int(serial):
        return "arXiv counts papers from 1", None
    most = hosts().arxiv_most.get(year)
    if most and int(serial) > most:
        return f"no month of 20{year} had {int(serial)} papers on arXiv", None
    if version is not None and not int(version):
        return "arXiv counts versions from v1", None
    return None


def _old_style(archive: str, year: str, month: str, serial: str, version: str | None) -> tuple[str, str | None] | None:
    if archive not in hosts().arxiv_archives:
        return f"arXiv never had an archive {archive}", None
    if not "01" <= month <= "12":
        return f"old arXiv ids have year and month after the slash, and {month} is not a month", None
    if "0703" < year + month < "9107":
        return f"arXiv ids of this form were given from July 1991 to March 2007, so {year}{month} cannot be", None
    if len(serial) != 3:
        return f"old arXiv ids have seven digits after the slash, not {4 + len(serial)}", None
    if serial == "000":
        return "arXiv counts papers from 1", None
    if version is not None and not int(version):
        return "arXiv counts versions from v1", None
    return None


def isbn_is_possible(text: str) -> bool:
    """Whether the text, without hyphens and spaces, is an ISBN-10 or ISBN-13 with a right check digit."""
    text = text.replace("-", "").replace(" ", "").upper()
    if len(text) == 13:
        return text.isdecimal() and text[:3] in ("978", "979") and isbn13_check(text[:12]) == text[12]
    return len(text) == 10 and text[:9].isdecimal() and weighted_check(text[:9], 10) == text[9]


def isbn13_check(digits: str) -> str:
    """The thirteenth digit of twelve."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return str(-total % 10)


def weighted_check(digits: str, first_weight: int) -> str:
    """The check digit modulo 11 with falling weights: from 10 for an ISBN-10, from 8 for an ISSN; X is ten."""
    total = sum(int(digit) * (first_weight - place) for place, digit in enumerate(digits))
    return "0123456789X"[-total % 11]


def issn_is_possible(text: str) -> bool:
    """Whether the text is an ISSN, with or without its hyphen, with a right check digit."""
    text = text.replace("-", "").upper()
    return len(text) == 8 and text[:7].isdecimal() and weighted_check(text[:7], 8) == text[7]


def orcid_check(digits: str) -> str:
    """The sixteenth character of an ORCID from its first fifteen digits."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11]


def orcid_is_possible(text: str) -> bool:
    """Whether the text, without hyphens, is an ORCID with a right check digit."""
    text = text.replace("-", "").upper()
    return len(text) == 16 and text[:15].isdecimal() and orcid_check(text[:15]) == text[15]
