"""A session that notes change in reports what a new session over the same contents reports."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from vaultlint.config import Config
from vaultlint.diagnostic import Diagnostic
from vaultlint.engine.overlay import Overlay
from vaultlint.engine.plan import Plan, make_plan
from vaultlint.engine.session import Scope, Session
from vaultlint.rule_selection import Selection
from vaultlint.vault.files import scan

FILES = {
    "a.md": "# A\n\n[[b#Part]] [[Nowhere]] cafÃ©\n",
    "b.md": "## Part\n\n[[a]] [[in/c]] ^id\n",
    "in/c.md": "[[b#^id]] [[gone]] [x](../a.md#a)\n",
    "map.canvas": '{"nodes":[{"id":"1","type":"file","file":"b.md"}],"edges":[]}',
}
TEXTS = (
    "# A\n\n[[b#Part]]\n",
    "## Part\n\ntext ^id\n",
    "[[a]] [[b]] [[in/c]] [[d]]\n",
    "%% vaultlint-disable broken-link %%\n[[Nowhere]]\n",
    "---\naliases: [Nowhere, gone]\n---\nna\u00c3\u00afve\n",
    "[[in/e|x]] ![[picture.png]]\n\n#\n",
    "",
)
PATHS = (*FILES, "d.md", "in/e.md", "A.md", "picture.png")


def plan() -> Plan:
    return make_plan(Config(), Selection(("ALL",)))


def session_of(root: Path, texts: dict[str, bytes] | None = None) -> Session:
    tree = scan(root)
    session = Session(Overlay(tree, texts), Scope(_notes(tree.files), whole=True), Config(), plan())
    session.check_all()
    return session


def _notes(files: list[str]) -> list[str]:
    return [path for path in files if path.endswith((".md", ".canvas"))]


def reports_of(session: Session) -> list[Diagnostic]:
    """The report of a session over a copy of the files as they are in this one."""
    tree = session.tree
    texts = {path: session.read_bytes(path) for path in tree.files}
    other = Session(Overlay(tree, texts), Scope(_notes(tree.files), whole=True), Config(), plan())
    other.check_all()
    return other.diagnostics()


@pytest.mark.parametrize("seed", range(12))
def test_after_any_changes_the_report_is_that_of_a_new_session(make_vault, seed: int) -> None:
    session = session_of(make_vault(FILES))
    shown: dict[str, list[Diagnostic]] = {}
    for one in session.diagnostics():
        shown.setdefault(one.path, []).append(one)
    chance = random.Random(seed)
    for _ in range(12):
        _change(session, chance)
        if chance.random() < 0.6:
            for path, diagnostics in session.changed_diagnostics().items():
                assert shown.get(path, []) != diagnostics
                shown[path] = diagnostics
            assert [one for path in sorted(shown) for one in shown[path]] == reports_of(session)


def _change(session: Session, chance: random.Random) -> None:
    files = session.tree.files
    match chance.randrange(5):
        case 0 | 1:
            session.edit(chance.choice(PATHS), chance.choice(TEXTS).encode())
        case 2:
            session.revert(chance.choice(PATHS))
        case 3 if files:
            session.delete(chance.choice(files))
        case _:
            new = chance.choice(PATHS)
            if files and new not in files:
                session.rename(chance.choice(files), new)


def test_one_note_is_answered_without_the_others(make_vault) -> None:
    session = session_of(make_vault(FILES))
    session.diagnostics()
    session.edit("a.md", b"[[b#Part]] [[Nothing]]\n")
    found = session.note_diagnostics("a.md")
    assert found == [one for one in reports_of(session) if one.path == "a.md"]
    session.edit("b.md", b"## Other\n")
    assert session.note_diagnostics("b.md") == []
    changed = session.changed_diagnostics()
    assert {"a.md", "in/c.md"} <= set(changed)
    assert {one.rule for one in changed["a.md"]} >= {"broken-heading", "unwritten-note"} or changed["a.md"]
    session.revert("b.md")
    session.revert("a.md")
    assert set(session.changed_diagnostics()) >= {"a.md", "in/c.md"}
    assert session.diagnostics() == session_of(session.root).diagnostics()


def test_a_snapshot_brings_names_and_contents_back(make_vault) -> None:
    session = session_of(make_vault(FILES))
    before = session.diagnostics()
    snapshot = session.snapshot()
    session.rename("in", "out")
    session.edit("out/c.md", b"[[Nowhere]]\n")
    session.delete("b.md")
    assert session.diagnostics() != before
    session.restore(snapshot)
    assert session.diagnostics() == before
    assert session.read_bytes("in/c.md") == FILES["in/c.md"].encode()
    assert session.overlay.is_saved


def test_a_deleted_file_cannot_be_read(make_vault) -> None:
    session = session_of(make_vault(FILES))
    session.delete("b.md")
    assert session.read_text("b.md") is None
    assert "b.md" not in session.chosen
    session.revert("b.md")
    assert session.read_text("b.md") == FILES["b.md"]
