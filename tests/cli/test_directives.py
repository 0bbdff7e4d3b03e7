"""Directives in comments and in a property, per-file ignores, and directives that silence nothing."""

from __future__ import annotations

import json

import pytest


def rows(vaultlint, root, *options):
    done = vaultlint("check", "--output-format", "json", *options, cwd=root)
    return [(one["code"], one["location"]["row"]) for one in json.loads(done.out)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- \n", [("empty-bullet", 1)]),
        ("%% vaultlint-disable empty-bullet %%\n\n- \n", []),
        ("%% vaultlint-disable structure %%\n\n- \n", []),
        ("%% vaultlint-disable %%\n\n- \n", []),
        ("<!-- vaultlint-disable empty-bullet -->\n\n- \n", []),
        ("%% vaultlint-disable %%\n\n- \n\n%% vaultlint-enable %%\n\n- \n", [("empty-bullet", 7)]),
        ("text %% vaultlint-disable-next-line empty-bullet %%\n- \n", []),
        ("- [[gone]] %% vaultlint-disable-line broken-link %%\n\ntext\n", []),
        ("text\n\n- \n\n%% vaultlint-disable-file empty-bullet %%\n", []),
        ("---\nvaultlint-ignore: [empty-bullet]\n---\n- \n", []),
        ("---\nvaultlint-ignore: empty-bullet\n---\n- \n", []),
        ("---\nvaultlint-ignore: true\n---\n- \n", []),
        ("`%% vaultlint-disable %%`\n\n- \n", [("empty-bullet", 3)]),
        ("%% vaultlint-disable empty-bullet %%\n\ntext\n", [("unused-directive", 1)]),
        ("%% vaultlint-disable emtpy-bullet %%\n\ntext\n", [("unused-directive", 1)]),
    ],
)
def test_directives(make_vault, vaultlint, text, expected):
    assert rows(vaultlint, make_vault({"a.md": text})) == expected


def test_a_directive_for_a_rule_that_did_not_run_is_not_unused(make_vault, vaultlint):
    root = make_vault({"a.md": "%% vaultlint-disable empty-bullet %%\n\ntext\n"})
    assert rows(vaultlint, root, "--select", "mojibake,unused-directive") == []


def test_per_file_ignores(make_vault, vaultlint):
    root = make_vault(
        {
            "vaultlint.toml": '[per-file-ignores]\n"Archive/" = ["structure", "broken-link"]\n',
            "Archive/a.md": "- \n[[gone]]\n",
            "b.md": "- \n",
        }
    )
    assert rows(vaultlint, root) == [("empty-bullet", 1)]


def test_unused_directives_are_taken_out_by_fix(make_vault, vaultlint):
    root = make_vault({"a.md": "one\n\n%% vaultlint-disable empty-bullet %%\n\ntext\n"})
    assert vaultlint("fix", cwd=root).status == 0
    assert (root / "a.md").read_text() == "one\n\n\ntext\n"
