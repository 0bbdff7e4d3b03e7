"""Check digits of ISBN, ISSN and ORCID (ISO 2108, ISO 3297, ISO 7064 MOD 11-2)."""

from __future__ import annotations


def isbn_is_possible(text: str) -> bool:
    """Whether the text, without hyphens and blanks, is an ISBN-10 or ISBN-13 with a right check digit."""
    text = text.replace("-", "").replace(" ", "").upper()
    if len(text) == 13:
        return text.isdecimal() and text[:3] in ("978", "979") and isbn13_check(text[:12]) == text[12]
    return len(text) == 10 and text[:9].isdecimal() and weighted_check(text[:9], 10) == text[9]


def isbn13_check(digits: str) -> str:
    """The thirteenth digit of twelve."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return str(-total % 10)


def weighted_check(digits: str, first_weight: int) -> str:
    """The check digit modulo 11 with falling weights: from 10 for an ISBN-10, from 8 for an ISSN; X stands for ten."""
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
