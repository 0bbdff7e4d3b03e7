"""What a configuration does to a run: rules for some notes, presets, what is extended, and what `config` shows."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from vaultlint.config import Config, load_config
from vaultlint.config.dump import as_toml
from vaultlint.config.presets import preset_file, presets
from vaultlint.engine.plan import make_plan
from vaultlint.errors import Failure
from vaultlint.rule_selection import Selection


def reported(vaultlint, root: Path, *arguments: str) -> list[tuple[str, str, str]]:
    done = vaultlint("check", "--output-format", "json", *arguments, cwd=root)
    return [(one["filename"], one["code"], one["severity"]) for one in json.loads(done.out)]


def test_overrides_hold_for_their_notes_and_later_ones_win(make_vault, vaultlint):
    root = make_vault(
        {
            "vaultlint.toml": """
                [[overrides]]
                paths = ["/Daily/"]
                ignore = ["empty-bullet"]
                extend-select = ["heading-jump"]

                [[overrides]]
                paths = ["/Daily/kept.md"]
                select = ["empty-bullet"]
                severity = { empty-bullet = "error" }

                [[overrides]]
                paths = ["Archive/"]
                select = []
            """,
            "a.md": "- a\n- \n\n# A\n\n### B\n",
            "Daily/one.md": "- a\n- \n\n# A\n\n### B\n",
            "Daily/kept.md": "- a\n- \n\n# A\n\n### B\n",
            "old/Archive/b.md": "- a\n- \n\n![[gone.png]]\n",
        }
    )
    found = reported(vaultlint, root)
    assert found == [
        ("Daily/kept.md", "empty-bullet", "error"),
        ("Daily/one.md", "heading-jump", "warning"),
        ("a.md", "empty-bullet", "warning"),
    ]
    assert reported(vaultlint, root, "Daily/kept.md") == found[:1]


def test_the_command_line_wins_over_overrides(make_vault, vaultlint):
    root = make_vault(
        {
            "vaultlint.toml": '[[overrides]]\npaths = ["a.md"]\nextend-select = ["heading-jump"]\n',
            "a.md": "- a\n- \n\n# A\n\n### B\n",
        }
    )
    assert [code for _, code, _ in reported(vaultlint, root, "--select", "empty-bullet")] == ["empty-bullet"]
    assert [code for _, code, _ in reported(vaultlint, root, "--ignore", "structure,heading-jump")] == []


def test_options_of_a_rule_in_some_notes(make_vault, vaultlint):
    root = make_vault(
        {
            "vaultlint.toml": """
                select = ["heading-jump"]
                [[overrides]]
                paths = ["strict.md"]
                rules.heading-jump.first = 1
            """,
            "strict.md": "### A\n",
            "lax.md": "### A\n",
        }
    )
    assert [path for path, _, _ in reported(vaultlint, root)] == ["strict.md"]


def test_rules_on_links_follow_overrides(make_vault, vaultlint):
    files = {f"{folder}/n{n}.md": "![[gone.png]]\n" for folder in ("a", "b") for n in range(100)}
    toml = '[[overrides]]\npaths = ["a/"]\nignore = ["links"]\n[[overrides]]\npaths=["b/"]\nseverity={links="info"}\n'
    root = make_vault({**files, "vaultlint.toml": toml})
    found = reported(vaultlint, root, "--jobs", "2")
    assert {(path[0], severity) for path, _, severity in found} == {("b", "info")}
    assert len(found) == 100


def test_a_planned_note_stays_information_whatever_a_broken_link_weighs(make_vault, vaultlint):
    files = {"vaultlint.toml": '[severity]\nbroken-link = "error"\n', "a.md": "[[planned]]\n[x](gone.md)\n![[b.png]]\n"}
    root = make_vault(files)
    assert [severity for _, _, severity in reported(vaultlint, root)] == ["info", "error", "error"]
    (root / "vaultlint.toml").write_text('[severity]\nbroken-link = "warning"\n')
    assert [severity for _, _, severity in reported(vaultlint, root)] == ["info", "warning", "warning"]


def test_a_severity_of_a_rule_wins_over_that_of_its_group():
    config = Config(severity={"broken-link": "info", "links": "error", "ALL": "warning"})
    severities = make_plan(config).severities
    assert (severities["broken-link"], severities["broken-block"], severities["empty-bullet"]) == (
        "info",
        "error",
        "warning",
    )


@pytest.mark.parametrize("name", presets())
def test_every_preset_is_valid_and_runs(tmp_path: Path, name: str) -> None:
    (tmp_path / "vaultlint.toml").write_text(f'preset = "{name}"\n')
    plan = make_plan(load_config(tmp_path / "vaultlint.toml"))
    assert "mojibake" in plan.names
    assert preset_file(name).read_text().startswith("# ")


def test_presets_differ_as_their_names_say():
    names = {name: make_plan(load_config_of(f'preset = "{name}"\n')).names for name in presets()}
    assert names["recommended"] == make_plan(Config()).names
    assert names["encoding"] < names["recommended"] < names["strict"]
    assert {"link-case", "machine-local-link"} <= names["publish"]


def load_config_of(text: str, folder: Path | None = None) -> Config:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as scratch:
        path = (folder or Path(scratch)) / "vaultlint.toml"
        path.write_text(text, "utf-8")
        return load_config(path)


def test_own_keys_win_over_the_preset_and_that_over_what_is_extended(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('fail-on = "error"\nignore = ["mojibake"]\n[severity]\nlink-case = "info"\n')
    config = load_config_of('extend = "base.toml"\npreset = "publish"\n[severity]\nlinks = "info"\n', tmp_path)
    assert config.fail_on == "error"
    assert config.severity["link-case"] == "error"  # the preset's, over what is extended
    assert config.severity["links"] == "info"
    assert config.sources["severity.link-case"] == "the preset 'publish'"
    assert config.sources["ignore"] == str((tmp_path / "base.toml").resolve())


FULL = """
preset = "strict"
ignore = ["urls", "repeated-word"]
exclude = ["old/", 'with "quotes"', "日本/"]
respect-gitignore = false
fail-on = "info"
baseline = "accepted.json"
cache-dir = "cache"

[per-file-ignores]
"*.draft.md" = ["links"]

[severity]
broken-link = "error"

[rules.heading-jump]
first = 2
code = true

[[overrides]]
paths = ["/Daily/"]
ignore = ["duplicate-heading"]
rules.heading-jump = { first = 1 }

[[patterns]]
name = "teh"
regex = '\\bteh\\b'
message = "a typing error"
replacement = "the"
where = "anywhere"
match = ["teh"]
"""


def test_what_config_shows_can_be_read_back(tmp_path: Path) -> None:
    config = load_config_of(FULL, tmp_path)
    shown = as_toml(config)
    again = load_config_of(shown, tmp_path)
    for name in Config.__slots__:
        if name not in ("sources", "preset", "patterns"):
            assert getattr(again, name) == getattr(config, name), name
    assert [(one.name, one.regex, one.match) for one in again.patterns] == [("teh", r"\bteh\b", ("teh",))]
    assert config.baseline == str(tmp_path / "accepted.json")


def test_config_says_where_each_value_comes_from(make_vault, vaultlint):
    root = make_vault(
        {"vaultlint.toml": 'extend = "base.toml"\nignore = ["urls"]\n', "base.toml": 'fail-on = "info"\n'}
    )
    out = vaultlint("config", cwd=root).out
    assert f'ignore = ["urls"]  # {root / "vaultlint.toml"}' in out
    assert f'fail-on = "info"  # {root / "base.toml"}' in out
    assert "respect-gitignore = true  # default" in out
    tomllib.loads(out)
    shown = json.loads(vaultlint("config", "--format", "json", cwd=root).out)
    assert shown["fail-on"] == {"value": "info", "source": str(root / "base.toml")}


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('preset = "recomended"\n', "Did you mean 'recommended'?"),
        ("preset = 3\n", "unknown preset 3"),
        ("overrides = 3\n", "[[overrides]]"),
        ("[[overrides]]\nignore = []\n", "[[overrides]] number 1 needs the key 'paths'"),
        ('[[overrides]]\npaths = ["a"]\nignroe = []\n', "Did you mean 'ignore'?"),
        ('[[overrides]]\npaths = ["a"]\nignore = ["emtpy-bullet"]\n', "'empty-bullet'"),
        ('exclude = ["a/", "!"]\n', "cannot be read"),
        ('[[patterns]]\nname = "x"\n', "needs the key 'regex'"),
        ('[[patterns]]\nname = "X y"\nregex = "a"\nmessage = "m"\n', "small letters"),
        ('[[patterns]]\nname = "x"\nregex = "(a"\nmessage = "m"\n', "cannot be read"),
        ('[[patterns]]\nname = "x"\nregex = "a"\nmessage = "m \\\\1"\n', "message"),
        ('[[patterns]]\nname = "x"\nregex = "a"\nmessage = "m"\nwhere = "txt"\n', "text, heading"),
        ('[[patterns]]\nname = "broken-link"\nregex = "a"\nmessage = "m"\n', "Rename it"),
        ('[[patterns]]\nname = "x"\nregex = "a"\nmessage = "m"\nfixed = ["b"]\n', "'fixed'"),
        ('[[patterns]]\nname = "links"\nregex = "a"\nmessage = "m"\n', "name of a rule group"),
        ('[[patterns]]\nname = "x"\nregex = "a"\nmessage = "m"\n' * 2, "two of the [[patterns]]"),
        ('rule-paths = ["nowhere"]\n', "does not exist"),
        ('plugins = ["nowhere"]\n', "no installed package"),
        ("baseline = 3\n", "must be a quoted string"),
        ('[rules.heading-jump]\nfirst = "1"\n', "must be a whole number"),
        ("[rules.heading-jump]\nfirst = true\n", "must be a whole number"),
        ("[rules]\nheading-jump = 3\n", "must be a table"),
        ('fail-on = "critical"\n', "one of error, warning, info, never"),
    ],
)
def test_a_wrong_value_is_one_sentence(tmp_path: Path, toml: str, words: str) -> None:
    with pytest.raises(Failure) as failure:
        load_config_of(toml, tmp_path)
    assert words in str(failure.value)
    assert str(tmp_path) in str(failure.value)
    assert "\n" not in str(failure.value)


def test_only_the_command_line_and_nothing_else_with_isolated(make_vault, vaultlint):
    root = make_vault(
        {"vaultlint.toml": 'select = []\nrule-paths = ["evil.py"]\n', "evil.py": "1/0\n", "a.md": "- a\n- \n"}
    )
    assert vaultlint("check", "--isolated", cwd=root).status == 1
    done = vaultlint("check", "--trust-config", cwd=root)
    assert (done.status, "ZeroDivisionError" in done.err) == (2, True)


def test_selection_of_the_command_line_adds_to_the_configuration():
    plan = make_plan(Config(ignore=("links",)), Selection(extend_select=("broken-link",)))
    assert "broken-link" in plan.names
    assert "broken-block" not in plan.names
