"""Fixes worked out in memory, to look at before they are written."""

from __future__ import annotations

from functools import cached_property

from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.fixing.fixer import Fixer, revert_unwritten
from vaultlint.fixing.write import Invocation, save
from vaultlint.formatting.keep_layout import layout_of
from vaultlint.library.records import Change, Rejected


class Fixes:
    """Pending fixes of a vault, verified like those of `vaultlint fix`; nothing is written yet."""

    def __init__(self, session: Session, *, unsafe: bool) -> None:
        self._session = session
        self._fixed = Fixer(session, unsafe=unsafe, layout=layout_of(session)).run()
        self._is_written = False
        self.refused: dict[str, str] = {}
        """After `write`: path -> why the note was not written, such as that it changed meanwhile."""

    @cached_property
    def changes(self) -> list[Change]:
        """The files that would change, by path: edited, renamed, or both."""
        overlay, renamed = self._session.overlay, dict[str, str]()
        for path in self._session.tree.files:
            if (old := overlay.on_disk(path)) != path:
                renamed[path] = old
        found = []
        for path in sorted({*self._fixed.originals, *renamed}):
            after = self._session.read_bytes(path)
            before = self._fixed.originals.get(path, after)
            if before != after or path in renamed:
                found.append(Change(path, renamed.get(path, path), before, after))
        return found

    @property
    def applied(self) -> list[Diagnostic]:
        """The problems that these fixes repair."""
        return list(self._fixed.fixed)

    @property
    def rejected(self) -> list[Rejected]:
        """Fixes that are not applied because they would change more than they may, and why."""
        return [
            Rejected(one.diagnostic.path, one.diagnostic.place.row, one.diagnostic.rule, one.reason)
            for one in self._fixed.rejected
        ]

    def remaining(self) -> list[Diagnostic]:
        """Return what there is to report after these fixes."""
        return self._session.diagnostics()

    def diff(self) -> str:
        """Return the changes as `vaultlint fix --diff` shows them; notes that are not UTF-8 by their bytes."""
        from vaultlint.report.diff import unified_diff

        parts = []
        for change in self.changes:
            if change.path != change.old_path:
                parts.append(f"rename from {change.old_path}\nrename to {change.path}\n")
            parts.append(unified_diff(change.old_path, _text(change.before), _text(change.after)))
        return "".join(parts)

    def write(self) -> str | None:
        """Write the changes, each file whole, and return the name of the run for `vaultlint undo`.

        None if nothing was written. A note that another program changed meanwhile is left alone: see `refused`.

        Raises:
            Failure: the changes were written before, or nothing can be written to the vault.

        """
        if self._is_written:
            raise Failure("these fixes were written before: call `fix` again for what is left.")
        self._is_written = True
        _ = self.changes  # worked out before files change their names
        saved = save(self._session.overlay, self._fixed, Invocation(["vaultlint.library", "fix"]))
        revert_unwritten(self._session, self._fixed, saved.unwritten)
        saved.give_up()
        self.refused = dict(saved.refused)
        return saved.run


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
