"""What a file is expected to hold."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple


class Fingerprint(NamedTuple):
    """Size in bytes and SHA-256 (hexadecimal) of a content, for callers that did not keep the bytes."""

    size: int
    digest: str

    @classmethod
    def of(cls, content: bytes) -> Fingerprint:
        return cls(len(content), digest_of(content))


Expected = bytes | Fingerprint


def digest_of(content: bytes) -> str:
    """SHA-256 of `content`, hexadecimal."""
    return sha256(content).hexdigest()


def matches(content: bytes, expected: Expected) -> bool:
    """Whether `content` is what was expected."""
    return content == expected if isinstance(expected, bytes) else Fingerprint.of(content) == expected
