"""`vaultlint.api` is all that a rule's author imports, and old import paths still work."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from importlib import import_module
from pathlib import Path

import pytest

from vaultlint import api
from vaultlint.plugins import moved

RULES = Path(api.__file__).parent / "rules"


def test_everything_in_the_api_is_listed_in_its_docstring_once() -> None:
    listed = re.findall(r"`(\w+)`", (api.__doc__ or "").partition("**Rules**")[2])
    assert sorted(listed) == sorted(api.__all__)
    assert all(getattr(api, name).__doc__ for name in api.__all__ if name not in ("Applicability", "Severity"))


def test_the_api_has_what_the_built_in_rules_take_from_the_same_modules() -> None:
    homes = ("rule", "note", "facts", "markdown.spans", "vault.vault", "online.answers")
    used = {
        alias.name
        for path in RULES.rglob("[!_]*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module in {f"vaultlint.{home}" for home in homes}
        for alias in node.names
    }
    internal = {"is_markdown", "Directive", "RawNote", "NEVER_REWRITTEN", "Change", "LINKS_TO_WEB", "fragment_of"}
    assert used - internal <= set(api.__all__)


@pytest.mark.parametrize("old", sorted(moved.MOVED))
def test_a_moved_module_is_found_with_a_warning(old: str) -> None:
    moved.install()
    sys.modules.pop(f"vaultlint.{old}", None)
    with pytest.warns(DeprecationWarning, match=f"vaultlint.{re.escape(old)} has moved"):
        found = import_module(f"vaultlint.{old}")
    assert found is import_module(f"vaultlint.{moved.MOVED[old]}")


def test_vault_is_found_where_it_was() -> None:
    with pytest.warns(DeprecationWarning, match="import Vault from vaultlint.api"):
        from vaultlint.vault import Vault
    assert Vault is api.Vault


def test_a_plugin_rule_of_version_0_1_still_runs(make_vault, vaultlint) -> None:
    rule = (
        "from vaultlint.linking.index import path_key\n"
        "from vaultlint.rule import Problem, rule\n"
        "from vaultlint.vault import Vault\n\n"
        "@rule(on=Vault)\n"
        "def one_note(vault):\n"
        '    """A vault of one note."""\n'
        "    for facts in vault.notes():\n"
        '        yield Problem(None, f"note {path_key(facts.path)}", path=facts.path)\n'
    )
    root = make_vault({"A.md": "x\n"})
    config = root.parent / "trusted.toml"
    (root.parent / "one_note.py").write_text(rule)
    config.write_text('rule-paths = ["one_note.py"]\nselect = ["one-note"]\n')
    done = vaultlint("check", "--config", config, cwd=root)
    assert (done.status, done.out) == (1, "A.md:1:1: one-note note a.md\n"), done.err


def test_importing_the_api_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        import_module("vaultlint.api")
