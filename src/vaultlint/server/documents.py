"""Open documents: the text that the editor shows, as the client says it is.

pygls keeps such texts too, but splits lines at characters (U+2028, form feed) that end no line in the protocol.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lsprotocol import types

from vaultlint.markdown.text import BOM
from vaultlint.pattern import Pattern
from vaultlint.server.positions import Encoding, TextMap
from vaultlint.server.uris import path_of

_SURROGATE = Pattern("[\ud800-\udfff]")


class Document:
    """An open document. `path` is absolute; None if the document is not a file."""

    def __init__(self, uri: str, version: int, text: str, encoding: Encoding) -> None:
        self.uri = uri
        self.path: Path | None = path_of(uri)
        self.version = version
        self.encoding = encoding
        self.text = joined(text)

    def change(self, version: int, changes: Sequence[types.TextDocumentContentChangeEvent]) -> None:
        """Apply the client's changes; each refers to the text after the ones before it."""
        text = self.text
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = TextMap(text, self.encoding).span(change.range)
                text = text[:start] + change.text + text[end:]
            else:
                text = change.text
            text = joined(text)
        self.text, self.version = text, version

    @property
    def is_ours_to_read(self) -> bool:
        """Whether the document is a note or a canvas."""
        return self.path is not None and self.path.suffix.lower() in (".md", ".markdown", ".canvas")


def joined(text: str) -> str:
    """The text with pairs of surrogates, which a client may send half by half, as the characters that they are."""
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def to_bytes(text: str) -> bytes:
    """The bytes that an editor would save: UTF-8, with U+FFFD for half a pair of surrogates."""
    return str(_SURROGATE.sub("\ufffd", text)).encode("utf-8")


def shows_same(text: str, data: bytes) -> bool:
    """Whether an editor may show `text` for a file of these bytes.

    Editors keep a byte order mark apart, show other encodings as they can, and make all line endings alike.
    """
    try:
        return plain(data.decode("utf-8")) == plain(text)
    except UnicodeDecodeError:
        pass
    shown = plain(text)
    return any(plain(data.decode(codec, errors)) == shown for codec, errors in _READINGS)


#: How editors read bytes that are not UTF-8.
_READINGS = (("utf-8", "replace"), ("cp1252", "replace"), ("latin-1", "strict"))


def plain(text: str) -> str:
    """The text without byte order mark, and with LF for every line end."""
    text = text.removeprefix(BOM)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class Documents:
    """The open documents by their URIs."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self._by_uri: dict[str, Document] = {}

    def open(self, uri: str, version: int, text: str) -> Document:
        document = self._by_uri[uri] = Document(uri, version, text, self.encoding)
        return document

    def close(self, uri: str) -> Document | None:
        return self._by_uri.pop(uri, None)

    def get(self, uri: str) -> Document | None:
        return self._by_uri.get(uri)

    def __iter__(self) -> Iterator[Document]:
        return iter(list(self._by_uri.values()))
