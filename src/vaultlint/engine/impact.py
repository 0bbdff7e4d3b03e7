"""Find links elsewhere that a change breaks.

A deleted or renamed file, an added one that makes a name ambiguous, a heading or block id that is gone. Only notes that
hold the name of such a file are read as notes at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from urllib.parse import quote

from vaultlint.diagnostic import Place
from vaultlint.engine.check_note import check_note
from vaultlint.engine.plan import NO_RULES
from vaultlint.engine.session import Session
from vaultlint.facts import Facts
from vaultlint.pattern import Pattern
from vaultlint.vault.files import CHECKED_SUFFIXES
from vaultlint.vault.vault import Vault

_GOOD = frozenset({"resolved", "external", "template"})
_PLAIN = Pattern(r"[a-z0-9]+")
_SHORTEST = 2
#: Beyond as many names every note is read, which takes less time than to look for each name.
_MOST_NAMES = 200


def affected(
    session: Session, changed: Collection[str], old_files: Iterable[str], old_texts: Mapping[str, bytes]
) -> dict[str, frozenset[Place]]:
    """Note → the places of its links that the change broke or made ambiguous.

    The session is as after the change; `changed` are its notes that differ. `old_files` are all files before it,
    `old_texts` the bytes of the notes that differ or are gone.
    """
    before, after = set(old_files), set(session.tree.files)
    old = {path: _facts(session, path, data) for path, data in old_texts.items()}

    def facts_before(path: str) -> Facts | None:
        return old[path] if path in old else session.vault.facts(path)

    was = Vault(session.root, session.settings, before, facts_before)
    lost = {path for path in old if path in after and not _targets(old[path]) <= _targets(session.vault.facts(path))}
    suspects = (before ^ after) | lost
    found = {}
    for path in _asking(session, suspects, set(changed)):
        facts = session.vault.facts(path)
        worse = frozenset(
            Place(link.row, link.column)
            for link in (facts.links if facts else ())
            if link.target and was.resolve(link, path).status in _GOOD
            if session.vault.resolve(link, path).status not in _GOOD
        )
        if worse:
            found[path] = worse
    return found


def _facts(session: Session, path: str, data: bytes) -> Facts | None:
    return check_note(path, data, NO_RULES, session.settings).facts


def _targets(facts: Facts | None) -> set[tuple[str, str]]:
    if facts is None:
        return set()
    return {("#", heading.text) for heading in facts.headings} | {
        ("^", block.id.lower()) for block in facts.blocks if block.placed
    }


def _asking(session: Session, suspects: Collection[str], changed: Collection[str]) -> Iterable[str]:
    """The notes that did not change and hold the name of one of the suspects."""
    if not suspects:
        return
    holds = _holder(suspects)
    for path in session.chosen:
        if path in changed or not path.lower().endswith(CHECKED_SUFFIXES):
            continue
        try:
            data = session.read_bytes(path)
        except OSError:
            continue  # a run over the whole vault says so
        if holds(data):
            yield path


def _holder(suspects: Collection[str]) -> Callable[[bytes], bool]:
    """Whether a text may hold a link to one of these files: their names, or the plain part of them, in small letters.

    Names may be written in another case, with percent signs, in another form of Unicode: the longest run of plain
    letters and digits is the same in all of them.
    """
    needles = set()
    for path in suspects:
        stem = path.rpartition("/")[2].rpartition(".")[0].lower() or path.lower()
        plain = max(_PLAIN.findall(stem), key=len, default="")
        if len(plain) >= _SHORTEST:
            needles.add(plain.encode())
        elif stem.isascii():
            needles |= {stem.encode(), quote(stem).lower().encode()}
        else:
            return lambda data: True  # a name of other letters has too many forms
    if len(needles) > _MOST_NAMES:
        return lambda data: True

    def holds(data: bytes) -> bool:
        small = data.lower()
        return any(needle in small for needle in needles)

    return holds
