"""A configuration that comes with the notes names no code and no file outside their tree."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hostile import git, vaultlint, write

from vaultlint.config.keys import KEYS
from vaultlint.config.trust import CODE_KEYS, FILE_KEYS, USER_KEYS

RULE = """
from pathlib import Path
Path({marker!r}).write_text("ran")
from vaultlint.markdown.spans import Heading
from vaultlint.rule import Problem, rule


@rule(on=Heading)
def shout(headings, note):
    '''A heading.'''
    for one in headings:
        yield Problem(one, "heard")
"""
CALLS = (
    ("check",), ("check", "--select", "broken-link"), ("check", "-"), ("fix",), ("fix", "--diff"), ("format",),
    ("format", "--check"), ("format", "--diff"), ("links",), ("links", "--format", "dot"), ("links", "--offline"),
    ("explain", "broken-link"), ("explain", "shout"), ("rules",), ("rules", "--test"), ("mv", "b.md", "c.md"),
    ("mv", "--diff", "b.md", "c.md"), ("undo",), ("history",), ("baseline", "create"), ("baseline", "show"),
    ("baseline", "prune"), ("init",), ("init", "--print"), ("config",), ("config", "--format", "json"), ("clean",),
    ("check", "--staged"), ("check", "--changed-since", "HEAD"), ("completion", "bash"),
)  # fmt: skip


def vault(tmp_path: Path, config: str, where: str = "vaultlint.toml") -> tuple[Path, Path]:
    marker = tmp_path / "it-ran"
    files = {"a.md": "# A\n\n[[b]]\n", "b.md": "# B\n", "rules/shout.py": RULE.format(marker=str(marker))}
    root = write(tmp_path / "vault", {**files, ".obsidian/app.json": "{}", where: config})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    return root, marker


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_no_command_runs_code_of_the_vault(tmp_path: Path, call: tuple[str, ...]) -> None:
    root, marker = vault(tmp_path, 'rule-paths = ["rules"]\nextend-select = ["shout"]\n[severity]\nshout = "error"\n')
    done = vaultlint(root, *call)
    assert not marker.exists()
    if call[0] in ("check", "fix"):
        assert done.status == 2
        assert "--trust-config" in done.err
    if call[0] in ("links", "clean", "config", "format") and "--offline" not in call:
        assert done.status == 0, done.err


@pytest.mark.parametrize("where", ["vaultlint.toml", ".vaultlint.toml", "pyproject.toml"])
def test_a_configuration_above_the_vault_is_trusted_no_more(tmp_path: Path, where: str) -> None:
    text = 'rule-paths = ["rules"]\n'
    root, marker = vault(tmp_path, "[tool.vaultlint]\n" + text if where == "pyproject.toml" else text, where)
    write(root, {"inner/.obsidian/app.json": "{}", "inner/a.md": "# A\n"})
    assert vaultlint(root / "inner", "check").status == 2
    assert not marker.exists()


def test_code_of_an_extended_configuration(tmp_path: Path) -> None:
    root, marker = vault(tmp_path, 'extend = "base.toml"\n')
    write(root, {"base.toml": 'rule-paths = ["rules"]\n'})
    assert vaultlint(root, "check").status == 2
    assert not marker.exists()


def test_consent(tmp_path: Path) -> None:
    root, marker = vault(tmp_path, 'rule-paths = ["rules"]\n')
    for arguments, environment in (
        (["--trust-config"], {}),
        (["--config", "vaultlint.toml"], {}),
        ([], {"VAULTLINT_TRUST_CONFIG": "1"}),
    ):
        marker.unlink(missing_ok=True)
        assert vaultlint(root, "check", *arguments, environment=environment).status == 1
        assert marker.exists()
    marker.unlink()
    assert vaultlint(root, "check", environment={"VAULTLINT_TRUST_CONFIG": "0"}).status == 2
    assert vaultlint(root, "check", "--isolated", "--trust-config").status == 0
    assert not marker.exists()


def test_the_trust_list_holds_contents(tmp_path: Path) -> None:
    root, marker = vault(tmp_path, 'rule-paths = ["rules"]\n')
    assert vaultlint(root, "config", "--trust").status == 0
    assert not marker.exists()
    assert vaultlint(root, "check").status == 1
    marker.unlink()
    with (root / "rules/shout.py").open("a") as file:
        file.write("# another line, of a pull request\n")
    assert vaultlint(root, "check").status == 2
    assert vaultlint(root, "config", "--trust").status == 0
    assert vaultlint(root, "config", "--untrust").status == 0
    assert vaultlint(root, "check").status == 2
    assert not marker.exists()


def test_files_outside_the_tree(tmp_path: Path) -> None:
    outside = write(tmp_path, {"base.toml": 'ignore = ["ALL"]\n', "base.json": '{"version": 1, "problems": []}'})
    for config, key in (
        (f'extend = "{outside}/base.toml"\n', "extend"),
        ('extend = "../base.toml"\n', "extend"),
        ('extend = "link.toml"\n', "extend"),
        ('baseline = "../base.json"\n', "baseline"),
        ('baseline = ".git/config"\n', "baseline"),
        (f'cache-dir = "{outside}/cache"\n', "cache-dir"),
        ('cache-dir = "cache"\n', "cache-dir"),
    ):
        root = write(tmp_path / "vault", {"a.md": "[[a#No]]\n", ".obsidian/app.json": "{}", "vaultlint.toml": config})
        git(root, "init", "-q")
        if not (root / "link.toml").is_symlink():
            (root / "link.toml").symlink_to(outside / "base.toml")
        done = vaultlint(root, "check")
        assert done.status == 1, config
        assert [line for line in done.err.splitlines() if key in line and "--trust-config" in line], config
        assert not (outside / "cache").exists()
        assert not (root / "cache").exists()


def test_a_configuration_that_is_a_link_out_of_the_tree(tmp_path: Path) -> None:
    write(tmp_path, {"secret": "token = hunter2\n"})
    root = write(tmp_path / "vault", {"a.md": "[[a#No]]\n", ".obsidian/app.json": "{}"})
    (root / "vaultlint.toml").symlink_to(tmp_path / "secret")
    done = vaultlint(root, "check")
    assert done.status == 1
    assert "hunter2" not in done.out + done.err


def test_a_cache_below_the_users_own_is_allowed(tmp_path: Path) -> None:
    cache = Path(os.environ["VAULTLINT_CACHE_DIR"])
    config = f"cache-dir = {json.dumps(str(cache / 'mine'))}\n"
    root = write(tmp_path / "vault", {"a.md": "# A\n", ".obsidian/app.json": "{}", "vaultlint.toml": config})
    assert "cache-dir" not in vaultlint(root, "check").err


def test_every_key_that_names_files_or_code_is_known_to_be_one() -> None:
    readers = {key for key, entry in KEYS.items() if entry.read.__name__ in ("_file", "_files", "_folder")}
    assert readers <= {*CODE_KEYS, *FILE_KEYS, *USER_KEYS}


@pytest.mark.parametrize(
    "text",
    ["x = " + "[" * 50_000, "x = " + "9" * 10_000, "x = \x1b]0;title\x07", "select = 1", "[tool]\nx = 1"],
)
def test_a_broken_configuration_is_one_sentence(tmp_path: Path, text: str) -> None:
    root = write(tmp_path / "vault", {"a.md": "# A\n", ".obsidian/app.json": "{}", "vaultlint.toml": text})
    done = vaultlint(root, "check")
    assert done.status == 2
    assert len(done.err.splitlines()) == 1
    assert "\x1b" not in done.err
