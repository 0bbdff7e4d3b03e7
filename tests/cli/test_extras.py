"""What only one command needs is an extra, and without it the command says in a sentence what to install."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from vaultlint.errors import EXTRAS

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.mark.parametrize(
    ("extra", "package", "arguments"),
    [
        ("online", "httpx", ("links", "--online")),
        ("online", "httpcore", ("links", "--offline")),
        ("report", "jinja2", ("report", "report.html")),
        ("server", "pygls", ("server",)),
        ("schemas", "jsonschema", ("check",)),
    ],
)
def test_a_missing_extra_is_named(tmp_path: Path, make_vault, vaultlint, extra, package, arguments) -> None:
    vault = make_vault(
        {"a.md": "x\n", "s.json": "{}", "vaultlint.toml": '[[schemas]]\npaths = ["*"]\nschema = "s.json"\n'}
    )
    (tmp_path / "gone").mkdir()
    hidden = f"raise ModuleNotFoundError('no {package}', name='{package}')\n"
    (tmp_path / "gone" / f"{package}.py").write_text(hidden, "utf-8")
    if extra != "schemas":
        (vault / "vaultlint.toml").unlink()
    done = vaultlint(*arguments, cwd=vault, env={"PYTHONPATH": str(tmp_path / "gone")})
    assert done.status == 2
    assert done.out == ""
    assert f"the extra `{extra}`" in done.err
    assert package in done.err
    assert len(done.err.splitlines()) == 1
    assert re.search(r'"([\w-]+)\[', done.err)[1] == PROJECT["name"]


def test_the_extras_exist_and_the_core_needs_none_of_them() -> None:
    core = {re.split(r"[<>=]", one)[0] for one in PROJECT["dependencies"]}
    for extra, packages in EXTRAS.items():
        offered = {re.split(r"[<>=]", one)[0] for one in PROJECT["optional-dependencies"][extra]}
        assert offered & set(packages)
        assert not core & set(packages)


def test_the_online_hook_installs_what_it_needs() -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert hooks["vaultlint-online"]["additional_dependencies"] == PROJECT["optional-dependencies"]["online"]
