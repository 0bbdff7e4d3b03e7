"""Fixes over several files: whole or not at all, in memory, on the disk and back."""

# ruff: noqa: E501 (a note in one line can be compared with its neighbors)

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vaultlint.config import Config
from vaultlint.engine.overlay import Overlay
from vaultlint.engine.plan import ActiveRule, Plan
from vaultlint.engine.session import Scope, Session
from vaultlint.fixing.fixer import Fixer, revert_unwritten
from vaultlint.fixing.results import FixResult
from vaultlint.fixing.write import Invocation, Saved, save
from vaultlint.rule import Edit, Fix, Problem, Rename, rule
from vaultlint.storage.journal import Journal
from vaultlint.storage.undo import undo
from vaultlint.vault.files import scan
from vaultlint.vault.rename import plan_rename
from vaultlint.vault.vault import Vault


@rule(on=Vault, fix="unsafe", group="tests")
def underscore_name(vault: Vault) -> Iterator[Problem]:
    """A name with an underscore gets a blank: folders and notes, and every link to them."""
    names = {path for path in vault.index if "_" in path.rpartition("/")[2]}
    names |= {folder for path in vault.index if "_" in (folder := path.rpartition("/")[0]).rpartition("/")[2]}
    for old in sorted(names):
        head, slash, name = old.rpartition("/")
        new = head + slash + name.replace("_", " ")
        plan = plan_rename(vault, vault.notes(), old, new)
        edits = [Edit(one.start, one.end, one.text, path) for path, found in plan.edits.items() for one in found]
        fix = Fix(tuple(edits), "unsafe", f"rename it to {new}", frozenset({"link"}), Rename(old, new))
        yield Problem(None, f"{old} has an underscore", fix, path=next(iter(plan.renames)), key=old)


@rule(on=Vault, fix="unsafe", group="tests")
def careless_name(vault: Vault) -> Iterator[Problem]:
    """The same without a thought for links."""
    for old in sorted(path for path in vault.index if "_" in path.rpartition("/")[2]):
        yield Problem(
            None, "careless", Fix((), "unsafe", "", frozenset(), Rename(old, old.replace("_", " "))), path=old
        )


@rule(on=Vault, fix="unsafe", group="tests")
def two_headings(vault: Vault) -> Iterator[Problem]:
    """`one` becomes `1` in the first headings of a.md and of b.md, or in neither."""
    edits = []
    for facts in vault.notes():
        if facts.headings and "one" in facts.headings[0].text:
            start = facts.headings[0].start + facts.headings[0].text.index("one")
            edits.append(Edit(start, start + 3, "1", facts.path))
    if len(edits) == 2:
        yield Problem(None, "one", Fix(tuple(edits), "unsafe", "", frozenset({"heading"})), path="a.md")


def run_fix(root: Path, wanted: Callable[..., Iterator[Problem]]) -> tuple[Session, FixResult]:
    made = wanted.rule  # type: ignore[attr-defined]
    plan = Plan(frozenset({made.name}), on_vault=[ActiveRule(made, made.check, "warning", False)])
    tree = scan(root)
    chosen = [one for one in tree.files if one.endswith((".md", ".canvas"))]
    session = Session(Overlay(tree), Scope(chosen, whole=True), Config(), plan)
    session.check_all()
    return session, Fixer(session, unsafe=True).run()


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".obsidian" not in path.parts
    }


VAULT = {
    "old_dir/my_note.md": "# T\n\n[[other_note#H]] [x](../index.md)\n",
    "other_note.md": "## H\n\n[[my_note|shown]]\n",
    "index.md": "[[my_note]] [n](old_dir/my_note.md) ![[a_b.png]] `[[my_note]]`\n\n| a |\n|---|\n| [[my_note\\|t]] |\n",
    "old_dir/a_b.png": b"\x89PNG",
    "map.canvas": '{"nodes":[{"id":"1","type":"file","file":"old_dir/my_note.md"},{"id":"2","type":"text","text":"[[other_note]]"}],"edges":[]}',
}


def test_notes_and_folders_are_renamed_with_every_link_and_back(make_vault: Callable[..., Path]) -> None:
    root = make_vault(VAULT)
    before = contents(root)
    session, result = run_fix(root, underscore_name)
    assert not result.rejected
    saved = save(session.overlay, result, Invocation(["test"]))
    assert not saved.refused
    assert contents(root) == {
        "old dir/my note.md": b"# T\n\n[[other note#H]] [x](../index.md)\n",
        "other note.md": b"## H\n\n[[my note|shown]]\n",
        "index.md": b"[[my note]] [n](old%20dir/my%20note.md) ![[a b.png]] `[[my_note]]`\n\n| a |\n|---|\n| [[my note\\|t]] |\n",
        "old dir/a b.png": b"\x89PNG",
        "map.canvas": b'{"nodes":[{"id":"1","type":"file","file":"old dir/my note.md"},{"id":"2","type":"text","text":"[[other note]]"}],"edges":[]}',
    }
    assert not run_fix(root, underscore_name)[1].renames
    undo(Journal.open(root), saved.run)
    assert contents(root) == before


def test_a_rename_that_breaks_a_link_is_refused(make_vault: Callable[..., Path]) -> None:
    root = make_vault({"a_b.md": "x\n", "c.md": "[[a_b]]\n", "d_e.md": "x\n"})
    session, result = run_fix(root, careless_name)
    assert result.renames == [("d_e.md", "d e.md", "careless-name")]
    assert [one.reason for one in result.rejected] == ["the link [[a_b]] in c.md would no longer lead where it leads"]
    assert not session.overlay.edited
    save(session.overlay, result, Invocation(["test"]))
    assert sorted(contents(root)) == ["a_b.md", "c.md", "d e.md"]


def test_a_name_that_is_taken_is_refused(make_vault: Callable[..., Path]) -> None:
    root = make_vault({"a_b.md": "x\n", "A b.md": "y\n"})
    session, result = run_fix(root, careless_name)
    assert [one.reason for one in result.rejected] == ["A b.md is in the way"]
    assert save(session.overlay, result, Invocation(["test"])).run is None


@pytest.mark.parametrize(
    "second", ["# `one`\n", "# [[one]]\n", "# one\n<<<<<<< x\n", "---\nkanban-plugin: board\n---\n# one\n"]
)
def test_one_note_that_is_not_proved_keeps_the_other_from_being_written(
    make_vault: Callable[..., Path], second: str
) -> None:
    root = make_vault({"a.md": "# one\n", "b.md": second, "one.md": ""})
    session, result = run_fix(root, two_headings)
    assert len(result.rejected) == 1
    assert not session.overlay.edited
    assert not result.fixed


def test_both_notes_are_written_or_none(make_vault: Callable[..., Path]) -> None:
    root = make_vault({"a.md": "# one\n", "b.md": "# one\n"})
    session, result = run_fix(root, two_headings)
    assert result.by_rule == {"two-headings": 1}
    (root / "b.md").write_text("one, edited meanwhile\n")
    saved: Saved = save(session.overlay, result, Invocation(["test"]))
    revert_unwritten(session, result, saved.unwritten)
    assert sorted(saved.stale) == ["a.md", "b.md"]
    assert contents(root) == {"a.md": b"# one\n", "b.md": b"one, edited meanwhile\n"}
    assert session.read_bytes("a.md") == b"# one\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_rename_that_the_disk_refuses_leaves_everything(make_vault: Callable[..., Path]) -> None:
    root = make_vault({"dir/a_b.md": "x\n", "c.md": "[[a_b]]\n"})
    session, result = run_fix(root, underscore_name)
    (root / "dir").chmod(0o555)
    try:
        saved = save(session.overlay, result, Invocation(["test"]))
        revert_unwritten(session, result, saved.unwritten)
    finally:
        (root / "dir").chmod(0o755)
    assert saved.refused
    assert contents(root) == {"c.md": b"[[a_b]]\n", "dir/a_b.md": b"x\n"}
    assert "dir/a_b.md" in session.tree.files
