"""`format` for a buffer, or for a part of one."""

from __future__ import annotations

from vaultlint.config.format_style import style_from
from vaultlint.fixing.edits import TextEdit, apply_edits
from vaultlint.formatting.equivalence import unlike
from vaultlint.formatting.format_note import NoteFormatter
from vaultlint.server.edits import differences
from vaultlint.server.vaults import VaultState


def format_note(state: VaultState, path: str) -> list[TextEdit]:
    """Edits that lay out a note; none where its layout cannot be proved to mean the same."""
    session = state.session
    data = session.read_bytes(path)
    formatted = NoteFormatter(style_from(session.config.format), session.settings).format(path, data)
    if not formatted.changed:
        return []
    return differences(formatted.before.decode("utf-8"), formatted.after.decode("utf-8"))


def format_range(state: VaultState, path: str, start: int, end: int) -> list[TextEdit]:
    """The same edits as far as they touch some characters, if these alone are proved too."""
    text = state.text(path) or ""
    edits = [one for one in format_note(state, path) if one.start <= end and start <= one.end]
    if not edits:
        return []
    style = style_from(state.session.config.format)
    before, after = (each.replace("\r\n", "\n") for each in (text, apply_edits(text, edits)))
    return edits if unlike(before, after, style) is None else []
