"""Dates of commits, and the rule that compares a property with them, on repositories that git itself made."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from vaultlint.config import Config
from vaultlint.engine.overlay import Overlay
from vaultlint.engine.plan import make_plan
from vaultlint.engine.session import Scope, Session
from vaultlint.git_state import git_state
from vaultlint.rule_selection import Selection
from vaultlint.vault.commit_dates import CommitDates
from vaultlint.vault.files import scan

pytestmark = pytest.mark.slow

NOTE = "---\nmodified: 2024-05-01\n---\nText.\n"
LONG_AGO = date(2000, 1, 1)
RULE = ("--select", "modified-property")


def git(root: Path, *arguments: str, moment: str = "2024-05-01T10:00:00+02:00") -> None:
    who = ["-c", "user.name=Ida", "-c", "user.email=ida@example.org", "-c", "commit.gpgsign=false"]
    when = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": "2025-01-01T00:00:00+00:00"}
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True, env={**os.environ, **when})


def commit(root: Path, moment: str) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "-m", "Change", moment=moment)


@pytest.fixture
def vault(make_vault: Callable[..., Path]) -> Path:
    """A repository in which `Gull.md` came in May and changed in June."""
    root = make_vault({"Gull.md": NOTE, "Other.md": "Text.\n"})
    git(root, "init", "--quiet")
    commit(root, "2024-05-01T10:00:00+02:00")
    change(root, NOTE.replace("Text", "More text"), "2024-06-10T23:30:00-05:00")
    return root


def change(root: Path, text: str, moment: str, path: str = "Gull.md") -> None:
    (root / path).write_bytes(text.encode())
    commit(root, moment)


def last(root: Path, path: str = "Gull.md", largest: int = 50) -> str | None:
    found = CommitDates(root).last_changes({path: LONG_AGO}, "modified", largest).get(path)
    return found.isoformat() if found is not None else None


def test_the_author_s_date_counts_in_his_time_zone(vault: Path) -> None:
    assert last(vault) == "2024-06-10T23:30:00-05:00"
    assert last(vault, "Other.md") is None, "it came and never changed"


def test_a_commit_of_the_date_alone_does_not_count(vault: Path) -> None:
    text = (vault / "Gull.md").read_text("utf-8")
    for day in range(10, 15):
        change(vault, text.replace("2024-05-01", f"2024-07-{day}"), f"2024-07-{day}T10:00:00+00:00")
    change(vault, text.replace("modified: 2024-05-01\n", "'Modified': 2024-07-15\ntags: []\n"), "2024-07-15T10:00:00Z")
    assert last(vault) == "2024-07-15T10:00:00+00:00"
    change(vault, text.replace("modified: 2024-05-01\n", "tags: []\n"), "2024-07-16T10:00:00Z")
    assert last(vault) == "2024-07-15T10:00:00+00:00"
    change(vault, text.replace("modified: 2024-05-01\n", "tags: []\n  \n"), "2024-07-17T10:00:00Z")
    assert last(vault) == "2024-07-17T10:00:00+00:00"


def test_new_front_matter_with_the_date_alone_does_not_count(vault: Path) -> None:
    change(vault, "---\nmodified: 2024-08-01\n---\nText.\n", "2024-08-01T10:00:00Z", "Other.md")
    assert last(vault, "Other.md") is None
    change(vault, "Text.\r\n", "2024-08-02T10:00:00Z", "Other.md")
    assert last(vault, "Other.md") is None, "nor do line endings"


def test_renames_additions_merges_and_large_commits_do_not_count(vault: Path) -> None:
    git(vault, "checkout", "--quiet", "-b", "side")
    change(vault, NOTE.replace("Text", "On a side"), "2024-07-01T10:00:00+00:00")
    git(vault, "checkout", "--quiet", "-")
    change(vault, "Other text.\n", "2024-07-02T10:00:00+00:00", "Other.md")
    git(vault, "merge", "--quiet", "--no-edit", "side", moment="2024-08-01T10:00:00+00:00")
    assert last(vault) == "2024-07-01T10:00:00+00:00"
    (vault / "Gull.md").write_bytes(b"One.\n")
    change(vault, "Another.\n", "2024-09-01T10:00:00+00:00", "Other.md")
    assert last(vault, largest=1) == "2024-07-01T10:00:00+00:00"
    assert last(vault, largest=0) == last(vault) == "2024-09-01T10:00:00+00:00"
    (vault / "Gull.md").rename(vault / "Tern.md")
    commit(vault, "2024-10-01T10:00:00+00:00")
    assert last(vault, "Tern.md") is None


def test_a_vault_below_the_root_of_the_repository(make_vault: Callable[..., Path]) -> None:
    root = make_vault({"Ports/Größe.md": NOTE})
    git(root.parent, "init", "--quiet")
    commit(root.parent, "2024-05-01T10:00:00Z")
    change(root, NOTE + "More.\n", "2024-06-01T10:00:00Z", "Ports/Größe.md")
    assert last(root, "Ports/Größe.md") == "2024-06-01T10:00:00+00:00"


def test_outside_a_work_tree_nothing_is_known(make_vault: Callable[..., Path], run_here) -> None:
    root = make_vault({"Gull.md": NOTE})
    assert last(root) is None
    assert run_here("check", *RULE, cwd=root).status == 0


def test_the_fix_is_not_followed_by_a_report(vault: Path, run_here) -> None:
    done = run_here("check", *RULE, cwd=vault)
    assert "`modified` is 2024-05-01, but the last change in git is of 2024-06-10" in done.out
    assert run_here("check", "--no-git", *RULE, cwd=vault).status == 0
    assert run_here("fix", *RULE, cwd=vault).status == 0
    assert (vault / "Gull.md").read_text("utf-8") == "---\nmodified: 2024-06-10\n---\nMore text.\n"
    assert run_here("check", *RULE, cwd=vault).status == 0
    commit(vault, "2024-12-01T10:00:00Z")
    assert run_here("check", *RULE, cwd=vault).status == 0
    assert "reverted" in (done := run_here("undo", cwd=vault)).out + done.err or done.status == 0
    assert (vault / "Gull.md").read_text("utf-8") == NOTE.replace("Text", "More text")


def test_the_cache_knows_of_a_commit(vault: Path, run_here) -> None:
    for number in range(160):
        (vault / f"Note {number}.md").write_text("Text.\n", "utf-8")
    for note in vault.glob("*.md"):
        os.utime(note, (1_700_000_000, 1_700_000_000))
    (vault / "Gull.md").write_bytes(NOTE.replace("2024-05-01", "2024-06-10").replace("Text", "More text").encode())
    os.utime(vault / "Gull.md", (1_700_000_000, 1_700_000_000))
    commit(vault, "2024-06-11T10:00:00Z")
    for _ in range(2):
        assert run_here("check", *RULE, cwd=vault).status == 0
    change(vault, (vault / "Gull.md").read_text("utf-8") + "Still more.\n", "2024-07-20T10:00:00Z")
    os.utime(vault / "Gull.md", (1_700_000_000, 1_700_000_000))
    reports = [run_here("check", *RULE, cwd=vault).out for _ in range(2)]
    assert reports[0] == reports[1]
    assert "the last change in git is of 2024-07-20" in reports[0]
    # The same bytes at another time: only git knows.
    git(vault, "commit", "--quiet", "--amend", "--no-edit", "--date=2024-08-30T10:00:00Z")
    assert "of 2024-08-30" in run_here("check", *RULE, cwd=vault).out
    assert run_here("check", "--no-git", *RULE, cwd=vault).status == 0
    git(vault, "reset", "--quiet", "--soft", "HEAD^")
    assert run_here("check", *RULE, cwd=vault).status == 0


def test_a_session_asks_again_after_a_commit(vault: Path) -> None:
    tree = scan(vault)
    plan = make_plan(Config(), Selection(select=["modified-property"]))
    session = Session(Overlay(tree), Scope(["Gull.md", "Other.md"], whole=True), Config(), plan)
    session.check_all()
    assert [one.message[-10:] for one in session.diagnostics()] == ["2024-06-10"]
    text = (vault / "Gull.md").read_text("utf-8") + "More.\n"
    change(vault, text, "2024-07-20T10:00:00Z")
    session.revert("Gull.md")
    assert [one.message[-10:] for one in session.diagnostics()] == ["2024-07-20"]
    git(vault, "commit", "--quiet", "--amend", "--no-edit", "--date=2024-08-30T10:00:00Z")
    assert [one.message[-10:] for one in session.diagnostics()] == ["2024-08-30"]
    session.edit("Gull.md", text.replace("2024-05-01", "2024-08-29").encode())
    assert not session.diagnostics()


def test_one_question_for_all_commits_and_one_for_each_step_back(vault: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vaultlint import git as asked

    for number in range(20):
        (vault / f"Note {number}.md").write_text(NOTE, "utf-8")
    commit(vault, "2024-07-01T10:00:00Z")
    for number in range(20):
        (vault / f"Note {number}.md").write_text(NOTE + "More.\n", "utf-8")
    commit(vault, "2024-08-01T10:00:00Z")
    calls: list[str] = []
    run = asked.run

    def counted(root: Path, arguments: list[str], **options: object) -> bytes | None:
        calls.append(arguments[0])
        return run(root, arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("vaultlint.git.run", counted)
    monkeypatch.setattr("vaultlint.vault.commit_dates.run", counted)
    dates = CommitDates(vault)
    assert len(dates.last_changes({f"Note {number}.md": LONG_AGO for number in range(20)}, "modified", 50)) == 20
    assert calls == ["log", "cat-file", "cat-file"]
    assert len(dates.last_changes({f"Note {number}.md": LONG_AGO for number in range(20)}, "modified", 50)) == 20
    assert len(calls) == 3, "what is known is not asked for again"


def test_the_state_of_a_second_work_tree_changes_with_its_commits(vault: Path) -> None:
    second = vault.parent / "second"
    git(vault, "worktree", "add", "--quiet", str(second))
    before = git_state(second)
    assert before == git_state(second)
    change(second, "Other text.\n", "2024-09-01T10:00:00+00:00", "Other.md")
    assert git_state(second) != before
    assert last(second, "Other.md") == "2024-09-01T10:00:00+00:00"
    (second / ".git").write_text("gitdir: nowhere\n", "utf-8")
    assert git_state(second) != git_state(second), "what is unknown is never taken for unchanged"
