"""Directives in comments and in a property, per-file ignores, and directives that silence nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.diagnostic import Diagnostic, Place
from vaultlint.directives import Suppressor
from vaultlint.facts import Directive


def rows(vaultlint, root, *options):
    done = vaultlint("check", "--output-format", "json", *options, cwd=root)
    return [(one["code"], one["location"]["row"]) for one in json.loads(done.out)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- \n- a\n", [("empty-bullet", 1)]),
        ("%% vaultlint-disable empty-bullet %%\n\n- \n- a\n", []),
        ("%% vaultlint-disable structure %%\n\n- \n- a\n", []),
        ("%% vaultlint-disable %%\n\n- \n- a\n", []),
        ("<!-- vaultlint-disable empty-bullet -->\n\n- \n- a\n", []),
        ("%% vaultlint-disable %%\n\n- a\n- \n\n%% vaultlint-enable %%\n\ntext\n\n- b\n- \n", [("empty-bullet", 11)]),
        ("text %% vaultlint-disable-next-line empty-bullet %%\n- \n", []),
        ("- [[gone]] %% vaultlint-disable-line broken-link %%\n\ntext\n", []),
        ("text\n\n- \n\n%% vaultlint-disable-file empty-bullet %%\n", []),
        ("---\nvaultlint-ignore: [empty-bullet]\n---\n- \n- a\n", []),
        ("---\nvaultlint-ignore: empty-bullet\n---\n- \n- a\n", []),
        ("---\nvaultlint-ignore: true\n---\n- \n- a\n", []),
        ("`%% vaultlint-disable %%`\n\n- \n- a\n", [("empty-bullet", 3)]),
        ("%% vaultlint-disable empty-bullet %%\n\ntext\n", [("unused-directive", 1)]),
        ("%% vaultlint-disable emtpy-bullet %%\n\ntext\n", [("unused-directive", 1)]),
    ],
)
def test_directives(make_vault, vaultlint, text, expected):
    assert rows(vaultlint, make_vault({"a.md": text})) == expected


def test_a_directive_for_a_rule_that_did_not_run_is_not_unused(make_vault, vaultlint):
    root = make_vault({"a.md": "%% vaultlint-disable empty-bullet %%\n\ntext\n"})
    assert rows(vaultlint, root, "--select", "mojibake,unused-directive") == []


def test_per_file_ignores(make_vault, vaultlint):
    root = make_vault(
        {
            "vaultlint.toml": '[per-file-ignores]\n"Archive/" = ["structure", "broken-link"]\n',
            "Archive/a.md": "- \n- a\n[[gone]]\n",
            "b.md": "- \n- a\n",
        }
    )
    assert rows(vaultlint, root) == [("empty-bullet", 1)]


def test_unused_directives_are_taken_out_by_fix(make_vault, vaultlint):
    root = make_vault({"a.md": "one\n\n%% vaultlint-disable empty-bullet %%\n\ntext\n"})
    assert vaultlint("fix", cwd=root).status == 0
    assert (root / "a.md").read_text() == "one\n\ntext\n"


def _plain(
    directives: list[Directive], diagnostics: list[Diagnostic]
) -> tuple[list[Diagnostic], list[tuple[int, str]]]:
    """What is shown, and what is unused, by comparing every directive with every diagnostic."""
    shown, used = [], set()
    for one in diagnostics:
        hit = False
        for number, directive in enumerate(directives):
            if directive.first_row <= one.end.row and one.place.row <= directive.last_row:
                rules = directive.rules
                name = one.rule if one.rule in rules else one.group if one.group in rules else ""
                if name or not rules or "ALL" in rules:
                    used.add((number, name if rules and "ALL" not in rules else ""))
                    hit = True
        if not hit:
            shown.append(one)
    unused = []
    for number, directive in enumerate(directives):
        names = directive.rules if directive.rules and "ALL" not in directive.rules else ("",)
        unused += [(number, name) for name in names if (number, name) not in used]
    return shown, unused


_ROWS = st.tuples(st.integers(1, 9), st.integers(0, 4)).map(lambda pair: (pair[0], pair[0] + pair[1]))
_NAMES = st.lists(st.sampled_from(["a", "b", "g", "h", "ALL", "x"]), max_size=3, unique=True).map(tuple)


@given(
    st.lists(st.tuples(_NAMES, _ROWS), max_size=6),
    st.lists(st.tuples(st.sampled_from(["ag", "bg", "ch", "dh"]), _ROWS), max_size=6),
)
def test_directives_are_compared_with_diagnostics_as_if_one_by_one(
    made: list[tuple[tuple[str, ...], tuple[int, int]]], reported: list[tuple[str, tuple[int, int]]]
) -> None:
    directives = [
        Directive(names, first, last, number, number, first, 1) for number, (names, (first, last)) in enumerate(made)
    ]
    diagnostics = [
        Diagnostic("n.md", Place(row, 1), Place(end, 1), word[0], word[1], "info", "", "")
        for word, (row, end) in reported
    ]
    suppressor = Suppressor(directives, diagnostics)
    shown, unused = _plain(directives, diagnostics)
    assert suppressor.shown() == shown
    assert [(one.start, name) for one, name in suppressor.unused()] == unused
