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
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        where = Span(error.start, error.end)
        guess = guess_encoding(data)
        if guess is None:
            yield Problem(
                where, f"byte {data[error.start]:02X} is not UTF-8; this looks like a binary file, not a note"
            )
            return
        encoding, text = guess
        label = _label(encoding)
        fix = replace(Span(0, len(data)), text, f"transcode from {label} to UTF-8", safe=False, may_change=["all"])
        yield Problem(where, f"byte {data[error.start]:02X} is not UTF-8; the note looks like {label}", fix)


def _label(encoding: str) -> str:
    """What people call an encoding."""
    from vaultlint.encoding.codecs import LABELS

    if "+" in encoding:
        return f"UTF-8 with bytes of {_label(encoding.partition('+')[2])} in it"
    name = encoding.replace("_", "-")
    return LABELS.get(encoding) or LABELS.get(name) or name.replace("iso8859", "iso-8859").upper()
