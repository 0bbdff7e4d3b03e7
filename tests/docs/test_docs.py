"""What the documentation says is true: commands and options exist, keys are all there, snippets load."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import click
import pytest
import yaml

from vaultlint import __version__
from vaultlint.cli import COMMANDS, cli
from vaultlint.config import load_config
from vaultlint.config.format_style import choices
from vaultlint.config.keys import KEYS, OVERRIDE_KEYS, PATTERN_KEYS, WHERE
from vaultlint.config.presets import presets
from vaultlint.report import FORMATS, formats
from vaultlint.rule_selection import known

ROOT = Path(__file__).resolve().parents[2]
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS]
CONFIGURATION = ROOT / "docs" / "configuration.md"

_FENCE = re.compile(r"^( *)(`{3,})([^\n`]*)\n(.*?)^\1\2$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_SHELL = {"console", "sh", "yaml"}


class Block(NamedTuple):
    page: str
    row: int
    language: str
    text: str


def blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    return [
        Block(page.name, text.count("\n", 0, found.start()) + 1, found[3].strip(), found[4])
        for found in _FENCE.finditer(text)
    ]


def of_language(*languages: str, pages: list[Path] = PAGES) -> list[Block]:
    return [one for page in pages for one in blocks(page) if one.language in languages]


def named(one: object) -> str:
    return f"{one.page}:{one.row}" if isinstance(one, Block) else str(one)


def inline_code(page: Path) -> Iterator[str]:
    """What stands between back-ticks in the text, on one line each."""
    for found in _CODE.finditer(_FENCE.sub("", page.read_text("utf-8"))):
        yield " ".join(found[2].split())


def calls(line: str) -> Iterator[list[str]]:
    """The words of each call of vaultlint in a line for a shell, `vaultlint` left out."""
    words = shlex.shlex(line.replace("…", ""), posix=True, punctuation_chars="|&;<>()")
    words.whitespace_split = True
    words.commenters = "#"
    call: list[str] | None = None
    at_start = True
    for word in words:
        if set(word) <= set("|&;<>()"):
            if call is not None:
                yield call
            call, at_start = None, word not in ("<", ">")
        elif call is not None:
            call.append(word)
        else:
            call = [] if at_start and word.rpartition("/")[2] == "vaultlint" else None
            at_start = at_start and (word == "exec" or "=" in word)
    if call:
        yield call


@cache
def options_of(*path: str) -> frozenset[str]:
    """Every option that the help of a command lists."""
    command: click.Command = cli
    context = click.Context(cli, info_name="vaultlint")
    found = {"--help", "-h"}
    for name in path:
        assert isinstance(command, click.Group)
        inner = command.get_command(context, name)
        assert inner is not None, f"no command {' '.join(path)}"
        command = inner
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            found |= {*parameter.opts, *parameter.secondary_opts}
    return frozenset(found)


def command_of(words: list[str]) -> tuple[str, ...]:
    plain = [word for word in words if not word.startswith("-")]
    if not plain:
        return ()
    if plain[0] == "baseline" and len(plain) > 1:
        return (plain[0], *plain[1].split("|")[:1])
    return (plain[0],)


def assert_it_exists(words: list[str]) -> None:
    command = command_of(words)
    assert not command or command[0] in COMMANDS, f"no command {command[0]}"
    for word in words:
        if re.match(r"--?[a-z]", word):
            assert word.partition("=")[0] in options_of(*command), f"vaultlint {' '.join(command)} has no {word}"


def shell_lines() -> list[tuple[str, str]]:
    found = [
        (named(block), line.strip().removeprefix("$ ").removeprefix("- "))
        for block in of_language(*_SHELL)
        for line in block.text.splitlines()
        if "vaultlint " in line and (block.language != "console" or line.startswith(("$ ", "python")))
    ]
    return [(place, line) for place, line in found if list(calls(line))]


@pytest.mark.parametrize(("place", "line"), shell_lines())
def test_commands_in_blocks_exist(place: str, line: str) -> None:
    for words in calls(line):
        assert_it_exists(words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_in_the_text_exist(page: Path) -> None:
    every = {option for name in COMMANDS for option in options_of(name)} | {
        "--no-verify",
        "--user",
    }  # of git and docker
    for code in inline_code(page):
        if code.startswith("vaultlint COMMAND"):
            continue
        if code.startswith("vaultlint ") and not re.search(r"[=/]", code.split(" ")[1]):
            for words in calls(code):
                assert_it_exists([word for word in words if word])
        elif page.name != "comparison.md" and re.match(r"--[a-z]", code):  # it names options of others
            option = re.split(r"[ =]", code)[0]
            assert option in every, f"no command has {option}"


def test_the_tests_read_the_pages() -> None:
    assert len(shell_lines()) > 20
    assert ["fix", "--diff"] in [words for _, line in shell_lines() for words in calls(line)]
    assert [*calls("env/bin/vaultlint check - < 'a b' | head")] == [["check", "-"]]
    with pytest.raises(AssertionError, match="no --difff"):
        assert_it_exists(["fix", "--difff"])
    with pytest.raises(AssertionError, match="no command chekc"):
        assert_it_exists(["chekc"])


def rows(header: str, page: Path = CONFIGURATION) -> dict[str, list[str]]:
    """First cell, without back-ticks, → the other cells, of the table under this first header."""
    lines = page.read_text("utf-8").splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith(f"| {header} |"))
    found = {}
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        first, *others = (cell.strip() for cell in line.strip("|").split("|"))
        found[first.strip("`")] = others
    return found


def values(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_key_is_documented_and_exists() -> None:
    assert set(rows("key")) == {*KEYS, "extend"}
    assert set(rows("key of an override")) == set(OVERRIDE_KEYS)
    assert set(rows("key of a pattern")) == set(PATTERN_KEYS)
    assert set(values(rows("key of a pattern")["where"][0])) == set(WHERE)


def test_the_readme_names_every_command() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"vaultlint {name}" not in text] == []


def test_styles_presets_and_formats_are_documented() -> None:
    assert {name: tuple(values(cells[0])) for name, cells in rows("option").items()} == choices()
    assert sorted(rows("preset")) == presets()
    for page in (ROOT / "README.md", ROOT / "docs" / "hook-and-ci.md"):
        text = page.read_text("utf-8")
        for name in [name for name, form in FORMATS.items() if not form.for_readers]:
            assert f"`{name}`" in text, f"{page.name} does not name the format {name}"


def test_formats_fields_and_statuses_are_documented(tmp_path: Path, vaultlint) -> None:
    page = ROOT / "docs" / "output.md"
    assert {name for cell in rows("format", page) for name in re.findall(r"\w+", cell)} == set(formats())
    (tmp_path / "a.md").write_text("[[b|\n- \nâ€™\n", "utf-8")
    [one, *_] = json.loads(vaultlint("check", "--output-format", "json", cwd=tmp_path).out)
    fields = {name for cell in rows("field", page) for name in re.findall(r"\w+", cell)}
    assert {*one, "edits"} == fields
    assert {*one["location"]} == {"row", "column"}
    [link, *_] = json.loads(vaultlint("links", "--format", "json", cwd=ROOT / "examples" / "vault").out)
    text = page.read_text("utf-8")
    assert all(f"`{name}`" in text for name in link)
    assert [*rows("status", page)] == ["0", "1", "2", "130"]


@pytest.mark.parametrize("tool", ["migration.py", "reference.py", "pictures.py"])
def test_what_tools_write_is_up_to_date(tool: str) -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / tool, "--check"], check=False)
    assert done.returncode == 0, f"run python tools/{tool}"


def test_defaults_are_documented_as_they_are() -> None:
    told = {key: value[0] for key, cells in rows("key").items() if (value := values(cells[-1]))}
    effective = load_config(None)
    assert told.pop("respect-gitignore") == str(effective.respect_gitignore).lower()
    assert told.pop("fail-on") == effective.fail_on
    assert told.pop("baseline") == ".vaultlint-baseline.json"
    assert told == {"preset": "recommended"}


@pytest.mark.parametrize("block", of_language("toml"), ids=named)
def test_configurations_load(block: Block, tmp_path: Path) -> None:
    (tmp_path / "lint").mkdir()
    for python in of_language("python", pages=[CONFIGURATION]):
        (tmp_path / "lint" / "rule.py").write_text(python.text, "utf-8")
    (tmp_path / "vaultlint.toml").write_text(block.text, "utf-8")
    assert tomllib.loads(block.text)
    assert load_config(tmp_path / "vaultlint.toml").sources


def test_examples_of_the_documented_rules_run(tmp_path: Path, vaultlint) -> None:
    """The pattern and the Python rule of the documentation, as a reader would copy them."""
    patterns = [block.text for block in of_language("toml", pages=[CONFIGURATION]) if "[[patterns]]" in block.text]
    [python] = of_language("python", pages=[CONFIGURATION])
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "lint").mkdir()
    (tmp_path / "lint" / "shouting_heading.py").write_text(python.text, "utf-8")
    (tmp_path / "vaultlint.toml").write_text('rule-paths = ["lint/"]\n' + "".join(patterns), "utf-8")
    (tmp_path / "note.md").write_text("# HARBOUR\n\nNotebase is old.\n", "utf-8")
    tested = vaultlint("rules", "--test", "--trust-config", cwd=tmp_path)
    assert tested.status == 0, tested.out + tested.err
    found = vaultlint("check", "--trust-config", cwd=tmp_path).out
    assert "1:1: shouting-heading a heading in capitals" in found
    assert "3:1: old-product-name the product is called Notestead now" in found


@pytest.mark.parametrize("block", of_language("yaml", "yml"), ids=named)
def test_yaml_parses(block: Block) -> None:
    assert yaml.safe_load(block.text)


def test_hooks_and_inputs_of_the_action_exist() -> None:
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    page = ROOT / "docs" / "hook-and-ci.md"
    assert set(rows("hook", page)) == hooks
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    for block in of_language("yaml"):
        used = yaml.safe_load(block.text)
        for step in used if isinstance(used, list) else []:
            if str(step.get("uses", "")).startswith("vaultlint/"):
                assert set(step.get("with", {})) <= set(inputs)
        for repo in used.get("repos", []) if isinstance(used, dict) else []:
            assert {hook["id"] for hook in repo["hooks"]} <= hooks


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_comments_that_silence_name_rules_that_exist(page: Path) -> None:
    for found in re.finditer(r"(?:%%|<!--) vaultlint-(?:disable|enable)[a-z-]*([a-z, -]*)(?:%%|-->)", page.read_text()):
        for name in found[1].replace(",", " ").split():
            assert name == "rule" or name in known() or name in known().values()


def test_the_documentation_lints_clean(vaultlint) -> None:
    done = vaultlint("check", "--no-cache", "README.md", "CONTRIBUTING.md", "docs", cwd=ROOT)
    assert (done.status, done.out) == (0, ""), done.out


def test_a_rule_page_says_what_a_reader_asks_first(tmp_path: Path, vaultlint) -> None:
    out = vaultlint("explain", "heading-jump", cwd=tmp_path).out
    assert out.startswith("# heading-jump\n\nstructure, warning, off by default, unsafe fix\n\n- option `first = 0`\n")
    assert "\n- elsewhere: MD001, " in out
    assert "\nfirst = 1\n" in out
    assert vaultlint("explain", "md001", cwd=tmp_path).out == out
    assert "no fix" in vaultlint("explain", "unreadable-note", cwd=tmp_path).out.splitlines()[2]


def test_the_extras_are_documented() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {*rows("extra", ROOT / "docs" / "install.md")} == {*project["optional-dependencies"]} - {"dev", "docs"}


def test_the_citation_has_the_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == __version__


@pytest.mark.parametrize("path", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda path: path.name)
def test_workflows_and_templates_are_yaml(path: Path) -> None:
    content = yaml.safe_load(path.read_text("utf-8"))
    assert content["name"]
    for job in content.get("jobs", {}).values():
        assert job["steps"]
        assert "permissions" in job or "permissions" in content
