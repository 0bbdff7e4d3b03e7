"""The hashes by which everything in a cache is known."""

from __future__ import annotations

import marshal
from hashlib import blake2b
from typing import Any, Final

SIZE: Final = 16  # bytes


def hashed(*parts: Any) -> bytes:
    """A hash of strings, bytes, numbers, None, and tuples, lists or dictionaries of these."""
    return hash_of(marshal.dumps(parts, 2))


def hash_of(data: bytes, size: int = SIZE) -> bytes:
    return blake2b(data, digest_size=size).digest()
