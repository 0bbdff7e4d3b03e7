"""Whatever rules propose, sensible or not: twice is once, undo is exact, and a construct they may not change stays."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_mending import notes

from vaultlint.config import Config
from vaultlint.engine.overlay import Overlay
from vaultlint.engine.plan import ActiveRule, Plan
from vaultlint.engine.session import Scope, Session
from vaultlint.fixing.fixer import Fixer
from vaultlint.fixing.results import FixResult
from vaultlint.fixing.write import Invocation, save
from vaultlint.note import Note
from vaultlint.rule import Change, Edit, Fix, Problem, Rule
from vaultlint.storage.journal import Journal
from vaultlint.storage.undo import undo
from vaultlint.vault.files import scan

PIECES = [
    "a",
    "b",
    "ab",
    "",
    " ",
    "\n",
    "- ",
    "# ",
    "[[",
    "]]",
    "`",
    "$",
    "%%",
    "> ",
    "x",
    "\t",
    "^id",
    "#",
    "```\n",
    "é",
]
WORDS: list[Change] = ["prose", "link", "heading", "list", "code", "layout", "all"]


def rewriting(name: str, old: str, new: str, may_change: frozenset[Change], safe: bool) -> ActiveRule:
    """A rule that puts `new` in the place of every `old`, as far as it may."""

    def check(note: Note) -> Iterator[Problem]:
        for match in re.finditer(re.escape(old), note.text) if old else ():
            edit = Edit(match.start(), match.end(), new)
            yield Problem(
                None, name, Fix((edit,), "safe" if safe else "unsafe", "", may_change), key=str(match.start())
            )

    made = Rule(name, "tests", Note, "warning", True, "safe", True, True, check)
    return ActiveRule(made, check, "warning", True)


RULES = st.lists(
    st.tuples(
        st.sampled_from(PIECES),
        st.sampled_from(PIECES),
        st.frozensets(st.sampled_from(WORDS), max_size=2),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)
TEXTS = st.one_of(notes(), st.text("ab[]#-`$%> \n\té^id", max_size=30).map(str.encode), st.binary(max_size=20))


def run_fix(root: Path, plan: Plan) -> tuple[Session, FixResult]:
    session = Session(Overlay(scan(root)), Scope(["a.md"], whole=True), Config(), plan)
    session.check_all()
    return session, Fixer(session, unsafe=True).run()


@settings(max_examples=200)
@example(data=b"[ ", rules=[("a", "- ", frozenset(), False), (" ", "a", frozenset(), False)])
@given(data=TEXTS, rules=RULES)
def test_twice_is_once_and_undo_is_exact(data: bytes, rules: list[tuple[str, str, frozenset[Change], bool]]) -> None:
    active = [rewriting(f"rule-{number}", *one) for number, one in enumerate(rules)]
    plan = Plan(frozenset(one.name for one in active), on_note=active)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "vault"
        root.mkdir()
        (root / "a.md").write_bytes(data)
        session, result = run_fix(root, plan)
        saved = save(session.overlay, result, Invocation(["test"]))
        once = (root / "a.md").read_bytes()
        assert once == session.read_bytes("a.md")
        assert (saved.run is not None) == (once != data)
        assert not run_fix(root, plan)[1].originals, once
        if saved.run:
            undo(Journal.open(root), saved.run)
        assert (root / "a.md").read_bytes() == data


def test_rules_that_undo_each_other_are_named_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"cat dog cow\n")
    rules = [("cat", "dog"), ("dog", "cat"), ("cow", "ox")]
    active = [rewriting(f"{old}-{new}", old, new, frozenset(), True) for old, new in rules]
    session, result = run_fix(tmp_path, Plan(frozenset(one.name for one in active), on_note=active))
    assert session.read_bytes("a.md") == b"cat dog ox\n"
    assert {one.reason for one in result.rejected} == {"cat-dog and dog-cat undo each other"}
    assert result.by_rule == {"cow-ox": 1}


def test_a_rule_without_an_end_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x cow\n")
    active = [rewriting("grow", "x", "xx", frozenset(), True), rewriting("cow-ox", "cow", "ochs", frozenset(), True)]
    session, result = run_fix(tmp_path, Plan(frozenset(one.name for one in active), on_note=active))
    assert session.read_bytes("a.md") == b"x ochs\n"
    assert [one.reason for one in result.rejected] == ["grow would go on for ever"]
