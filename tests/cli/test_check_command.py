"""`vaultlint check` and `fix` as CLI.md promises them: outputs, exit status, and what a run leaves behind."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

MOJIBAKE = "Caf\u00c3\u00a9"  # Café, its UTF-8 read as Windows-1252


def codes(out: str) -> list[tuple[str, str, int]]:
    return [(one["filename"], one["code"], one["location"]["row"]) for one in json.loads(out)]


def check_json(vaultlint: Callable, root: Path, *options: str) -> list[tuple[str, str, int]]:
    return codes(vaultlint("check", "--isolated", "--output-format", "json", *options, cwd=root).out)


def test_exit_status_tells_clean_problems_and_failure(make_vault, vaultlint):
    root = make_vault({"a.md": "# A\n"})
    assert vaultlint("check", cwd=root).status == 0
    (root / "a.md").write_text("- one\n- \n")
    assert vaultlint("check", cwd=root).status == 1
    assert vaultlint("check", "--exit-zero", cwd=root).status == 0
    assert vaultlint("check", "--select", "empty-bulet", cwd=root).status == 2


def test_info_is_shown_and_fails_nothing_unless_asked(make_vault, vaultlint):
    root = make_vault({"a.md": "[[planned]]\n"})
    done = vaultlint("check", cwd=root)
    assert done.status == 0
    assert "broken-link" in done.out
    assert vaultlint("check", "--fail-on", "info", cwd=root).status == 1
    (root / "a.md").write_text("- \n- a\n")
    assert vaultlint("check", "--fail-on", "error", cwd=root).status == 0
    assert vaultlint("check", "--fail-on", "never", cwd=root).status == 0


def test_json_has_the_shape_of_the_contract(make_vault, vaultlint):
    root = make_vault({"notes/a.md": f"# A\n\n  {MOJIBAKE} here\n"})
    (found,) = json.loads(vaultlint("check", "--isolated", "--output-format", "json", cwd=root).out)
    assert found["code"] == "mojibake"
    assert (found["group"], found["severity"], found["filename"]) == ("encoding", "error", "notes/a.md")
    assert found["location"] == {"row": 3, "column": 6}
    assert found["end_location"] == {"row": 3, "column": 8}
    assert found["fix"]["applicability"] == "safe"
    assert found["fix"]["edits"] == [
        {"content": "\u00e9", "location": {"row": 3, "column": 6}, "end_location": {"row": 3, "column": 8}}
    ]
    assert found["related"] == []
    assert found["fingerprint"]
    assert set(found) >= {"message", "url"}


def test_file_names_count_from_the_current_folder(make_vault, vaultlint):
    root = make_vault({"a/b/note.md": "- \n- a\n"})
    assert codes(vaultlint("check", "--output-format", "json", cwd=root / "a").out) == [
        ("b/note.md", "empty-bullet", 1)
    ]
    assert codes(vaultlint("check", "--output-format", "json", root, cwd=root.parent).out)[0][0] == "vault/a/b/note.md"


def test_one_note_gives_what_the_whole_vault_gives_for_it(make_vault, vaultlint):
    root = make_vault(
        {
            "a.md": "[[b#Missing]] [[b#There]] [[b#^no]] [[gone]]\n\n- \n- a\n",
            "b.md": "# There\n\n[[a#x]]\n",
            "sub/b2.md": "x\n",
        }
    )
    alone = check_json(vaultlint, root, "a.md")
    whole = [one for one in check_json(vaultlint, root, ".") if one[0] == "a.md"]
    assert alone == whole
    assert {code for _, code, _ in alone} == {"broken-heading", "broken-block", "broken-link", "empty-bullet"}


def test_excluded_notes_are_targets_but_not_checked(make_vault, vaultlint):
    root = make_vault(
        {
            ".gitignore": "drafts/\n",
            "vaultlint.toml": 'exclude = ["old/"]\n',
            "a.md": "[[draft]] [[ancient]]\n",
            "drafts/draft.md": "- \n- a\n",
            "old/ancient.md": "- \n- a\n",
        }
    )
    done = vaultlint("check", cwd=root)
    assert (done.status, done.out) == (0, "")
    assert vaultlint("check", "old/ancient.md", cwd=root).status == 1
    assert vaultlint("check", "--force-exclude", "old/ancient.md", cwd=root).status == 0


def test_unknown_names_are_refused_with_the_nearest_known_one(make_vault, vaultlint):
    root = make_vault({"a.md": "x\n"})
    for arguments, word in (
        (("check", "--select", "mojibak"), "'mojibake'"),
        (("check", "--ignore", "encodng"), "'encoding'"),
        (("explain", "broken-lnik"), "'broken-link'"),
        (("chekc",), "'check'"),
    ):
        done = vaultlint(*arguments, cwd=root)
        assert done.status == 2
        assert word in done.err


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("selct = []\n", "'select'"),
        ('select = ["emtpy-bullet"]\n', "'empty-bullet'"),
        ("select = 3\n", "must be a list"),
        ("[rules.heading-jump]\nfrist = 1\n", "'first'"),
        ("[severity]\nbroken-link = 'bad'\n", "error, warning or info"),
        ("select = [\n", "not valid TOML"),
        ('extend = "nowhere.toml"\n', "no such file"),
    ],
)
def test_a_wrong_config_is_one_sentence_that_names_file_and_way_out(make_vault, vaultlint, toml, words):
    root = make_vault({"vaultlint.toml": toml, "a.md": "x\n"})
    done = vaultlint("check", cwd=root)
    assert done.status == 2
    assert "vaultlint.toml" in done.err
    assert words in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_standard_input_is_checked_as_the_note_it_stands_for(make_vault, vaultlint):
    root = make_vault({"sub/a.md": "# A\n", "sub/b.md": "# B\n"})
    text = f"[[b]] [[nowhere]]\n\n{MOJIBAKE}\n".encode()
    done = vaultlint("check", "-", "--stdin-filename", "sub/a.md", "--output-format", "json", cwd=root, stdin=text)
    assert codes(done.out) == [("sub/a.md", "broken-link", 1), ("sub/a.md", "mojibake", 3)]
    assert (root / "sub/a.md").read_text() == "# A\n"


def test_fix_of_standard_input_prints_the_mended_text(make_vault, vaultlint):
    root = make_vault({"a.md": "x\n"})
    done = vaultlint("fix", "-", "--stdin-filename", "a.md", cwd=root, stdin=f"{MOJIBAKE}\r\n- \r\n".encode())
    assert done.out == "Caf\u00e9\n"
    assert (root / "a.md").read_text() == "x\n"


def test_fix_writes_what_is_safe_and_undo_takes_it_back(make_vault, vaultlint):
    before = f"---\r\ntitle: x\r\n---\r\n# {MOJIBAKE}\r\n\r\n- one\r\n- \r\n[[gone]]".encode()
    root = make_vault({"a.md": before})
    done = vaultlint("fix", cwd=root)
    assert done.status == 0
    # Without the item `[[gone]]` would continue the one above, so a blank line stays.
    repaired = before.replace(MOJIBAKE.encode(), "Caf\u00e9".encode())
    assert (root / "a.md").read_bytes() == repaired.replace(b"- \r\n", b"\r\n")
    assert vaultlint("fix", "--output-format", "json", cwd=root).err.count("Wrote") == 0
    assert vaultlint("undo", cwd=root).status == 0
    assert (root / "a.md").read_bytes() == before


def test_diff_shows_and_writes_nothing(make_vault, vaultlint):
    root = make_vault({"a.md": "- one\n- \n"})
    done = vaultlint("fix", "--diff", cwd=root)
    assert done.status == 0
    assert "-- \n" in done.out
    assert (root / "a.md").read_text() == "- one\n- \n"


def test_output_files_repeat_in_pairs(make_vault, vaultlint, tmp_path):
    root = make_vault({"a.md": "- \n- a\n"})
    arguments = ("--output-format", "json", "--output-file", tmp_path / "a.json", "--output-format", "concise")
    done = vaultlint("check", *arguments, cwd=root)
    assert codes((tmp_path / "a.json").read_text("utf-8")) == [("a.md", "empty-bullet", 1)]
    assert done.out.startswith("a.md:1:1: empty-bullet")


def test_a_folder_without_notes_says_so(make_vault, vaultlint):
    done = vaultlint("check", cwd=make_vault({"a.txt": "x"}))
    assert done.status == 0
    assert "No note" in done.err


def test_one_bad_note_never_stops_a_run(make_vault, vaultlint):
    root = make_vault(
        {
            "a.md": "- \n- a\n",
            "binary.md": bytes(range(256)) * 8,
            "latin.md": "Gr\u00fc\u00dfe aus K\u00f6ln\n".encode("latin-1"),
            "nul.md": b"\0" * 3000,
            "empty.md": b"",
            "utf16.md": "Gr\u00fc\u00dfe aus K\u00f6ln, sch\u00f6n\n".encode("utf-16"),
            "folder.md/inside.md": "- \n- a\n",
            "z.md": "- \n- a\n",
        }
    )
    os.symlink(".", root / "loop")
    os.symlink("nowhere", root / "dangling.md")
    if hasattr(os, "mkfifo"):
        os.mkfifo(root / "pipe.md")
    found = check_json(vaultlint, root, "--select", "structure,encoding", ".")
    assert {(path, code) for path, code, _ in found} >= {
        ("a.md", "empty-bullet"),
        ("z.md", "empty-bullet"),
        ("folder.md/inside.md", "empty-bullet"),
        ("latin.md", "invalid-encoding"),
        ("utf16.md", "invalid-encoding"),
        ("binary.md", "invalid-encoding"),
    }
    before = {path: path.read_bytes() for path in root.rglob("*.md") if path.is_file()}
    vaultlint("fix", "--select", "encoding", cwd=root)
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind this user")
def test_an_unreadable_note_is_reported_and_fails_the_run(make_vault, vaultlint):
    root = make_vault({"a.md": "- \n- a\n", "secret.md": "x\n"})
    (root / "secret.md").chmod(0)
    done = vaultlint("check", cwd=root)
    assert done.status == 2
    assert "unreadable-note" in done.out
    assert "empty-bullet" in done.out


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no file at hand that fails when read")
def test_a_note_that_fails_to_read_is_reported_and_the_rest_checked(make_vault, vaultlint):
    root = make_vault({"a.md": "- \n- a\n"})
    os.symlink("/proc/self/mem", root / "broken-disk.md")
    done = vaultlint("check", "a.md", "broken-disk.md", cwd=root)
    assert done.status == 2
    assert "broken-disk.md:1:1: unreadable-note" in done.out
    assert "a.md:1:1: empty-bullet" in done.out


def test_latin_1_is_transcoded_only_when_asked(make_vault, vaultlint):
    root = make_vault({"a.md": "Gr\u00fc\u00dfe aus K\u00f6ln\n".encode("latin-1")})
    vaultlint("fix", "--unsafe-fixes", cwd=root)
    assert (root / "a.md").read_text("utf-8") == "Gr\u00fc\u00dfe aus K\u00f6ln\n"
    vaultlint("undo", cwd=root)
    assert (root / "a.md").read_bytes() == "Gr\u00fc\u00dfe aus K\u00f6ln\n".encode("latin-1")


def test_vaults_inside_a_plain_folder_are_each_their_own(make_vault, vaultlint, tmp_path):
    for name in ("en", "de"):
        make_vault({"Home.md": "[[Page]]\n", "Page.md": "x\n"}, name=f"help/{name}")
    done = vaultlint("check", "help", cwd=tmp_path)
    assert (done.status, done.out) == (0, "")


def test_results_do_not_depend_on_the_number_of_jobs(make_vault, vaultlint):
    root = make_vault({f"n{i}.md": f"- \n- a\n[[n{i + 1}]] {MOJIBAKE}\n" for i in range(400)})
    one = vaultlint("check", "--no-cache", "--jobs", "1", "--output-format", "json", cwd=root)
    many = vaultlint("check", "--no-cache", "--jobs", "4", "--output-format", "json", cwd=root)
    assert one.out == many.out
    assert len(json.loads(one.out)) == 801


def test_selecting_one_rule_leaves_notes_alone_that_are_not_utf_8(make_vault, vaultlint) -> None:
    """They are reported all the same, since their links could not be checked."""
    vault = make_vault(
        {"a.md": b"Gr\xfc\xdfe aus dem S\xfcden, sch\xf6ne Zeit\n", "b.md": "[[Potatos]]\n", "Potatoes.md": ""}
    )
    done = vaultlint("check", "--select", "broken-link", cwd=vault)
    assert "invalid-encoding" in done.out
    assert "1 fixable with" in done.err
    done = vaultlint("fix", "--select", "broken-link", "--unsafe-fixes", cwd=vault)
    assert (vault / "b.md").read_text("utf-8") == "[[Potatoes]]\n"
    assert (vault / "a.md").read_bytes().startswith(b"Gr\xfc\xdfe")
    vaultlint("fix", "--select", "encoding", "--unsafe-fixes", cwd=vault)
    assert (vault / "a.md").read_text("utf-8").startswith("Grüße")
