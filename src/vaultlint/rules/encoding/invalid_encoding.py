"""Bytes that are not UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.note import RawNote
from vaultlint.rule import Problem, replace, rule


@rule(on=RawNote, severity="error", fix="unsafe", in_code=True, in_templates=True)
def invalid_encoding(raw: RawNote) -> Iterator[Problem]:
    """Bytes that are not UTF-8: they show as replacement characters, and are lost at the next save."""
    from vaultlint.encoding import guess_encoding

    data = raw.data
    where, what = _first_wrong(data)
    guess = guess_encoding(data)
    if guess is None:
        yield Problem(where, f"{what}; this looks like a binary file, not a note")
        return
    encoding, text = guess
    label = _label(encoding)
    fix = replace(Span(0, len(data)), text, f"transcode from {label} to UTF-8", safe=False, may_change=["all"])
    mark = " without a byte-order mark" if encoding.endswith(("-le", "-be")) else ""
    yield Problem(where, f"{what}; the note looks like {label}{mark}", fix)


def _first_wrong(data: bytes) -> tuple[Span, str]:
    """Offset of the first byte that is not UTF-8, and what is wrong there."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return Span(error.start, error.end), f"byte {data[error.start]:02X} is not UTF-8"
    at = data.index(b"\0")
    count = data.count(b"\0")
    if count == len(data):
        return Span(at, at + 1), "nothing but zero bytes"
    return Span(at, at + 1), "1 zero byte" if count == 1 else f"{count:,} zero bytes"


def _label(encoding: str) -> str:
    """Usual name of an encoding."""
    from vaultlint.encoding.codecs import encoding_label

    if "+" in encoding:
        return f"UTF-8 with bytes of {_label(encoding.partition('+')[2])} in it"
    return encoding_label(encoding)
