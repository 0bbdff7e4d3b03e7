from __future__ import annotations

from collections.abc import Iterator

from vaultlint.note import Note
from vaultlint.rule import Problem, rule
from vaultlint.rules.urls._conflicts import conflicts
from vaultlint.rules.urls._web import WEB_REQUIRES


@rule(on=Note, severity="error", fix="display", requires=WEB_REQUIRES)
def link_text_url(note: Note) -> Iterator[Problem]:
    """A link whose text is itself a URL, but not the one that it leads to."""
    return conflicts(note, "link-text-url", medium=True)
