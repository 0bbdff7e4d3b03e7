"""The baseline: what it accepts, what it does not, and a file that people read, merge and break."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.baseline import Baseline, Entry, assign_fingerprints, fingerprint
from vaultlint.diagnostic import Diagnostic, Place
from vaultlint.errors import Failure


def report(path: str, key: str, row: int = 1, rule: str = "broken-link") -> Diagnostic:
    return Diagnostic(path, Place(row, 1), Place(row, 9), rule, "links", "error", f"{key} leads nowhere", key)


def reports(*found: Diagnostic) -> list[Diagnostic]:
    return assign_fingerprints(sorted(found, key=lambda one: one.order))


def test_a_fingerprint_never_changes() -> None:
    assert fingerprint("broken-link", "[[x]]", 0) == "3e24608e59ba6ee9"
    others = [("a", "b", 0), ("a", "b", 1), ("b", "b", 0), ("a", "", 0), ("a\0b", "", 0)]
    assert len({fingerprint(*one) for one in others}) == len(others)


def test_equals_of_a_note_are_counted_in_order() -> None:
    found = reports(report("a", "x", 1), report("a", "x", 2), report("a", "y", 3), report("b", "x", 1))
    assert [one.fingerprint for one in found] == [
        fingerprint("broken-link", "x", 0),
        fingerprint("broken-link", "x", 1),
        fingerprint("broken-link", "y", 0),
        fingerprint("broken-link", "x", 0),
    ]


def test_what_was_there_is_accepted_wherever_its_line_went() -> None:
    baseline = Baseline.create(reports(report("a", "x", 1), report("a", "x", 5)))
    match = baseline.match(reports(report("a", "x", 40), report("a", "new", 41), report("a", "x", 99)))
    assert [one.key for one in match.new] == ["new"]
    assert [one.place.row for one in match.accepted] == [40, 99]
    assert (match.fixed, match.moved) == ([], [])


def test_one_more_of_the_same_is_new() -> None:
    baseline = Baseline.create(reports(report("a", "x", 1)))
    match = baseline.match(reports(report("a", "x", 1), report("a", "x", 2)))
    assert (len(match.accepted), len(match.new)) == (1, 1)


def test_a_renamed_note_stays_accepted_and_prune_follows_it() -> None:
    baseline = Baseline.create(reports(report("old", "x"), report("old", "y"), report("other", "x")))
    now = reports(report("new", "x"), report("new", "y"), report("other", "x"))
    match = baseline.match(now)
    assert match.new == []
    assert match.fixed == []
    assert {(entry.path, path) for entry, path in match.moved} == {("old", "new")}
    pruned = baseline.prune(match)
    assert {entry.path for entry in pruned.entries} == {"new", "other"}
    assert pruned.match(now).moved == []


def test_an_entry_accepts_one_problem_only() -> None:
    baseline = Baseline.create(reports(report("old", "x")))
    match = baseline.match(reports(report("one", "x"), report("two", "x")))
    assert [one.path for one in match.accepted] == ["one"]
    assert [one.path for one in match.new] == ["two"]


def test_what_is_mended_is_told_and_pruned() -> None:
    baseline = Baseline.create(reports(report("a", "x"), report("a", "y")))
    match = baseline.match(reports(report("a", "y")))
    assert [entry.message for entry in match.fixed] == ["x leads nowhere"]
    assert baseline.prune(match) == Baseline.create(reports(report("a", "y")))


def test_a_run_over_a_part_judges_only_that_part() -> None:
    baseline = Baseline.create(reports(report("checked", "x"), report("left out", "y")))
    match = baseline.match(reports(report("checked", "y")), judged=lambda entry: entry.path == "checked")
    assert [one.key for one in match.new] == ["y"]
    assert [entry.path for entry in match.fixed] == ["checked"]
    assert [entry.path for entry in baseline.prune(match).entries] == ["left out"]


NAMES, KEYS = st.sampled_from(["a", "b", "c"]), st.sampled_from(["x", "y"])
FOUND = st.lists(st.builds(report, NAMES, KEYS, st.integers(1, 50)), max_size=12).map(lambda found: reports(*found))


@given(FOUND, FOUND)
def test_every_problem_and_every_entry_has_one_fate(before: list[Diagnostic], now: list[Diagnostic]) -> None:
    baseline = Baseline.create(before)
    match = baseline.match(now)
    assert sorted(map(id, [*match.new, *match.accepted])) == sorted(map(id, now))
    assert len(match.accepted) + len(match.fixed) == len(before)
    again = baseline.prune(match).match(now)
    assert (again.new, again.fixed, again.moved) == (match.new, [], [])
    assert Baseline.create(now).match(now).new == []


@given(FOUND)
def test_the_file_keeps_everything(found: list[Diagnostic]) -> None:
    text = Baseline.create(found).to_json()
    assert Baseline.create(reversed(found)).to_json() == text
    assert sum('"path"' in line for line in text.splitlines()) == len(found)


def test_the_file_is_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    baseline = Baseline.create(reports(report("日本.md", "x"), report("caf\udce9.md", "y")))
    baseline.save(path)
    assert Baseline.load(path) == baseline
    assert "日本.md" in path.read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == [path]
    Baseline().save(path)
    assert Baseline.load(path) == Baseline()


def test_show_lists_what_is_accepted() -> None:
    baseline = Baseline.create(reports(report("a.md", "x"), report("b.md", "y")))
    assert baseline.show() == (
        "a.md: broken-link x leads nowhere\nb.md: broken-link y leads nowhere\n2 accepted problems in 2 notes.\n"
    )
    assert Baseline().show() == "0 accepted problems in 0 notes.\n"


ENTRY = json.dumps(Entry("a", "b", "c", "d")._asdict())


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{\n"version": 1,\n<<<<<<< ours\n', "is broken in line 3 .*: repair it, or remove it, and write it anew"),
        (b"", "is broken in line 1"),
        (b"\xff\xfe\x00", "is not valid JSON"),
        (b"[" * 100_000, "is not valid JSON"),
        (b"[]", "is not a vaultlint baseline"),
        (b"{}", "is not a vaultlint baseline"),
        (b'{"version": 7, "problems": []}', "is of version 7, and this vaultlint reads 1"),
        (b'{"version": 1}', "has no list of problems"),
        (b'{"version": 1, "problems": [%s, {"path": 3}]}' % ENTRY.encode(), "has a bad entry, number 2"),
        (b'{"version": 1, "problems": ["x"]}', "has a bad entry, number 1"),
    ],
)
def test_a_bad_file_is_told_in_one_sentence(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(content)
    with pytest.raises(Failure, match=expected) as failure:
        Baseline.load(path)
    assert str(path) in str(failure.value)
    assert "\n" not in str(failure.value)


def test_no_file_and_no_place_for_one(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"there is no baseline .*vaultlint baseline create"):
        Baseline.load(tmp_path / "none.json")
    with pytest.raises(Failure, match="cannot be read"):
        Baseline.load(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(Failure, match="cannot be written"):
        Baseline().save(tmp_path / "file" / "baseline.json")
    with pytest.raises(Failure, match="cannot be written"):
        Baseline().save(tmp_path / "no folder" / "baseline.json")
