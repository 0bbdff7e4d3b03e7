"""`vaultlint report`: the same counts as `check`, one file written, and nothing overwritten that is not a report."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from vaultlint.html_report.folders import group_by_folder

NOTES = {
    ".obsidian/app.json": '{"attachmentFolderPath": "Att"}',
    "Home.md": "[[Plan]] [[Later]] [[Sub/Deep#No]] ![[gone.png]] %% [[hidden]] %%\nOlivenÃ¶l and Ã¶\n",
    "Plan.md": "[[Home]] [[later]] [x]()\n",
    "Sub/Deep.md": "alone\n- \n- a\n",
    "Sub/Deeper/Old.md": "[[Later]] %% [[Plan#hidden]] %%\n",
    "Templates/t.md": "{{title}}\n",
    "Att/used.png": b"1",
    "free.png": b"22",
    "page.html": "<img src=used.png>",
}


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("report") / "garden"
    for path, content in NOTES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def data_of(run_here, root: Path, *more: str) -> dict:
    done = run_here("report", "--format", "json", *more, cwd=root)
    assert done.status == 0, done.err
    return json.loads(done.out)


def test_the_problems_are_those_of_check(vault: Path, run_here) -> None:
    checked = json.loads(run_here("check", "--output-format", "json", cwd=vault).out)
    report = data_of(run_here, vault)
    assert [(one["path"], one["row"], one["rule"], one["message"]) for one in report["problems"]] == [
        (one["filename"], one["location"]["row"], one["code"], one["message"]) for one in checked
    ]
    by_group = Counter(one["group"] for one in checked)
    assert {row["name"]: row["error"] + row["warning"] + row["info"] for row in report["groups"]}.items() >= (
        by_group.items()
    )
    assert sum(sum(row["groups"].values()) for row in report["folders"]) == len(checked)
    assert sum(row["notes"] for row in report["folders"]) == report["figures"]["notes"] == 5
    one_rule = data_of(run_here, vault, "--select", "empty-bullet")
    assert [one["rule"] for one in one_rule["problems"]] == ["empty-bullet"]


def test_links_attachments_and_repairs(vault: Path, run_here) -> None:
    report = data_of(run_here, vault)
    assert [(one["name"], one["notes"]) for one in report["unwritten"]] == [("Later", 3)]
    assert report["orphans"] == ["Sub/Deeper/Old.md"]
    assert report["dead_ends"] == ["Sub/Deep.md"]
    assert [one["path"] for one in report["attachments"]["unused"]] == ["free.png"]
    assert [one["target"] for one in report["attachments"]["missing"]] == ["gone.png"]
    assert [(one["before"], one["after"]) for one in report["encoding"]] == [("Ã¶", "ö")]
    assert sum(one["count"] for one in report["encoding"]) == 2
    nodes, edges = report["graph"]["nodes"], report["graph"]["edges"]
    named = {(nodes[source]["name"], nodes[target]["name"], status) for source, target, status in edges}
    assert {("Home.md", "Later", 3), ("Home.md", "Sub/Deep.md", 2), ("Plan.md", "Home.md", 0)} <= named
    assert ("Sub/Deeper/Old.md", "Plan.md", 0) in named  # in a comment: a link, never broken
    assert {one["name"] for one in nodes if one["missing"]} == {"Later", "gone.png"}
    # Later ×3, a heading, a file; what is in comments is not broken
    assert report["figures"]["broken"] == 5


def test_only_reports_are_overwritten(make_vault, run_here) -> None:
    root = make_vault({"a.md": "[[b]]\n", "free.png": b"1"})
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    for name in ("a.md", "."):
        assert run_here("report", name, cwd=root).status == 2
    assert run_here("report", cwd=root).status == 2
    for name, form in (("out/r.html", "html"), ("r.json", "json")):
        assert run_here("report", name, "--format", form, cwd=root).status == 0
        first = (root / name).read_bytes()
        assert run_here("report", name, "--format", form, cwd=root).status == 0
        assert len((root / name).read_bytes()) == len(first)
    now = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    assert now.keys() - before.keys() == {root / "out/r.html", root / "r.json"}
    assert {path: now[path] for path in before} == before
    # A report names what is unused, and that is not a use.
    assert [one["path"] for one in data_of(run_here, root)["attachments"]["unused"]] == ["free.png"]
    (root / "mine.html").write_text("<p>mine</p>")
    assert run_here("report", "mine.html", cwd=root).status == 2
    assert (root / "mine.html").read_text() == "<p>mine</p>"
    assert run_here("report", "mine.html", "--force", cwd=root).status == 0
    assert "mine</p>" not in (root / "mine.html").read_text()


def test_history_is_a_line_a_report(vault: Path, run_here, tmp_path: Path) -> None:
    line = run_here("report", "--format", "jsonl", cwd=vault).out
    assert line.count("\n") == 1
    older = {**json.loads(line), "created": "2020-01-01T00:00:00+00:00"}
    history = tmp_path / "history.jsonl"
    history.write_text(line + "\n" + json.dumps(older) + "\n" + json.dumps(data_of(run_here, vault)) + "\n")
    found = data_of(run_here, vault, "--history", str(history))["history"]
    assert len(found) == 4
    assert found[0]["created"] == older["created"]
    page = run_here("report", "-", "--history", str(history), cwd=vault)
    assert page.status == 0
    assert "<polyline" in page.out
    history.write_text(line + "{}\n")
    done = run_here("report", "-", "--history", str(history), cwd=vault)
    assert (done.status, done.out) == (2, "")
    assert f"{history}:2" in done.err


def test_without_the_extra_a_sentence_says_how_to_get_it(vault: Path, vaultlint, tmp_path: Path) -> None:
    (tmp_path / "jinja2.py").write_text("raise ModuleNotFoundError(name='jinja2')\n")
    done = vaultlint("report", "-", cwd=vault, env={"PYTHONPATH": str(tmp_path)})
    assert (done.status, done.out) == (2, "")
    assert "jinja2" in done.err
    assert vaultlint("report", "--format", "json", cwd=vault, env={"PYTHONPATH": str(tmp_path)}).status == 0


def test_a_folder_of_vaults_is_one_report(tmp_path: Path, run_here) -> None:
    for name in ("one", "two"):
        (tmp_path / name / ".obsidian").mkdir(parents=True)
        (tmp_path / name / "a.md").write_text("[[b]]\n")
        (tmp_path / name / "b.md").write_text("[[a]] [[new]]\n")
    report = data_of(run_here, tmp_path)
    assert {one["prefix"] for one in report["vaults"]} == {"one/", "two/"}
    assert len(report["graph"]["nodes"]) == 6
    assert {one["path"] for one in report["problems"]} == {"one/b.md", "two/b.md"}


@pytest.mark.parametrize(
    ("paths", "groups"),
    [
        (["a.md", "x/b.md", "y/c.md"], {"", "x", "y"}),
        (["x/a/1.md", "x/b/2.md", "x/3.md"], {"x", "x/a", "x/b"}),
        (["x/y/z/1.md", "x/y/z/2.md"], {"x"}),
        ([], set()),
    ],
)
def test_large_folders_are_split(paths: list[str], groups: set[str]) -> None:
    assert set(group_by_folder(paths).values()) == groups


def test_there_are_never_more_folders_than_asked_for() -> None:
    paths = [f"top/{n % 40}/{n}.md" for n in range(400)] + ["other/a.md"]
    assert set(group_by_folder(paths, 24).values()) == {"top", "other"}
    assert len(set(group_by_folder(paths, 60).values())) == 41


def test_other_commands_do_not_load_the_template_engine() -> None:
    import subprocess

    code = "import sys; from vaultlint.cli import report; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
