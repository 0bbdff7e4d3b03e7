"""Whole notes result by every rule: twice is once, undo is exact, and what is not Markdown keeps its bytes."""

# ruff: noqa: E501 (fragments are easier to find in long lines)

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vaultlint.config import Config
from vaultlint.engine.overlay import Overlay
from vaultlint.engine.plan import Plan, make_plan
from vaultlint.engine.session import Scope, Session
from vaultlint.fixing.fixer import Fixer
from vaultlint.fixing.write import Invocation, save
from vaultlint.rule_selection import Selection
from vaultlint.storage.journal import Journal
from vaultlint.storage.undo import undo
from vaultlint.vault.files import scan

pytestmark = pytest.mark.slow

# Fragments of notes, one per line; escapes stand for characters that an editor would not show.
FRAGMENTS = r"""
# Heading|#Heading|## |Setext\n===|- one|- |  - |\t- nested|* [ ] task|- [x]done|-[ ] x|- [] y|1. a|3. b|2. c
> [!note] T|> [! tip] U|> text|> - |[[Note]]|[[gone]]|[[a]|[a]]|![[x.png]]|```|~~~|$$|$x_y$ and $5|%%|%% c %%
<!-- x -->|<div>|</div>|text ^id|^id|==hi==|==open|#tag #1|a[^1]|[^1]: foot|[^1]: again|[t](Note.md)
[t] (https://x.org/a)|(t)[https://x.org]|[t]()|[t](https:/x.org)|[t](https://x.org/?utm_source=y)|[t](http://x.org/)
http://bare.org/x.|[id]: https://x.org|[x][id]|[x][no]|Caf\xc3\xa9 \xe2\u20ac\u201c x|\uf8ff\xfc\xec\xfa
a\u200bb|trailing\x20\x20|tab\there|the the|\u2022 dot|---|<<<<<<< a|=======|>>>>>>> b|TODO|\ufffd|%% vaultlint-disable-line %%|file:///home/x/a.pdf|  |\xa0
a\u2028b||
"""
LINES = st.sampled_from(
    [
        *FRAGMENTS.strip("\n").replace("\n", "|").encode("ascii").decode("unicode_escape").split("|"),
        *("[[Note|x]]", "| a | b |", "|---|---|", "| [[Note|x]] | c |"),
    ]
)
HEADS = st.sampled_from(
    [
        "",
        "---\ntag: x\n---\n",
        "---\naliases: a\nup: [[x]]\n---\n",
        "---\na: {{date}}\n---\n",
        "---\na: [\n---\n",
        "\ufeff",
        "---\nx: 1\n",
    ]
)


@st.composite
def notes(draw: st.DrawFn) -> bytes:
    lines = draw(st.lists(LINES, max_size=14))
    end = draw(st.sampled_from(["\n", "\r\n", "\n", "\r"]))
    return (
        (draw(HEADS) + "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))).replace("\n", end).encode("utf-8")
    )


PLAN = make_plan(Config(), Selection(select=["ALL"]))


#: A definition that nobody uses is not shown to a reader: to take it out loses no word of the text.
SHOWN = make_plan(Config(), Selection(select=["ALL"], ignore=["unused-definition"]))


def session_of(root: Path, plan: Plan = PLAN) -> Session:
    tree = scan(root)
    session = Session(
        Overlay(tree), Scope([one for one in tree.files if one.endswith(".md")], whole=True), Config(), plan
    )
    session.check_all()
    return session


@pytest.mark.parametrize("unsafe", [False, True])
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=notes())
def test_mending_twice_is_mending_once_and_undo_is_exact(unsafe, data):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "vault"
        (root / ".obsidian").mkdir(parents=True)
        (root / "a.md").write_bytes(data)
        (root / "Note.md").write_bytes(b"# Note\n")
        session = session_of(root)
        result = Fixer(session, unsafe=unsafe).run()
        saved = save(session.overlay, result, Invocation(["test"]))
        assert not saved.refused
        once = (root / "a.md").read_bytes()
        again = Fixer(session_of(root), unsafe=unsafe).run()
        assert not again.originals, (once, again.steps)
        if saved.run:
            undo(Journal.open(root), saved.run)
        assert (root / "a.md").read_bytes() == data


WORD = re.compile(r"[a-z]{3,}")


@settings(max_examples=100)
@given(data=notes())
def test_a_safe_fix_loses_no_word(data):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / ".obsidian").mkdir()
        (root / "a.md").write_bytes(data)
        session = session_of(root, SHOWN)
        Fixer(session, unsafe=False).run()
        old, new = (sorted(WORD.findall(one.decode())) for one in (data, session.read_bytes("a.md")))
        lost = [
            word for word in old if word not in new and word not in ("utm", "source", "vaultlint", "disable", "line")
        ]
        assert [word for word in lost if word not in ("tag", "alias")] == []


def test_a_note_that_an_editor_writes_meanwhile_is_looked_at_again(make_vault: Callable[..., Path]) -> None:
    root = make_vault({"a.md": "- one\n- \n"})
    session = session_of(root)

    def write_first(_: object) -> bool:
        (root / "a.md").write_text("new line that is long\n\n- one\n- \n")
        return True

    Fixer(session, unsafe=False, choose=write_first).run()
    assert session.read_bytes("a.md") == b"new line that is long\n\n- one\n"
