"""Rules of a user's own: in Python beside the notes, from an installed package, as patterns; and when none is run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

RULE = '''
from vaultlint.markdown.spans import Heading
from vaultlint.rule import Problem, replace, rule


@rule(on=Heading, severity="error", fix="safe")
def ship_name(headings, note, *, prefix: str = "SS"):
    """A heading that names the Albatross begins with its prefix."""
    for heading in headings:
        text = note.text[heading.text_start : heading.text_end]
        if text == "Albatross":
            fix = replace(heading, f"# {prefix} Albatross", may_change=["heading"])
            yield Problem(heading, f"the ship lacks its {prefix}", fix)
'''
PAGE = """
# Ships

## Without its prefix

```md
# Albatross
```

```report
1:1 # Albatross: the ship lacks its SS
```

```md fixed
# SS Albatross
```

## With it

```md
# SS Albatross
```
"""
PATTERN = """
[[patterns]]
name = "teh"
regex = '\\b([Tt])eh\\b'
message = '`\\g<0>` is a typing error'
replacement = '\\1he'
match = ["Teh end"]
no-match = ["`teh`", "[x](teh.md)"]
fixed = ["The end"]
"""


def codes(vaultlint, root: Path, *arguments: str) -> list[str]:
    done = vaultlint("check", "--output-format", "json", *arguments, cwd=root)
    assert done.status in (0, 1), done.err
    return [f"{one['filename']}:{one['location']['row']} {one['group']}/{one['code']}" for one in json.loads(done.out)]


@pytest.fixture
def vault(make_vault) -> Path:
    return make_vault(
        {
            "vaultlint.toml": 'rule-paths = ["lint"]\n' + PATTERN,
            "lint/ship_name.py": RULE,
            "lint/_helper.py": "1/0\n",
            "lint/ship-name.md": PAGE.replace("# Ships", "---\nvaultlint-ignore: ALL\n---\n# Ships"),
            "a.md": "# Albatross\n\nteh `teh` [[teh|Teh]] %% teh %%\n",
            "teh.md": "x\n",
        }
    )


def test_own_rules_run_beside_the_others(vault, vaultlint):
    assert codes(vaultlint, vault, "a.md") == ["a.md:1 own/ship-name", "a.md:3 own/teh", "a.md:3 own/teh"]


def test_they_are_selected_ignored_weighed_and_silenced_like_rules(vault, vaultlint):
    assert codes(vaultlint, vault, "a.md", "--select", "own", "--ignore", "teh") == ["a.md:1 own/ship-name"]
    assert codes(vaultlint, vault, "a.md", "--ignore", "own") == []
    (vault / "a.md").write_text("%% vaultlint-disable-next-line ship-name %%\n# Albatross\n\nteh\n")
    (vault / "vaultlint.toml").write_text(
        'rule-paths = ["lint"]\n' + PATTERN + '[severity]\nteh = "info"\n[rules.ship-name]\nprefix = "MS"\n'
    )
    assert codes(vaultlint, vault, "a.md") == ["a.md:4 own/teh"]
    assert vaultlint("check", "a.md", cwd=vault).status == 0
    (vault / "a.md").write_text("# Albatross\n")
    assert "lacks its MS" in vaultlint("check", "a.md", cwd=vault).out


def test_their_fixes_are_applied_and_proved(vault, vaultlint):
    vaultlint("fix", "a.md", cwd=vault)
    assert (vault / "a.md").read_text() == "# SS Albatross\n\nthe `teh` [[teh|The]] %% teh %%\n"


def test_they_run_in_several_processes(vault, vaultlint):
    for number in range(200):
        (vault / f"n{number}.md").write_text("# Albatross\n")
    assert len(codes(vaultlint, vault, "--select", "ship-name", "--jobs", "2")) == 201


def test_they_are_explained_and_listed(vault, vaultlint):
    assert "Without its prefix" in vaultlint("explain", "ship-name", cwd=vault).out
    assert "Teh end" in vaultlint("explain", "teh", cwd=vault).out
    rows = {one["name"]: one for one in json.loads(vaultlint("rules", "--format", "json", cwd=vault).out)}
    assert (rows["ship-name"]["group"], rows["ship-name"]["severity"], rows["ship-name"]["fix"]) == (
        "own",
        "error",
        "safe",
    )
    assert rows["teh"]["fix"] == "safe"
    assert "lacks its SS" in vaultlint("check", "--output-format", "sarif", "a.md", cwd=vault).out


def test_their_examples_are_tests(vault, vaultlint):
    done = vaultlint("rules", "--test", cwd=vault)
    assert (done.status, done.out) == (0, "")
    assert "2 own rules, 6 examples: all as written." in done.err
    (vault / "vaultlint.toml").write_text('rule-paths = ["lint"]\n' + PATTERN.replace('"`teh`"', '"a teh"'))
    note = vault / "lint" / "ship-name.md"
    note.write_text(note.read_text().replace("1:1 # Alba", "2:1 # Alba"))
    done = vaultlint("rules", "--test", cwd=vault)
    assert (done.status, len(done.out.splitlines())) == (1, 2)
    assert "reports '`teh` is a typing error' in 'a teh'" in done.out
    assert f"{note}:7: Without its prefix: reports" in done.out


def test_code_runs_only_when_the_configuration_names_it(vault, vaultlint):
    (vault / "lint" / "ship_name.py").write_text("1/0\n")
    done = vaultlint("check", "a.md", cwd=vault)
    assert (done.status, "ship_name.py: the rule cannot be loaded: ZeroDivisionError" in done.err) == (2, True)
    assert vaultlint("check", "--isolated", "a.md", cwd=vault).status == 0
    (vault / "vaultlint.toml").unlink()
    assert vaultlint("check", "a.md", cwd=vault).status == 0


def test_nothing_is_left_behind_in_the_vault(vault, vaultlint):
    vaultlint("check", cwd=vault)
    assert not list(vault.rglob("__pycache__"))


def test_a_rule_that_trips_over_a_note_does_not_end_the_run(vault, vaultlint):
    (vault / "lint" / "ship_name.py").write_text(RULE.replace("if text ==", "if note.nothing ==").strip())
    done = vaultlint("check", "a.md", cwd=vault)
    assert (done.status, "the rule failed on this note (AttributeError" in done.out) == (1, True)


def test_a_pattern_that_takes_for_ever_ends_the_run_with_a_sentence(make_vault, vaultlint):
    toml = "[[patterns]]\nname = 'slow'\nregex = '^(?:a|aa)+$'\nmessage = 'm'\n"
    root = make_vault({"vaultlint.toml": toml, "a.md": "a" * 5000 + "!\n"})
    done = vaultlint("check", cwd=root)
    assert (done.status, len(done.err.splitlines())) == (2, 1)
    assert "the pattern 'slow' took more than" in done.err


@pytest.mark.parametrize(
    ("where", "rows"),
    [
        ("text", [7, 8, 9, 11]),
        ("heading", [7]),
        ("link-text", [9, 11]),
        ("property", [2, 4]),
        ("code", [8, 14]),
        ("anywhere", [2, 4, 7, 8, 9, 10, 11, 12, 14, 16]),
    ],
)
def test_where_a_pattern_looks(make_vault, vaultlint, where: str, rows: list[int]):
    note = (
        "---\ntitle: word\ntags:\n  - word\n---\n\n"
        "# The word\n"  # 7
        "`word` and word\n"  # 8
        "[word](word.md)\n"  # 9
        "[x](word.md)\n"  # 10
        "[[word]] [[x|word]]\n"  # 11
        "[[word|x]]\n"  # 12
        "```\nword\n```\n"  # 13
        "%% word %%\n"  # 16
    )
    toml = f"select = ['own']\n[[patterns]]\nname='w'\nregex='word'\nmessage='m'\nwhere='{where}'\n"
    root = make_vault({"vaultlint.toml": toml, "a.md": note})
    found = [int(one.split(":")[1].split(" ")[0]) for one in codes(vaultlint, root)]
    assert sorted(set(found)) == rows


@pytest.mark.parametrize("target", ["ships", "ships.names", "ships.names:ship_name"])
def test_a_package_brings_rules_by_an_entry_point(make_vault, vaultlint, tmp_path, target):
    site = tmp_path / "site"
    info = site / "ships-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "ships").mkdir()
    (site / "ships" / "__init__.py").write_text("from ships.names import ship_name\n")
    (site / "ships" / "names.py").write_text(RULE)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: ships\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[vaultlint.rules]\nships = {target}\n")
    env = {"PYTHONPATH": str(site)}
    root = make_vault({"vaultlint.toml": 'plugins = ["ships"]\n', "a.md": "# Albatross\n"})
    assert "ship-name" in vaultlint("check", cwd=root, env=env).out
    assert vaultlint("check", "--isolated", cwd=root, env=env).status == 0
    (root / "vaultlint.toml").write_text('plugins = ["boats"]\n')
    done = vaultlint("check", cwd=root, env=env)
    assert (done.status, "Installed are: ships." in done.err) == (2, True)
    (root / "vaultlint.toml").unlink()
    assert vaultlint("check", cwd=root, env=env).status == 0
