"""What `init` writes holds only the keys that were meant, whatever a vault's settings and names are."""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from pathlib import Path

import pytest
from hostile import vaultlint, write
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultlint.config.migrate import import_config
from vaultlint.config.starter import Seen, propose

EVIL = 'x\nrule-paths = ["evil.py"]\n#'
TOP = {"preset", "extend-select", "ignore", "exclude", "severity", "per-file-ignores", "respect-gitignore", "patterns"}
TOP |= {"format", "rules"}
ANY = st.one_of(
    st.text(max_size=12), st.sampled_from([EVIL, '"""', "'''", "]\n[x]", "\r", "\x00", "\x7f", "#", "\u2028", "\ud800"])
)


@given(
    templates=st.lists(ANY, max_size=2), daily=ANY, attachments=ANY, quiet=st.lists(ANY, max_size=2),
    configs=st.lists(ANY, max_size=2), publishes=ANY,
)  # fmt: skip
def test_a_proposal_holds_the_keys_that_were_meant(
    templates: list[str], daily: str, attachments: str, quiet: list[str], configs: list[str], publishes: str
) -> None:
    seen = Seen(1, 0.1, 1, templates, daily, attachments, 1, 1, publishes, quiet, configs)
    read = tomllib.loads(propose(seen).encode("utf-8").decode())
    assert read == {
        "preset": "publish" if publishes else "recommended",
        "extend-select": [],
        "ignore": [],
        "exclude": [],
        "severity": {},
    }


MARKDOWNLINT = st.dictionaries(
    st.one_of(ANY, st.sampled_from(["MD001", "default", "extends", "line-length", "headings"])),
    st.one_of(st.booleans(), ANY, st.none(), st.integers(), st.dictionaries(ANY, ANY, max_size=2)),
    max_size=4,
)
REGEX = st.fixed_dictionaries(
    {}, optional={"label": ANY, "find": ANY, "replace": ANY, "flags": ANY, "enabled": st.booleans()}
)
LINTER = st.fixed_dictionaries(
    {"ruleConfigs": st.dictionaries(ANY, st.fixed_dictionaries({"enabled": st.booleans()}), max_size=3)},
    optional={
        "foldersToIgnore": st.lists(ANY, max_size=2),
        "filesToIgnore": st.lists(st.fixed_dictionaries({"match": ANY}), max_size=2),
        "customRegexes": st.lists(REGEX, max_size=3),
        "lintCommands": st.lists(ANY, max_size=1),
    },
)
CLI2 = st.fixed_dictionaries({"config": MARKDOWNLINT}, optional={"ignores": st.lists(ANY, max_size=3), "fix": ANY})


@pytest.mark.parametrize(
    ("name", "content"),
    [(".markdownlint.json", MARKDOWNLINT), ("data.json", LINTER), (".markdownlint-cli2.jsonc", CLI2)],
)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_an_import_holds_the_keys_that_were_meant(name: str, content: st.SearchStrategy, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_text(json.dumps(data.draw(content)), "utf-8")
        text = "\n".join(import_config(file).lines())
    assert set(tomllib.loads(text.encode("utf-8").decode())) <= TOP


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be made")
def test_init_in_a_vault_that_would_write_the_configuration(tmp_path: Path) -> None:
    root = write(
        tmp_path / "vault",
        {
            ".obsidian/templates.json": json.dumps({"folder": EVIL}),
            ".obsidian/daily-notes.json": json.dumps({"folder": EVIL}),
            ".obsidian/app.json": json.dumps({"attachmentFolderPath": EVIL}),
            f"{EVIL.replace('/', '')}/archive/a.md": "- \n",
            "evil.py": f"open({str(tmp_path / 'it-ran')!r}, 'w')",
            ".markdownlint.json": json.dumps({EVIL: True, "extends": EVIL}),
        },
    )
    for arguments in ((), ("--from", ".markdownlint.json")):
        (root / "vaultlint.toml").unlink(missing_ok=True)
        assert vaultlint(root, "init", *arguments).status == 0
        assert set(tomllib.loads((root / "vaultlint.toml").read_text("utf-8"))) <= TOP
        vaultlint(root, "check", "--trust-config")
        assert not (tmp_path / "it-ran").exists()
