"""How every link stood before the first fix, so that afterwards none stands worse."""

from __future__ import annotations

from vaultlint.engine.session import Session
from vaultlint.facts import Facts
from vaultlint.vault import Vault

_GOOD = frozenset({"resolved", "external", "template"})


class Standing:
    """The links that could suffer from changing a note: its own, and those of other notes to its headings and blocks.

    Other notes are looked at only if headings or block ids of the changed note differ from what they were.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        results = dict(session.results)  # as they are now: the session replaces results, it never alters them

        def facts(path: str) -> Facts | None:
            return results[path].facts if path in results else session.facts_only(path).facts

        self._vault = Vault(session.root, session.settings, session.tree.files, facts, whole=session.whole)

    def worsened_by(self, path: str) -> str | None:
        """A link that resolved before the note at `path` was changed and no longer does, as written; None if none."""
        old, new = self._vault.facts(path), self._session.vault.facts(path)
        if old is None or new is None:
            return None
        return self._own(old, new) or self._others(path, old, new)

    def _own(self, old: Facts, new: Facts) -> str | None:
        good = {one.raw for one in old.links if self._vault.resolve(one, old.path).status in _GOOD}
        for one in new.links:
            if one.raw in good and self._session.vault.resolve(one, new.path).status not in _GOOD:
                return one.raw
        return None

    def _others(self, path: str, old: Facts, new: Facts) -> str | None:
        if _targets(old) <= _targets(new):
            return None
        for source in self._sources():
            facts = self._session.vault.facts(source)
            if facts is None or source == path:
                continue
            for one in facts.links:
                if "#" not in one.target:
                    continue
                before = self._vault.resolve(one, source)
                if before.path != path or before.status not in _GOOD:
                    continue
                if self._session.vault.resolve(one, source).status not in _GOOD:
                    return f"{one.raw} in {source}"
        return None

    def _sources(self) -> list[str]:
        return [one for one in self._session.tree.files if one.endswith((".md", ".markdown", ".canvas"))]


def _targets(facts: Facts) -> set[tuple[str, str]]:
    return {("#", one.text) for one in facts.headings} | {("^", one.id.lower()) for one in facts.blocks if one.placed}
