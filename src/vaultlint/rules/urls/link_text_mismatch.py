from __future__ import annotations

from collections.abc import Iterator

from vaultlint.note import Note
from vaultlint.rule import Problem, rule
from vaultlint.rules.urls._conflicts import conflicts
from vaultlint.rules.urls._web import WEB_REQUIRES


@rule(on=Note, fix="display", requires=WEB_REQUIRES)
def link_text_mismatch(note: Note, *, medium: bool = True) -> Iterator[Problem]:
    """A link whose text names one thing and whose URL another."""
    return conflicts(note, "link-text-mismatch", medium=medium)
