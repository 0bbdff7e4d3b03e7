"""The examples of the rulebook and the edge cases beside this file, run in all their surroundings."""

from __future__ import annotations

from pathlib import Path

import pytest

from vaultlint.rule_registry import catalogue, load
from vaultlint.rule_selection import ENGINE_RULES
from vaultlint.ruletest.cases import Case, read_cases
from vaultlint.ruletest.runner import check, expected, fix_case, run
from vaultlint.ruletest.update import case_files, mirror, rewrite_folder
from vaultlint.ruletest.variants import make_variant, variants_of

HERE = Path(__file__).parent
RULES = HERE.parent.parent / "rules"
CASES = [
    case for path in (*case_files(RULES), *case_files(HERE)) for case in read_cases(path.read_text("utf-8"), path.stem)
]


def _case_variants() -> list[object]:
    return [
        pytest.param(
            case,
            variant,
            id=f"{case.rule}: {case.name} ({variant})",
            marks=() if variant == "as written" else pytest.mark.slow,
        )
        for case in CASES
        for variant in variants_of(case)
    ]


@pytest.mark.parametrize(("case", "variant"), _case_variants())
def test_case(case: Case, variant: str) -> None:
    outcome, wanted = run(case, variant), expected(case, variant)
    assert outcome.report == wanted.report
    assert outcome.fixed == wanted.fixed
    assert not outcome.problems


@pytest.mark.slow
@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.rule}: {case.name}") for case in CASES])
def test_with_all_rules(case: Case) -> None:
    names = [*catalogue(), *ENGINE_RULES]
    files = make_variant(case, "as written").files
    failures = [
        one for one in check(files, names, case.rule, case.options) if one.message.startswith("the rule failed")
    ]
    assert not failures
    # A fix that cannot be proved harmless is refused; what is left must then stay as it is.
    fixed, _ = fix_case(files, names, "safe", case.rule, case.options)
    assert fix_case(fixed, names, "safe", case.rule, case.options)[0] == fixed


# A note that cannot be read cannot be written down as a case either.
@pytest.mark.parametrize("name", sorted({*catalogue(), *ENGINE_RULES} - {"unreadable-note"}))
def test_every_rule_has_a_note_with_cases_for_and_against_it(name: str) -> None:
    cases = read_cases((RULES / f"{name}.md").read_text("utf-8"), name)
    assert any(case.report for case in cases), "no case that is reported"
    assert any(not case.report for case in cases), "no case that must not be reported"


def test_every_note_belongs_to_a_rule() -> None:
    assert {path.stem for path in RULES.glob("*.md")} - {"Rules"} <= {*catalogue(), *ENGINE_RULES}


@pytest.mark.parametrize(
    "path", [path for path in case_files(RULES) if path.stem in catalogue()], ids=lambda path: path.stem
)
def test_front_matter_mirrors_the_code(path: Path) -> None:
    text = path.read_text("utf-8")
    assert mirror(text, load(path.stem)) == text, "run `python tools/rulebook.py`"


def test_names_of_cases_are_unique() -> None:
    named = [(case.rule, case.name) for case in CASES]
    assert sorted(set(named)) == sorted(named)


def test_rewriting_changes_nothing(tmp_path: Path) -> None:
    for path in RULES.glob("*.md"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert rewrite_folder(tmp_path) == [], "run `python tools/rulebook.py`"
