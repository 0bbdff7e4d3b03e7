"""Notes that say the same."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.rule import Problem, Related, rule
from vaultlint.vault.vault import Vault


@rule(on=Vault, default=False, needs=("digest",))
def duplicate_note(vault: Vault, *, shortest: int = 50) -> Iterator[Problem]:
    """A note whose text another note has too, properties and layout apart."""
    groups: dict[str, list[str]] = {}
    for facts in vault.notes():
        if facts.digest and facts.kind not in ("template", "canvas"):
            groups.setdefault(facts.digest, []).append(facts.path)
    for paths in groups.values():
        # A copy mostly has the longer name: `Boats 1`, `Archive/Boats`.
        first, *copies = sorted(paths, key=lambda path: (len(path), path))
        if copies and _length(vault, first) >= shortest:
            for path in copies:
                related = [Related("the same text", 1, 1, first)]
                yield Problem(None, f"holds the same text as `{first.removesuffix('.md')}`", path=path, related=related)


def _length(vault: Vault, path: str) -> int:
    """Number of characters of text in a note; short notes are alike by chance."""
    from vaultlint.note import Note

    try:
        note = Note(path, (vault.root / path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return 0
    matter = note.front_matter
    return len("".join(note.text[matter.end if matter and matter.closed else 0 :].split()))
