"""`[[schemas]]`: how they are read, JSON Schema files, trust, and what `init` proposes."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["type", "born"],
    "properties": {
        "born": {"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"},
        "pages": {"type": "integer", "minimum": 1},
        "knows": {"type": "array", "items": {"type": "string", "pattern": "^\\[\\["}, "uniqueItems": True},
        "address": {"type": "object", "properties": {"city": {"$ref": "#/$defs/city"}}},
    },
    "$defs": {"city": {"enum": ["Bath", "London"]}},
}
CONFIG = '[[schemas]]\nwhere = { type = "person" }\nschema = "person.schema.json"\n'
NOTE = "---\ntype: person\nborn: 1815\npages: 0\nknows:\n  - '[[a]]'\n  - b\naddress:\n  city: Paris\n---\n"


def report(vaultlint, root: Path, *more: str) -> list[tuple[str, int]]:
    done = vaultlint("check", "--select", "property-schema", "-f", "json", *more, cwd=root)
    assert done.status in (0, 1), done.err
    return [(one["filename"], one["location"]["row"]) for one in json.loads(done.out)]


def test_a_json_schema_file_reports_each_value_at_its_place(make_vault, vaultlint) -> None:
    vault = make_vault(
        {
            "vaultlint.toml": CONFIG,
            "person.schema.json": json.dumps(SCHEMA),
            "a.md": NOTE,
            "b.md": "---\ntype: x\n---\n",
        }
    )
    assert report(vaultlint, vault) == [("a.md", 3), ("a.md", 4), ("a.md", 7), ("a.md", 9)]


def test_the_library_says_the_same(make_vault, vaultlint) -> None:
    import jsonschema

    vault = make_vault({"vaultlint.toml": CONFIG, "person.schema.json": json.dumps(SCHEMA), "a.md": NOTE})
    value = {"type": "person", "born": 1815, "pages": 0, "knows": ["[[a]]", "b"], "address": {"city": "Paris"}}
    errors = list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(value))
    assert len(report(vaultlint, vault)) == len(errors)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$"])
def test_a_pattern_that_would_take_for_ever_ends(make_vault, vaultlint, pattern: str) -> None:
    schema = {"properties": {"x": {"pattern": pattern}}}
    vault = make_vault(
        {
            "vaultlint.toml": '[[schemas]]\nschema = "s.json"\n',
            "s.json": json.dumps(schema),
            "a.md": f"---\nx: {'a' * 60}b\n---\n",
        }
    )
    assert report(vaultlint, vault) == [("a.md", 2)]


def test_a_reference_to_the_web_asks_nothing(make_vault, vaultlint) -> None:
    schema = {"properties": {"x": {"$ref": "http://127.0.0.1:9/never.json"}}}
    vault = make_vault(
        {"vaultlint.toml": '[[schemas]]\nschema = "s.json"\n', "s.json": json.dumps(schema), "a.md": "---\nx: 1\n---\n"}
    )
    assert report(vaultlint, vault) == [("a.md", 1)]


def test_a_schema_outside_the_vault_is_read_only_with_trust(make_vault, vaultlint, tmp_path: Path) -> None:
    (tmp_path / "person.schema.json").write_text(json.dumps(SCHEMA))
    vault = make_vault({"vaultlint.toml": CONFIG.replace("person.s", "../person.s"), "a.md": NOTE})
    assert report(vaultlint, vault) == []
    assert len(report(vaultlint, vault, "--trust-config")) == 4


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[[schemas]]\npath = ["a"]\n', "paths"),
        ('[[schemas]]\n[schemas.properties]\nx = { type = "date-time" }\n', "datetime"),
        ('[[schemas]]\n[schemas.properties]\nx = { pattern = "(" }\n', "pattern"),
        ('[[schemas]]\n[schemas.properties]\nx = { kind = "text" }\n', "kind"),
        ('[[schemas]]\nschema = "gone.json"\n', "gone.json"),
        ('[[schemas]]\nschema = "bad.json"\n', "bad.json"),
        ('[[schemas]]\nschema = "no.json"\n', "no.json"),
    ],
)
def test_a_wrong_schema_is_one_sentence(make_vault, vaultlint, text: str, named: str) -> None:
    vault = make_vault({"vaultlint.toml": text, "bad.json": "{", "no.json": '{"type": 1}', "a.md": "x\n"})
    done = vaultlint("check", cwd=vault)
    assert done.status == 2
    assert named in done.err
    assert "Traceback" not in done.err


def test_init_proposes_what_a_folder_agrees_on(make_vault, vaultlint) -> None:
    people = {f"People/{n}.md": f"---\nborn: 18{n:02}-01-01\ntags: [a]\n---\n" for n in range(20)}
    vault = make_vault({**people, "People/odd.md": "---\ntags: [a]\n---\n", "Log/x.md": "text\n"})
    text = vaultlint("init", "--print", cwd=vault).out
    tables = text[text.index("# [[schemas]]") :]
    uncommented = "\n".join(line.removeprefix("# ") for line in tables.splitlines() if not line.endswith("these:"))
    schemas = tomllib.loads(uncommented)["schemas"]
    assert schemas == [
        {
            "paths": ["/People/*.md"],
            "required": ["born", "tags"],
            "properties": {"born": {"type": "date"}, "tags": {"type": "list"}},
        }
    ]
    (vault / "vaultlint.toml").write_text(uncommented)
    assert report(vaultlint, vault) == [("People/odd.md", 1)]
