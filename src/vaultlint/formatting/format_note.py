"""Format one note: bytes → formatted bytes, or the reason why it stays as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from vaultlint.config.format_style import Style
from vaultlint.formatting import Formatter
from vaultlint.formatting.block_selection import Kept, parts_of, select
from vaultlint.formatting.equivalence import unlike
from vaultlint.note import Note
from vaultlint.settings import VaultSettings

#: How often a note is formatted until that changes nothing more.
MOST_ROUNDS = 4

#: Why a note of such a kind is left to its owner.
_OWNED = {
    "template": "it is a template",
    "excalidraw": "the Excalidraw plugin owns its layout",
    "kanban": "the Kanban plugin owns its layout",
    "conflict": "it holds conflict markers",
}


@dataclass(slots=True)
class Formatted:
    """Result for a note: its bytes before and after, equal if nothing changes.

    `left_alone` is the reason why the note was not formatted; `notable` means that the user should know, and
    `failed` that the note could not be read.
    """

    path: str
    before: bytes
    after: bytes
    kept: list[Kept] = field(default_factory=list)
    left_alone: str | None = None
    notable: bool = False
    failed: bool = False

    @property
    def changed(self) -> bool:
        return self.before != self.after


class NoteFormatter:
    """Formats note after note in one style. Formatting what came out once more changes nothing."""

    def __init__(self, style: Style, settings: VaultSettings) -> None:
        self._style = style
        self._settings = settings
        self._formatter = Formatter(style)
        self._unlike = partial(unlike, style=style)

    def format(self, path: str, data: bytes) -> Formatted:
        """The note with every block laid out whose new layout is proved to mean the same."""
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            return Formatted(path, data, data, left_alone="its bytes are not UTF-8", notable=True)
        found = Note(path, text, self._settings)
        if found.kind in _OWNED:
            return Formatted(path, data, data, left_alone=_OWNED[found.kind])
        if found.front_matter is not None and not found.front_matter.closed:
            return Formatted(path, data, data, left_alone="its properties are never closed", notable=True)
        line_end = "\r\n" if "\r\n" in text else "\n"
        plain = text.replace("\r\n", "\n")
        if "\r" in plain or (line_end == "\r\n" and text.count("\r\n") < text.count("\n")):
            return Formatted(path, data, data, left_alone="its lines end in different ways", notable=True)
        if "\0" in plain:
            return Formatted(path, data, data, left_alone="it holds NUL characters", notable=True)
        return self._settled(path, data, plain, line_end)

    def _settled(self, path: str, data: bytes, note: str, line_end: str) -> Formatted:
        """Format until nothing changes. Each round is proved; the last one shows that another would do nothing."""
        now, kept = note, list[Kept]()
        for number in range(MOST_ROUNDS):
            selected = select(now, parts_of(now, self._formatter.blocks(now)), self._unlike)
            if not number:
                kept = selected.kept  # their rows are those of the note as the user has it
            if selected.text == now:
                after = data if now == note else now.replace("\n", line_end).encode("utf-8")
                return Formatted(path, data, after, kept)
            now = selected.text
        return Formatted(path, data, data, left_alone="its layout does not come to rest", notable=True)
