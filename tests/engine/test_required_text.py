"""A rule says nothing of a note that lacks the text that it requires, so that it need not be called."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings

from vaultlint import rule_registry
from vaultlint.engine import check_note
from vaultlint.markdown.spans import Span
from vaultlint.note import Note
from vaultlint.rule import Rule

sys.path.append(str(Path(__file__).parent.parent / "markdown"))
from strategies import notes

REQUIRING = [rule for rule in rule_registry.load_all() if rule.requires is not None]


def occurs(note: Note, rule: Rule) -> bool:
    assert rule.requires is not None
    return check_note.occurs(note, rule.requires)


def test_some_rules_require_a_text() -> None:
    assert {"empty-bullet", "unclosed-highlight"} <= {rule.name for rule in REQUIRING}


@pytest.mark.slow
@pytest.mark.parametrize("rule", REQUIRING, ids=lambda rule: rule.name)
@settings(max_examples=500)
@example("- \n")
@example("1. one\n2.\n\n> 3)\n")
@example("- - *\t\r- [ ]\u00a0\r> - >")
@example("- %% nothing %%\n")
@example("text\n-\n")
@example("[^1]: -\n")
@example("[^1]: - [ ] *\n")
@example("\ufeff-\n")
@example("---\na: b\n---\n-")
@example("> [ !note]\n> ==a")
@given(text=notes)
def test_nothing_is_found_without_the_required_text(rule: Rule, text: str) -> None:
    note = Note("note.md", text)
    if occurs(note, rule):
        return
    if not issubclass(rule.on, Span):
        assert not list(rule.check(note))
    elif spans := note.spans(rule.on):
        assert not list(rule.check(spans, note))
