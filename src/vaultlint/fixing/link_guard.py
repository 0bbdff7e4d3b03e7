"""Snapshot link resolution before fixing, and reject fixes that make any link resolve worse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from vaultlint.engine.session import Session
from vaultlint.facts import Facts, LinkFact
from vaultlint.fixing.edits import Shift
from vaultlint.pattern import Pattern
from vaultlint.vault.files import CHECKED_SUFFIXES
from vaultlint.vault.vault import Resolution, Vault

_GOOD = frozenset({"resolved", "external", "template"})
_WORD = Pattern(r"[a-z0-9]+")
_PLAIN = Pattern(r"[ -~]*")


class Standing:
    """The links that could suffer from changing notes, as they are now: the session may go on, this stays.

    Whether links of the note itself and links to its headings and blocks suffer is told by `worsened_by`; `worsened`
    looks at the whole vault, which `every` has to ask for before the first change.
    """

    def __init__(self, session: Session, *, every: bool = False) -> None:
        self._session = session
        self._then = session.snapshot()
        now = session.vault
        self._vault = Vault(
            session.root, session.settings, now.names, self._facts, whole=session.whole, git=now.history
        )
        self._looked_at: Vault | None = None
        self._seen: dict[str, tuple[Facts | None, frozenset[str]]] = {}  # note -> its facts, where its links led
        self._sources: dict[str, dict[str, None]] = {}  # note -> those with links to its headings or blocks, in order
        for path in self._vault.index if every else ():
            if path not in self._then.results:
                self._vault.facts(path)  # not checked, so what was read of it is not kept for this state

    def _facts(self, path: str) -> Facts | None:
        known = self._then.results.get(path) or self._then.facts_only.get(path)
        if known is not None:
            return known.facts
        if not path.lower().endswith(CHECKED_SUFFIXES):
            return None
        # Not checked itself, so not changed by the fix of one note.
        return self._session.facts_only(path).facts

    def worsened_by(self, path: str, shifts: Sequence[Shift]) -> str | None:
        """A link that resolved before the note at `path` was changed and no longer does, as written; None if none.

        `shifts` are the changes of the note since, in their order.
        """
        old, new = self._vault.facts(path), self._session.vault.facts(path)
        if old is None or new is None:
            return None
        worse = self._worse(old, new, shifts, {})
        if worse is not None:
            return worse
        return None if _offers_all(old, new) else self._other_worsened(path)

    def worsened(self, shifts: Mapping[str, Shift], moved: Mapping[str, str]) -> str | None:
        """The same for all links of the vault, after notes changed and files moved, old → new.

        Each link then leads to the file that it led to.
        """
        for path in self._concerned(shifts, moved):
            old = self._vault.facts(path)
            new = self._session.vault.facts(moved.get(path, path))
            if old is None or new is None:
                continue
            worse = self._worse(old, new, [shifts[path]] if path in shifts else [], moved)
            if worse is not None:
                return f"{worse} in {path}"
        return None

    def _concerned(self, shifts: Mapping[str, Shift], moved: Mapping[str, str]) -> Iterable[str]:
        """The notes, by the paths that they had, of which links may lead elsewhere after such changes."""
        now = self._session.vault
        if not now.whole:
            return self._vault.index
        targets = {*moved, *moved.values()}
        for path in shifts:
            old, new = self._vault.facts(path), now.facts(moved.get(path, path))
            if old is None or new is None or not _offers_all(old, new):
                targets.add(moved.get(path, path))
        origins = {after: before for before, after in moved.items()}
        linking = (origins.get(facts.path, facts.path) for facts in now.linking(targets))
        return sorted({*linking, *shifts})

    def _worse(self, old: Facts, new: Facts, shifts: Sequence[Shift], moved: Mapping[str, str]) -> str | None:
        for before, after in _pairs(old.links, new.links, shifts):
            if before.place == "cut":
                continue  # not a link to Obsidian
            was, now = self._vault.resolve(before, old.path), self._session.vault.resolve(after, new.path)
            if _is_worse(was, now, moved):
                return after.raw
        return None

    def _other_worsened(self, path: str) -> str | None:
        """A link of another note to a heading or block of this one."""
        for source in (*self._leading_to(path), *self._naming(path)):
            facts = self._session.vault.facts(source) if source != path else None
            for place in _to_places(facts):
                was = self._vault.resolve(place, source)
                if was.path == path and _is_worse(was, self._session.vault.resolve(place, source), {}):
                    return f"{place.raw} in {source}"
        return None

    def _leading_to(self, path: str) -> Iterable[str]:
        """The checked notes with links that led to a heading or block of this one.

        Each note is looked at once for all that change, and again where it has itself changed.
        """
        now = self._session.vault
        if self._looked_at is not now:
            self._looked_at = now
            for source in filter(_is_note, self._session.tree.files):
                if source in self._session.results:
                    self._look_at(source, now.facts(source))
        return list(self._sources.get(path, ()))

    def _look_at(self, source: str, facts: Facts | None) -> None:
        seen, targets = self._seen.get(source, (None, frozenset()))
        if seen is facts:
            return
        for target in targets:
            del self._sources[target][source]
        found = (self._vault.resolve(place, source).path for place in _to_places(facts))
        targets = frozenset(target for target in found if target is not None)
        self._seen[source] = facts, targets
        for target in targets:
            self._sources.setdefault(target, {})[source] = None

    def _naming(self, path: str) -> Iterator[str]:
        """The unchecked notes whose bytes contain the name of this one, so that they may link here."""
        name = path.rpartition("/")[2].rpartition(".")[0].lower()
        # What every spelling of the link has in common: percent escapes and entities leave ASCII words alone.
        word = max(_WORD.findall(name), key=len, default="").encode()
        for source in filter(_is_note, self._session.tree.files):
            if source in self._session.results:
                continue
            if word and _PLAIN.fullmatch(name):
                try:
                    data = self._session.read_bytes(source)
                except OSError:
                    continue
                if word not in data.lower() and b"&#" not in data:
                    continue
            yield source


def _is_note(path: str) -> bool:
    return path.lower().endswith(CHECKED_SUFFIXES)


def _to_places(facts: Facts | None) -> Iterator[LinkFact]:
    """The links of a note to a heading, a block, or the node of a canvas."""
    return (link for link in (facts.links if facts else ()) if "#" in link.target or link.kind == "canvas")


def _is_worse(was: Resolution, now: Resolution, moved: Mapping[str, str]) -> bool:
    if was.status not in _GOOD and was.status != "ambiguous":
        return False
    if was.status in _GOOD and now.status not in _GOOD:
        return True
    # After a rename a link that is good, yet leads to another file, is worse as well.
    return bool(moved) and was.path is not None and now.path != moved.get(was.path, was.path)


def _pairs(
    olds: Sequence[LinkFact], news: Sequence[LinkFact], shifts: Sequence[Shift]
) -> Iterator[tuple[LinkFact, LinkFact]]:
    """The links of a note before and after, each with the one that is where it stood; others came or went."""
    by_start = {new.start: new for new in news}
    for old in olds:
        start, end = old.start, old.end
        for shift in shifts:
            if start < end:
                start, end = shift.start(start), shift.end(end)
        # Of a link that was taken out nothing is left: what occurs there now is its neighbor.
        if start < end and (there := by_start.get(start)) is not None:
            yield old, there


def _offers_all(old: Facts, new: Facts) -> bool:
    """Whether every heading and block that a link could ask for is there as before."""
    blocks = [{block.id.lower() for block in facts.blocks if block.placed} for facts in (old, new)]
    headings = [[(heading.level, heading.text) for heading in facts.headings] for facts in (old, new)]
    if (old.kind, old.anchors) != (new.kind, new.anchors):
        return False
    return blocks[0] <= blocks[1] and headings[0] == headings[1]
