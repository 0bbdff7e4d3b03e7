"""A rule that first asks whether it can find anything says what it says without that question.

(Texts that a rule requires are tested in `tests/engine/test_required_text.py`.)
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import FRAGMENTS, notes

from vaultlint.note import Note
from vaultlint.pattern import Pattern

_ALL, _NONE = Pattern(""), Pattern(r"(?!)")
#: The rule, its shortcut, and what replaces it so that nothing is cut short.
_SHORTCUTS = (
    ("links.malformed_wikilink", "_UNUSUAL", _ALL),
    ("links.unescaped_table_pipe", "_BAR_BEFORE_DASH", _ALL),
    ("properties.invalid_tag", "_PLAIN", _NONE),
    ("structure.ordered_list_numbering", "_NUMBERED_LINE", Pattern(r"[\s\S]")),
    ("structure.table_columns", "_is_regular", lambda *_: False),
)
_MORE = (
    "[[http://a.b]]", "[[ WWW.a.b]]", "[[a]](http://x.y)", "[[a [b] c]](www.x)", "[[]]", "[[ | ]]", "[[a]", "[a]]",
    "[[a\nb]]", "|---|\n", "| - |\n", "- | -\n", "| a | b | c |\n", "a | b\n", "[[a|b]] |", "-\n", "- -\n", "- >\n",
    "\n2. ", "\n3. ", "\n  2) ", "> 4. ", "-[ ] ", "- [  ] x", "- [x]y", "- []  a", "- [\u00a0] a", "> [ !note]\n",
    "> [!tip\n", "> [!info]\n> [!bug]\n", "tags: [a b, 12, c!]\n", "tags: a, b\n", "tag: '#x'\n", "tags: #x\n",
)  # fmt: skip
_PARTS = st.lists(st.one_of(st.sampled_from(_MORE), st.sampled_from(_MORE), st.sampled_from(FRAGMENTS)), max_size=12)
_NOTES = st.one_of(
    notes,
    _PARTS.map("".join),
    st.tuples(st.just("---\n"), _PARTS.map("".join), st.just("\n---\n")).map("".join),
)


def _said(module: Any, text: str) -> list[tuple[object, ...]]:
    note = Note("a.md", text)
    rule = getattr(module, module.__name__.rpartition(".")[2]).rule
    given_to = [(note,)] if rule.on is Note else [(spans, note)] if (spans := note.spans(rule.on)) else []
    found = [problem for arguments in given_to for problem in rule.check(*arguments)]
    return [(one.where, one.message, one.fix) for one in found]


@pytest.mark.parametrize(("name", "shortcut", "open_gate"), _SHORTCUTS, ids=[name for name, _, _ in _SHORTCUTS])
def test_a_shortcut_changes_nothing(name: str, shortcut: str, open_gate: object) -> None:
    module = import_module(f"vaultlint.rules.{name}")

    @settings(max_examples=250)
    @given(_NOTES)
    def same(text: str) -> None:
        with pytest.MonkeyPatch.context() as opened:
            opened.setattr(module, shortcut, open_gate)
            without = _said(module, text)
        assert _said(module, text) == without

    same()
