"""File URIs <-> paths. Clients escape differently, and names of files need not be UTF-8."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

_KEPT = "/-_.~"


def path_of(uri: str) -> Path | None:
    """The path of a `file:` URI; None of any other, such as a buffer without a file."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme.lower() != "file" or not parts.path:
        return None
    # A `?` or `#` that the client did not escape belongs to the name.
    name = parts.path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    path = os.fsdecode(unquote_to_bytes(name))
    if "\0" in path:
        return None
    if parts.netloc and parts.netloc != "localhost":
        path = f"//{parts.netloc}{path}"
    if os.name == "nt" and len(path) > 2 and path[0] == "/" and path[2] == ":":
        path = path[1:]
    return Path(path)


def uri_of(path: Path) -> str:
    """The `file:` URI of an absolute path."""
    if os.name == "nt":
        return path.as_uri()
    return "file://" + quote(os.fsencode(path), safe=_KEPT)
