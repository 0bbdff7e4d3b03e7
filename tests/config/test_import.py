"""Other linters' configurations become one of vaultlint's that can be read; what has no counterpart is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint import rule_registry
from vaultlint.config import Config, load_config
from vaultlint.config.migrate import import_config
from vaultlint.config.migrate.counterparts import counterparts
from vaultlint.config.migrate.model import Imported, read_any
from vaultlint.engine.plan import make_plan
from vaultlint.errors import Failure
from vaultlint.rule_pages import rules_by_alias

MARKDOWNLINT = """
// As many repositories have it
{
  "default": true, /* everything, but */
  "MD013": false,
  "heading-increment": false,
  "MD024": { "siblings_only": true },
  "MD007": { "indent": 4 },
  "url": "https://example.org/not/a/comment",
  "no-inline-html": { "allowed_elements": ["br", "sup",], },
}
"""
CLI2 = """
config:
  default: false
  MD001: error
  MD051: warning
  ol-prefix: true
ignores:
  - node_modules
  - "**/drafts/**"
gitignore: true
fix: true
"""
RUMDL = """
[global]
disable = ["MD013", "MD033", "MD024"]
exclude = [".git", "vendor/**"]
respect_gitignore = false
line-length = 100

[per-file-ignores]
"README.md" = ["MD025", "MD041"]

[MD001]
severity = "error"

[MD004]
style = "dash"

[MD029]
style = "ordered"
"""
OBSIDIAN_LINTER = {
    "ruleConfigs": {
        "remove-empty-list-markers": {"enabled": True},
        "format-tags-in-yaml": {"enabled": True},
        "header-increment": {"enabled": True, "start-at-h2": True},
        "proper-ellipsis": {"enabled": False},
    },
    "lintOnSave": True,
    "foldersToIgnore": ["Templates", "/Archive/"],
    "filesToIgnore": [{"label": "", "match": "^Draft", "flags": ""}],
    "customRegexes": [
        {"label": "No double dash", "find": "(\\w)--(\\w)", "replace": "$1–$2", "flags": "gm", "enabled": True},
        {"label": "", "find": "[", "replace": "", "flags": "g"},
        {"label": "off", "find": "x", "replace": "", "flags": "g", "enabled": False},
    ],
}


def imported(tmp_path: Path, name: str, content: str) -> Imported:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    return import_config(path)


def left(found: Imported, start: str) -> bool:
    return sum(line.startswith(start) for line in found.left) == 1


def plan_of(tmp_path: Path, found: Imported) -> frozenset[str]:
    path = tmp_path / "vaultlint.toml"
    path.write_text("\n".join([*found.lines(), ""]), "utf-8")
    return make_plan(load_config(path)).names


def test_markdownlint(tmp_path: Path) -> None:
    found = imported(tmp_path, ".markdownlint.jsonc", MARKDOWNLINT)
    names = plan_of(tmp_path, found)
    assert {"multiple-h1", "duplicate-heading", "broken-heading", "mojibake"} <= names
    assert "heading-jump" not in names
    assert left(found, "MD007 (ul-indent): ")
    assert left(found, "MD033 (no-inline-html): ")
    assert left(found, "on by default there, without a counterpart here: ")
    assert found.options["duplicate-heading"] == {"siblings-only": True}
    assert found.options["vague-link-text"]["texts"] == ["click here", "here", "link", "more"]
    assert not any("MD013" in line for line in found.left), "what is off there is no loss"


def test_markdownlint_cli2(tmp_path: Path) -> None:
    found = imported(tmp_path, ".markdownlint-cli2.yaml", CLI2)
    names = plan_of(tmp_path, found)
    assert {"heading-jump", "broken-heading", "ordered-list-numbering"} <= names
    assert "multiple-h1" not in names
    assert "table-columns" not in names, "it was off there, and is on by default here"
    assert found.severity == {"heading-jump": "error", "broken-heading": "warning"}
    assert found.exclude == ["node_modules", "**/drafts/**"]
    assert found.respect_gitignore is True
    assert found.left == ["fix: no key corresponds"]


def test_a_tag_of_markdownlint_stands_for_its_rules(tmp_path: Path) -> None:
    found = imported(tmp_path, ".markdownlint.json", '{"headings": false}')
    assert {"heading-jump", "multiple-h1", "duplicate-heading"} <= found.off
    assert "broken-heading" in found.on


@pytest.mark.parametrize("name", [".rumdl.toml", "rumdl.toml", "pyproject.toml"])
def test_rumdl(tmp_path: Path, name: str) -> None:
    found = imported(tmp_path, name, _under_tool(RUMDL) if name == "pyproject.toml" else RUMDL)
    names = plan_of(tmp_path, found)
    assert {"heading-jump", "multiple-h1"} <= names
    assert "duplicate-heading" not in names
    assert found.severity == {"heading-jump": "error"}
    assert found.exclude == [".git", "vendor/**"]
    assert found.respect_gitignore is False
    assert found.per_file_ignores == {"README.md": ["multiple-h1"]}
    assert found.style == {"list-marker": "-", "numbering": "consecutive"}
    assert "line-length: no key corresponds" in found.left
    assert "per-file-ignores of README.md: MD041, no rule corresponds" in found.left


def _under_tool(text: str) -> str:
    lines = text.splitlines()
    return "\n".join(f"[tool.rumdl.{line[1:]}" if line.startswith("[") else line for line in lines)


def test_rules_on_links_stay_on(tmp_path: Path) -> None:
    found = imported(tmp_path, "rumdl.toml", '[global]\ndisable = ["MD057", "MD051"]\n')
    assert {"broken-link", "broken-heading"} <= plan_of(tmp_path, found)
    assert sum("stays on: it resolves links as Obsidian does" in line for line in found.lines()) == 2


def test_rumdl_with_few_rules(tmp_path: Path) -> None:
    found = imported(tmp_path, "rumdl.toml", '[global]\nenable = ["MD001"]\n')
    assert found.on == {"heading-jump"}
    assert "table-columns" in found.off


def test_obsidian_linter(tmp_path: Path) -> None:
    found = imported(tmp_path, "data.json", json.dumps(OBSIDIAN_LINTER))
    names = plan_of(tmp_path, found)
    assert {"empty-bullet", "heading-jump", "no-double-dash"} <= names
    assert found.exclude == ["/Templates/", "/Archive/"]
    assert not found.off, "what is off there says nothing of rules that the plugin does not have"
    assert [one["replacement"] for one in found.patterns] == ["\\g<1>–\\g<2>"]
    assert left(found, "format-tags-in-yaml: ")
    assert left(found, "settings of the app: lintOnSave")
    assert found.options["heading-jump"] == {"first": 1}
    assert any("the custom replacement '['" in one for one in found.left)
    assert any("^Draft" in one for one in found.left)


def test_older_files_of_obsidian_linter_switch_a_rule_by_its_description(tmp_path: Path) -> None:
    rules = {
        "Remove Empty List Markers": {"Removes list items without content.": True},
        "Header Increment": {"Levels only grow by one.": True, "Start Header Increment at Heading Level 2": True},
        "Trailing spaces": {"Removes spaces at the end of lines.": False, "Two Space Linebreak": True},
        "Emphasis Style": {"Makes emphasis consistent.": True, "Style": "underscore"},
        "Space between Chinese and English or numbers": {"Adds a space.": True},
        "No Bare URLs": True,
        "YAML Title": {"Inserts a title.": "yes"},
        "Gone": {"Does something.": True},
    }
    found = imported(tmp_path, "data.json", json.dumps({"ruleConfigs": rules}))
    assert found.on == {"empty-bullet", "heading-jump", "bare-url"}
    assert found.options == {"heading-jump": {"first": 1}}
    assert found.style == {"emphasis": "_"}
    assert [line.partition(":")[0] for line in found.left] == [
        "space-between-chinese-japanese-or-korean-and-english-or-numbers",
        "YAML Title",
        "Gone",
    ]


def test_the_order_of_properties_and_lists_is_taken_over(tmp_path: Path) -> None:
    rules = {
        "yaml-key-sort": {
            "enabled": True,
            "yaml-key-priority-sort-order": "title\ntags\n",
            "priority-keys-at-start-of-yaml": False,
            "yaml-sort-order-for-other-keys": "Ascending Alphabetical",
        },
        "sort-yaml-array-values": {"enabled": True, "sort-tag-key": False, "ignore-keys": ["crew"]},
        "dedupe-yaml-array-values": {"enabled": True},
        "yaml-title": {"enabled": True, "title-key": "name"},
    }
    found = imported(tmp_path, "data.json", json.dumps({"ruleConfigs": rules}))
    config = plan_config(tmp_path, found)
    assert config.rules == {
        "property-order": {"last": ["title", "tags"], "sort-rest": True},
        "sorted-list-values": {"properties": ["*"], "exclude": ["crew", "tags"]},
        "title-matches-name": {"heading": True, "insert": True, "property": "name"},
    }
    assert set(config.extend_select) == {"property-order", "sorted-list-values", "title-matches-name"}
    rules["yaml-key-sort"] = {
        "enabled": True,
        "yaml-key-priority-sort-order": ["title"],
        "yaml-sort-order-for-other-keys": "Descending Alphabetical",
    }
    rules["sort-yaml-array-values"] = {
        "enabled": True,
        "sort-array-keys": False,
        "sort-order": "Descending Alphabetical",
    }
    found = imported(tmp_path, "data.json", json.dumps({"ruleConfigs": rules}))
    assert found.options["property-order"] == {"first": ["title"], "sort-rest": True, "descending": True}
    assert found.options["sorted-list-values"] == {"properties": ["aliases", "tags"], "descending": True}


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("YYYY-MM-DDTHH:mm:ssZ", {}),
        ("YYYY-MM-DD HH:mm:ss Z", {}),
        ("YYYY-MM-DD", {}),
        ("DD.MM.YYYY [at] HH:mm", {"format": "DD.MM.YYYY [at] HH:mm"}),
        ("dddd, MMMM Do YYYY, h:mm:ss a", {"format": "dddd, MMMM Do YYYY, h:mm:ss a"}),
    ],
)
def test_the_date_of_the_last_change_is_taken_over(tmp_path: Path, form: str, options: dict[str, str]) -> None:
    rule = {"enabled": True, "date-created": True, "date-modified-key": "updated", "format": form}
    found = imported(tmp_path, "data.json", json.dumps({"ruleConfigs": {"yaml-timestamp": rule}}))
    assert plan_config(tmp_path, found).rules == {"modified-property": {"property": "updated", **options}}
    assert left(found, "yaml-timestamp: no option of modified-property corresponds to date-created")
    rule |= {"date-modified": False, "date-created": False}
    found = imported(tmp_path, "data.json", json.dumps({"ruleConfigs": {"yaml-timestamp": rule}}))
    assert (found.on, found.options, found.left) == (set(), {}, [])


@pytest.mark.parametrize(
    ("mode", "options", "is_left"),
    [
        ("first-h1-or-filename-if-h1-missing", {"heading": True, "insert": True}, False),
        ("first-h1", {"heading": True, "insert": True}, True),
        ("filename", {"insert": True}, False),
    ],
)
def test_the_mode_of_titles_is_taken_over(tmp_path: Path, mode: str, options: dict[str, bool], is_left: bool) -> None:
    rules = {"yaml-title": {"enabled": True, "mode": mode}}
    found = imported(tmp_path, "data.json", json.dumps({"ruleConfigs": rules}))
    assert plan_config(tmp_path, found).rules == {"title-matches-name": options}
    assert bool(found.left) == is_left


def test_rumdl_sorts_all_other_names(tmp_path: Path) -> None:
    found = imported(tmp_path, "rumdl.toml", '[MD072]\nenabled = true\nkey-order = ["title", "date"]\n')
    assert found.options["property-order"] == {"first": ["title", "date"], "sort-rest": True}
    assert "property-order" not in imported(tmp_path, "rumdl.toml", "[MD001]\nenabled = true\n").options


@pytest.mark.parametrize(
    ("name", "content", "style"),
    [
        (".markdownlint.yaml", "MD004:\n  style: dash\n", {"list-marker": "-"}),
        (".markdownlint.yaml", "heading-style:\n  style: atx\n", {"headings": "atx"}),
        (".markdownlint.yaml", "MD029:\n  style: one\n", {"numbering": "ones"}),
        (".markdownlint.yaml", "hr-style:\n  style: '---'\n", {"thematic-break": "---"}),
        (".markdownlint.yaml", "MD049: {style: underscore}\n", {"emphasis": "_"}),
        (".markdownlint.yaml", "MD050: {style: asterisk}\n", {"strong": "**"}),
        (".markdownlint.yaml", "MD049: {style: consistent}\nMD003: {style: setext}\n", {}),
        (".rumdl.toml", '[MD060]\nenabled = true\nstyle = "aligned"\n', {"tables": "align"}),
        (
            "data.json",
            '{"ruleConfigs": {"emphasis-style": {"enabled": true, "style": "underscore"},'
            ' "strong-style": {"enabled": false, "style": "asterisk"},'
            ' "ordered-list-style": {"enabled": true, "number-style": "lazy", "list-end-style": "."},'
            ' "unordered-list-style": {"enabled": true, "list-style": "*"}}}',
            {"emphasis": "_", "numbering": "ones", "list-marker": "*"},
        ),
    ],
)  # fmt: skip
def test_styles_become_those_of_format(tmp_path: Path, name: str, content: str, style: dict[str, str]) -> None:
    found = imported(tmp_path, name, content)
    assert found.style == style
    assert dict(plan_config(tmp_path, found).format) == style


def plan_config(tmp_path: Path, found: Imported) -> Config:
    path = tmp_path / "vaultlint.toml"
    path.write_text("\n".join([*found.lines(), ""]), "utf-8")
    return load_config(path)


@pytest.mark.parametrize("linter", ["markdownlint", "rumdl", "obsidian-linter"])
def test_every_rule_of_another_linter_has_a_counterpart_or_a_reason(linter: str) -> None:
    known = counterparts(linter)
    assert len(known) == {"markdownlint": 53, "rumdl": 89, "obsidian-linter": 65}[linter]
    for counterpart in known.values():
        assert bool(counterpart.why) != bool(counterpart.rules or counterpart.format), counterpart
        assert set(counterpart.rules) <= set(rule_registry.catalogue())


def test_no_configuration_breaks_the_comments_of_what_is_written(tmp_path: Path) -> None:
    found = imported(tmp_path, ".markdownlint.json", json.dumps({'MD013\nrule-paths = ["x.py"]': True, "\u0085a": 1}))
    assert plan_config(tmp_path, found).rule_paths == ()


def test_aliases_come_from_the_rulebook() -> None:
    known = rules_by_alias()
    assert known["md051"] == known["link-fragments"] == {"broken-heading"}
    assert known["empty-bullet"] == {"empty-bullet"}


def test_init_takes_over_and_says_what_it_left(make_vault, vaultlint):
    root = make_vault({".markdownlint.jsonc": MARKDOWNLINT, "a.md": "# A\n\n# B\n"})
    done = vaultlint("init", cwd=root)
    assert "`vaultlint init --from .markdownlint.jsonc` takes it over instead." in done.out
    (root / "vaultlint.toml").unlink()
    done = vaultlint("init", "--from", ".markdownlint.jsonc", cwd=root)
    assert (done.status, "MD007 (ul-indent): " in done.out) == (0, True)
    assert "# - MD007 (ul-indent): " in (root / "vaultlint.toml").read_text()
    assert "multiple-h1" in vaultlint("check", cwd=root).out


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (".markdownlint.cjs", "module.exports = {}", "is a program"),
        (".markdownlint.json", "{", "cannot be read"),
        (".markdownlint.yaml", "a: [", "cannot be read"),
        (".markdownlint.json", "[]", "must hold names and values"),
        (".markdownlint-cli2.jsonc", '{"config": 3}', "config must hold names and values"),
        (".rumdl.toml", "x", "cannot be read"),
        ("pyproject.toml", "", "no .tool.rumdl. table"),
        ("data.json", "{}", "no 'ruleConfigs'"),
        ("other.txt", "", "by the name of the file"),
    ],
)
def test_what_cannot_be_imported_is_one_sentence(tmp_path: Path, name: str, content: str, words: str) -> None:
    with pytest.raises(Failure, match=words) as failure:
        imported(tmp_path, name, content)
    assert "\n" not in str(failure.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@given(JSON)
def test_json_with_comments_is_read_as_the_json_in_it(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    path = tmp_path_factory.mktemp("json") / "x.jsonc"
    text = json.dumps({"a": value, "b": [value]}, indent=1)
    path.write_text("// one\n" + text.replace("\n]", ",/* two // */\n]") + "// three", "utf-8")
    assert read_any(path) == {"a": value, "b": [value]}


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        ("MD019", "##   Two\n", "## Two\n"),
        ("MD021", "## Three ##\n", "## Three\n"),
        ("MD023", "  ## Four\n", "## Four\n"),
        ("MD027", ">   quote\n", "> quote\n"),
        ("MD030", "-   item\n", "- item\n"),
        ("MD055", "a|b\n-|-\n1|2\n", "| a   | b   |\n| --- | --- |\n| 1   | 2   |\n"),
    ],
)
def test_format_does_what_the_table_says_it_does(make_vault, vaultlint, rule: str, before: str, after: str) -> None:
    assert "`format`" in (counterparts("markdownlint")[rule].why or "")
    root = make_vault({"a.md": before})
    vaultlint("format", cwd=root)
    assert (root / "a.md").read_text() == after
