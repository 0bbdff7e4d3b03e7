"""Configurations of publishing programs are read as text, whatever a stranger wrote into them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from vaultlint.config import Config
from vaultlint.engine.overlay import Overlay
from vaultlint.engine.plan import make_plan
from vaultlint.engine.session import Scope, Session
from vaultlint.rule_selection import Selection
from vaultlint.settings import Publishing
from vaultlint.vault.files import scan
from vaultlint.vault.publishing import read_publishing

QUARTZ = "quartz.config.ts"
FILTERS = "filters: [Plugin.RemoveDrafts()]"


def ignored(folder: Path, text: str, name: str = QUARTZ) -> tuple[str, ...]:
    (folder / name).write_text(text, "utf-8")
    return read_publishing(folder).ignored


@pytest.mark.parametrize(
    ("patterns", "lines"),
    [
        ("[\"a\", 'b', `c d`,]", ("/a", "/b", "/c d")),
        ('["./a/", "/b"]', ("/a", "/b")),
        ('["**/a", "*.md", "x?.md"]', ("/**/a", "/*.md", "/x?.md")),
        ('["{a,b}/c"]', ("/a/c", "/b/c")),
        ('["!(*.md)", "!a", "@(a)", "{a", "{a,b}/{c,d}", "a\\\\b"]', ()),
        ('["a" /* , "b" */, // "c"\n "d"]', ("/a", "/d")),
        ('["https://example.org", "a//b"]', ("/https://example.org", "/a//b")),
        ("[...patterns, `${folder}`]", ()),
        ("patterns", ()),
        ("[]", ()),
    ],
)
def test_patterns_of_typescript(tmp_path: Path, patterns: str, lines: tuple[str, ...]) -> None:
    assert (
        ignored(tmp_path, f"const c = {{ configuration: {{ ignorePatterns: {patterns}, x: [] }}, {FILTERS} }}") == lines
    )
    assert read_publishing(tmp_path).removes_drafts


def test_where_the_configuration_is(tmp_path: Path) -> None:
    text = 'export default { ignorePatterns: ["private"] }'
    assert ignored(tmp_path, text) == ("/private",)
    content = tmp_path / "content"
    content.mkdir()
    assert read_publishing(tmp_path).ignored == ("/content/private",)
    assert read_publishing(content).ignored == ("/private",)
    other = tmp_path / "docs"
    other.mkdir()
    assert read_publishing(other) == Publishing()
    (other / ".quartz").mkdir()
    assert ignored(other / ".quartz", text) == ("/private",)
    assert read_publishing(other).has_quartz


@pytest.mark.parametrize(
    "text",
    ["[" * 1500, "a: &a [*a]\nconfiguration: *a", "configuration: [1]\nplugins: {}", "when: 2024-99-99", "\t: {", "",
     "configuration: {ignorePatterns: [1, {a: b}]}\nplugins: [1, {source: 2}, {}]"],
)  # fmt: skip
def test_odd_yaml_says_nothing(tmp_path: Path, text: str) -> None:
    assert ignored(tmp_path, text, "quartz.config.yaml") == ()


def test_hostile_files_take_no_time_and_run_nothing(tmp_path: Path) -> None:
    for text in ("ignorePatterns: [" * 3000, '"' * 60_000, "/*" * 30_000, "`\\" * 20_000, "/" * 60_000):
        assert ignored(tmp_path, text) == ()
        (tmp_path / QUARTZ).unlink()
        assert ignored(tmp_path, text, "quartz.config.yaml") == ()
        (tmp_path / "quartz.config.yaml").unlink()
    (tmp_path / QUARTZ).write_text("x" * 1_000_000, "utf-8")
    assert not read_publishing(tmp_path).has_quartz
    (tmp_path / ".obsidian").mkdir()
    for shared in ("[]", "{", '{"excluded": {"a": 1}, "included": [1, null]}', "[" * 5000):
        (tmp_path / ".obsidian" / "publish.json").write_text(shared, "utf-8")
        assert read_publishing(tmp_path).excluded == ()


FILES = {"Home.md": "[[Plan]]\n", "Plan.md": "---\ndraft: false\n---\nPlan\n"}
DRAFT = b"---\ndraft: true\n---\nPlan\n"
RULE = "unpublished-link"


def test_a_note_that_becomes_a_draft_is_reported_where_it_is_linked(make_vault: Callable[..., Path]) -> None:
    root = make_vault(FILES)
    config = Config(flavor="obsidian")
    session = Session(
        Overlay(scan(root)), Scope(sorted(FILES), whole=True), config, make_plan(config, Selection(select=(RULE,)))
    )
    session.check_all()
    assert session.diagnostics() == []
    session.edit("Plan.md", DRAFT)
    assert {path: [one.rule for one in found] for path, found in session.changed_diagnostics().items()} == {
        "Home.md": [RULE]
    }
    session.revert("Plan.md")
    assert session.diagnostics() == []


def test_one_note_is_checked_as_the_vault_would_be(make_vault: Callable[..., Path], vaultlint) -> None:
    root = make_vault({**FILES, "Plan.md": DRAFT, "vaultlint.toml": 'preset = "publish"\n'})
    whole, one = (vaultlint("check", "--no-cache", *paths, cwd=root) for paths in ((), ("Home.md",)))
    assert RULE in one.out
    assert whole.out == one.out
    assert RULE not in vaultlint("check", "--isolated", cwd=root).out
