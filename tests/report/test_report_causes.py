"""Many problems with one cause are one line for a reader, and one entry each for a program."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def vault(make_vault):
    return make_vault({f"n{number}.md": f"[[Course/Note {number}]] [[Plan {number}]]\n" for number in range(12)})


@pytest.mark.parametrize("form", ["full", "concise", "grouped"])
def test_links_into_a_folder_that_is_gone_are_one_line(vault, vaultlint, form):
    done = vaultlint("check", "--no-cache", "--output-format", form, cwd=vault)
    assert done.out.count("`Course`") == 1
    assert "12 links begin with the folder `Course`, which is not here (in 12 notes, first at n0.md:1:1" in done.out
    assert done.out.count("Plan") >= 12
    assert "24 problems" in done.out + done.err


def test_programs_get_each_of_them(vault, vaultlint):
    done = vaultlint("check", "--no-cache", "--output-format", "json", cwd=vault)
    assert len(json.loads(done.out)) == 24


def test_few_are_listed_one_by_one(make_vault, vaultlint):
    root = make_vault({"a.md": "[[Course/Note]] [[Course/Other]]\n"})
    done = vaultlint("check", "--no-cache", cwd=root)
    assert done.out.count("a.md:1:") == 2


def test_the_cache_keeps_the_cause(make_vault, vaultlint):
    root = make_vault({f"n{number}.md": f"[[Course/Note {number}]]\n" for number in range(160)})
    first, second = (vaultlint("check", cwd=root).out for _ in range(2))
    assert first == second
    assert first.count("\n") == 1


def test_a_note_that_many_ask_for_is_one_line(make_vault, vaultlint):
    notes = {f"n{number}.md": "[[Rope]] [[Net]]\n" if number < 3 else "[[Rope]]\n" for number in range(12)}
    done = vaultlint("check", "--no-cache", cwd=make_vault({**notes, "Templates/day.md": "[[{{title}}]]\n"}))
    assert (done.out.count("`Rope`"), done.out.count("`Net`")) == (1, 3)
    assert "1 note was taken for templates" in done.err
