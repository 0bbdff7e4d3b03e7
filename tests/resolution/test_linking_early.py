"""What a rule says of a note before the others are read is what it says when all are known."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaults import facts_of, vault_of

from vaultlint.config import Config
from vaultlint.engine.check_note import Placer
from vaultlint.engine.check_vault import NamesOnlyVault, NotYetKnown, check_facts, check_links_by_name
from vaultlint.engine.plan import make_plan
from vaultlint.facts import OPEN
from vaultlint.rule_selection import Selection
from vaultlint.settings import VaultSettings
from vaultlint.vault.shared import FileNames

ROOT = Path("/nowhere")
PATHS = ("a.md", "b.md", "c.md", "in/a.md", "in/d.md", "Other note.md", "image.png")
LINKS = (
    *("[[a]]", "[[b]]", "![[c]]", "[[in/a]]", "[[d|shown]]", "[[Nowhere]]", "[[Other note]]", "[[other NOTE]]"),
    *("[[#Part]]", "[[a#Part]]", "[[#^id]]", "[[c#Gone]]", "[[b#^id]]", "![[image.png]]", "![[gone.png]]", "[x](b.md)"),
    *("[x](../out.md)", "[x](in/d.md)", "[x](file:///home/ida/x.md)", "[x](C:/Users/ida/x)", "[{{t}}](b.md)"),
    *("[Dreamer](https://arxiv.org/abs/1912.01603)", "[Muzero](https://arxiv.org/abs/1912.01603)", "<https://x.org/>"),
    *("[A Long Title Of Bears](https://x.org/p)", "[Some Other Words Here](https://x.org/p)"),
    "[x](https://x.org/f?Expires=1500000000&Signature=a&Key-Pair-Id=b)",
)
TEXTS = st.lists(st.sampled_from((*LINKS, "# Part", "text ^id", "---\naliases: [Nowhere]\n---")), max_size=5).map(
    "\n\n".join
)


@given(st.dictionaries(st.sampled_from(PATHS), TEXTS, min_size=1), st.booleans(), st.booleans())
def test_what_is_said_early_is_what_is_said_late(files: dict[str, str], whole: bool, all_rules: bool) -> None:
    plan = make_plan(Config(), Selection(("ALL",), (), (), "test") if all_rules else None)
    vault = vault_of(files, root=ROOT, whole=whole)
    names = NamesOnlyVault(ROOT, VaultSettings(), FileNames(sorted(files)), whole)
    placer = Placer(files.get)
    for path, text in files.items():
        facts = facts_of(path, text)
        if facts is None:
            continue
        early = check_links_by_name(facts, facts.traits, plan, names, files.get)
        if early is not None:
            assert early == check_facts(facts, plan, placer, vault)
            assert not vault.unsettled(facts)


def test_a_note_whose_links_lead_to_files_by_name_needs_no_other_note() -> None:
    files = {"a.md": "[[b]] [[#Part]]\n\n# Part\n", "b.md": "[[a#Part]]\n", "c.md": "[[Nowhere]]\n"}
    names = NamesOnlyVault(ROOT, VaultSettings(), FileNames(sorted(files)), True)
    found = {}
    for path, text in files.items():
        facts = facts_of(path, text)
        assert facts is not None
        found[path] = check_links_by_name(facts, facts.traits, make_plan(Config()), names, files.get)
    assert found == {"a.md": [], "b.md": None, "c.md": None}


def test_a_vault_of_names_knows_no_other_note() -> None:
    names = NamesOnlyVault(ROOT, VaultSettings(), FileNames(["a.md", "b.md"]), True)
    facts = facts_of("a.md", "text")
    assert facts is not None
    names.look_at(facts)
    assert names.facts("a.md") is facts
    for ask in (
        lambda: names.facts("b.md"),
        lambda: names.git,
        names.notes,
        lambda: names.count_mentions("x"),
        lambda: names.gone,
    ):
        with pytest.raises(NotYetKnown):
            ask()
    assert not make_plan(Config()).rules[0].traits & OPEN


def test_who_asks_for_a_missing_note_is_counted_among_the_others_only(make_vault, vaultlint) -> None:
    files = {f"{n}.md": f"[[{n + 1}]]\n" for n in range(199)} | {"199.md": "[[x y]]\n", "x.md": "[[x y]]\n"}
    done = vaultlint("check", "--no-cache", cwd=make_vault(files))
    assert done.out.count("note `x y` does not exist yet; 2 notes ask for it") == 2
