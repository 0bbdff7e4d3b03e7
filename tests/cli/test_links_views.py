"""`vaultlint links`: one list at a time, and notes created for the links that ask for them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from vaultlint.vault.date_format import format_date

NOTES = {
    "a.md": "[[b]] [[Future|soon]] [[Spelt wrog]] [site](https://example.org)\n",
    "b.md": "[[a#No]] [[future]] [[sub/deep]]\n",
    "Spelt wrong.md": "",
    "alone.md": "![[pic.png]]\n",
    "sub/c.md": "[[Future]]\n",
    "pic.png": "",
}


def everything(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def listed(run_here, root: Path, *more: str) -> list[dict]:
    done = run_here("links", "--format", "json", *more, cwd=root)
    assert done.status == 0, done.err
    return json.loads(done.out)


def test_views(make_vault, run_here) -> None:
    root = make_vault(NOTES)
    missing = listed(run_here, root, "--missing")
    assert [(one["name"], one["notes"], one["path"]) for one in missing[:1]] == [("Future", 3, "Future.md")]
    by_name = {one["name"]: one for one in missing}
    assert by_name["Spelt wrog"]["meant"] == ["Spelt wrong.md"]
    assert by_name["sub/deep"]["path"] == "sub/deep.md"
    assert [one["path"] for one in listed(run_here, root, "--orphans")] == ["Spelt wrong.md", "alone.md", "sub/c.md"]
    assert [one["path"] for one in listed(run_here, root, "--orphans", "sub")] == ["sub/c.md"]
    assert [one["path"] for one in listed(run_here, root, "--dead-ends")] == ["Spelt wrong.md", "alone.md", "sub/c.md"]
    assert [one["source"] for one in listed(run_here, root, "--backlinks", "a")] == ["b.md"]
    assert {one["source"] for one in listed(run_here, root, "--backlinks", "FUTURE")} == {"a.md", "b.md", "sub/c.md"}
    assert [one["target"] for one in listed(run_here, root, "--external")] == ["https://example.org"]
    assert run_here("links", "--orphans", cwd=root).out.splitlines() == ["Spelt wrong.md", "alone.md", "sub/c.md"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--orphans", "--missing"),
        ("--orphans", "--format", "dot"),
        ("--format", "sarif"),
        ("--online", "--missing"),
        ("--create",),
        ("--backlinks", "nowhere"),
        ("--missing", "--create"),
        ("--missing", "--create", "--template", "none"),
    ],
)
def test_what_does_not_go_together_is_refused(make_vault, run_here, arguments: tuple[str, ...]) -> None:
    root = make_vault(NOTES)
    before = everything(root)
    done = run_here("links", *arguments, cwd=root)
    assert (done.status, done.out, everything(root)) == (2, "", before)


def test_created_notes_follow_the_settings_and_are_undone(make_vault, run_here) -> None:
    root = make_vault(
        {
            **NOTES,
            ".obsidian/app.json": '{"newFileLocation": "folder", "newFileFolderPath": "New"}',
            ".obsidian/templates.json": '{"folder": "Forms", "dateFormat": "[Y]YYYY"}',
            "Forms/note.md": "# {{title}}\n{{Date}} {{unknown}}\n",
        }
    )
    before = everything(root)
    assert "New/Future.md" in run_here("links", "--missing", "--create", "--diff", cwd=root).out
    assert everything(root) == before
    assert run_here("links", "--missing", "--create", "--yes", cwd=root).status == 0
    new = {path: data.decode() for path, data in everything(root).items() if path not in before}
    year = datetime.now().year
    assert new == {
        "New/Future.md": f"# Future\nY{year} {{{{unknown}}}}\n",
        "sub/deep.md": f"# deep\nY{year} {{{{unknown}}}}\n",
    }
    assert {one["status"] for one in listed(run_here, root) if one["target"] in ("Future", "future")} == {"resolved"}
    assert run_here("undo", cwd=root).status == 0
    assert everything(root) == before
    assert not (root / "New").exists()


def test_commands_of_templater_never_reach_a_note(make_vault, run_here) -> None:
    templater = '{"templates_folder": "T", "enable_folder_templates": true, "folder_templates": [%s]}'
    root = make_vault(
        {
            "a.md": "[[One]] [[P/Two]]\n",
            "T/plain.md": "plain {{title}}\n",
            "T/live.md": "<% tp.file.title %>\n",
            "P/x.md": "",
            ".obsidian/plugins/templater-obsidian/data.json": templater % '{"folder": "P", "template": "T/plain.md"}',
        }
    )
    assert run_here("links", "--missing", "--create", "--yes", "--template", "live", cwd=root).status == 2
    assert run_here("links", "--missing", "--create", "--yes", cwd=root).status == 0
    assert (root / "One.md").read_text() == ""
    assert (root / "P/Two.md").read_text() == "plain Two\n"


def test_dates_as_obsidian_writes_them() -> None:
    when = datetime(2026, 3, 2, 15, 4, 5)
    assert format_date(when, "dddd, MMMM Do YYYY, H:mm:ss a") == "Monday, March 2nd 2026, 15:04:05 pm"
    assert format_date(when, "YYYY-[W]WW ddd D/M/YY hh A [at] DDDD Q") == "2026-W10 Mon 2/3/26 03 PM at 061 1"
