"""The cache changes how long a run takes, and nothing else."""

from __future__ import annotations

import math
import os
import pickle
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from vaultlint.cache.previous_run import CachedRun
from vaultlint.cache.store import Heap
from vaultlint.config import Config
from vaultlint.engine.overlay import Overlay
from vaultlint.engine.plan import make_plan
from vaultlint.engine.results import ValidResults
from vaultlint.engine.session import Scope, Session
from vaultlint.vault.files import scan

NOTES = 160  # more than the fewest for which a cache is kept


@pytest.fixture
def large(make_vault: Callable[..., Path]) -> Path:
    """A vault of notes that link to each other, with a broken link each; their times lie in the past."""
    root = make_vault(
        {
            **{
                f"Note {n}.md": f"# Note {n}\n\n[[Note {n + 1}#Part]] [[Nowhere {n}]]\n\n## Part\n"
                for n in range(NOTES)
            },
            "A #1 name.md": "No link leads here.\n",
        }
    )
    for note in root.glob("*.md"):
        os.utime(note, (1_700_000_000, 1_700_000_000))
    return root


def cache_file() -> Path:
    [file] = Path(os.environ["VAULTLINT_CACHE_DIR"]).glob("*.cache")
    return file


def test_a_second_run_says_the_same_and_so_does_one_without(large: Path, vaultlint) -> None:
    plain = vaultlint("check", "--no-cache", cwd=large)
    assert not Path(os.environ["VAULTLINT_CACHE_DIR"]).exists()
    first, second = (vaultlint("check", cwd=large) for _ in range(2))
    assert plain.out.count("broken-link") >= NOTES
    assert plain.out.count("unportable-name") == 1
    assert (first.out, first.err, first.status) == (second.out, second.err, second.status)
    assert (first.out, first.err, first.status) == (plain.out, plain.err, plain.status)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a note grows": lambda root: (root / "Note 7.md").write_text("# Note 7\n\n[[Elsewhere]]\n\n## Part\n", "utf-8"),
    "a heading goes that another note links to": lambda root: (root / "Note 8.md").write_text("# Note 8\n", "utf-8"),
    "a note is renamed": lambda root: (root / "Note 9.md").rename(root / "Other.md"),
    "a note appears that was missing": lambda root: (root / "Nowhere 5.md").write_text("text\n", "utf-8"),
    "a name appears that differs in case": lambda root: (root / "note 12.md").write_text("text\n", "utf-8"),
    "a name that no link leads to goes": lambda root: (root / "A #1 name.md").unlink(),
    "a note goes": lambda root: (root / "Note 11.md").unlink(),
    "the configuration changes": lambda root: (root / "vaultlint.toml").write_text(
        'ignore = ["broken-link"]\n', "utf-8"
    ),
    "a setting of the vault changes": lambda root: (root / ".obsidian" / "app.json").write_text(
        '{"tabSize": 2}', "utf-8"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_seen(large: Path, vaultlint, change: str) -> None:
    vaultlint("check", cwd=large)
    CHANGES[change](large)
    warm = vaultlint("check", cwd=large)
    assert warm.out == vaultlint("check", "--no-cache", cwd=large).out
    assert warm.out == vaultlint("check", cwd=large).out


def test_a_change_of_the_same_size_and_time_right_after_a_run_is_seen(large: Path, vaultlint) -> None:
    note = large / "Note 3.md"
    now = time.time_ns() + 3_600_000_000_000  # the first run may begin late
    os.utime(note, ns=(now, now))
    vaultlint("check", cwd=large)
    note.write_text(note.read_text("utf-8").replace("Nowhere", "Somehow"), "utf-8")
    os.utime(note, ns=(now, now))
    assert "Somehow 3" in vaultlint("check", cwd=large).out


def test_notes_only_touched_are_known_by_their_bytes(large: Path, vaultlint) -> None:
    before = vaultlint("check", cwd=large)
    for note in large.glob("*.md"):
        os.utime(note, (1_710_000_000, 1_710_000_000))
    assert vaultlint("check", cwd=large).out == before.out


@pytest.mark.parametrize("at", [0, 5, 20, 40, 60, 80, 100, -1])
def test_a_broken_file_is_thrown_away(large: Path, vaultlint, at: int) -> None:
    right = vaultlint("check", cwd=large).out
    data = bytearray(cache_file().read_bytes())
    data[at] ^= 0xFF
    cache_file().write_bytes(data)
    assert vaultlint("check", cwd=large).out == right
    cache_file().write_bytes(data[: len(data) // 2])
    assert vaultlint("check", cwd=large).out == right
    cache_file().write_bytes(b"")
    assert vaultlint("check", cwd=large).out == right


def test_fixing_with_a_warm_cache_writes_what_it_writes_without(make_vault, vaultlint) -> None:
    files = {f"{n}.md": f"The cafÃ© {n} is naÃ¯ve.\n" for n in range(NOTES)}
    warm, cold = make_vault(files, "warm"), make_vault(files, "cold")
    vaultlint("check", cwd=warm)
    vaultlint("fix", cwd=warm)
    vaultlint("fix", "--no-cache", cwd=cold)
    assert all((warm / name).read_bytes() == (cold / name).read_bytes() for name in files)
    assert (warm / "1.md").read_text("utf-8") == "The café 1 is naïve.\n"
    assert vaultlint("check", cwd=warm).out == vaultlint("check", "--no-cache", cwd=warm).out


def test_the_folder_is_as_named_and_clean_empties_it(large: Path, vaultlint, tmp_path: Path) -> None:
    vaultlint("check", "--cache-dir", tmp_path / "here", cwd=large)
    assert len(list((tmp_path / "here").glob("*.cache"))) == 1
    assert "Removed 1 cache" in vaultlint("clean", "--cache-dir", tmp_path / "here", cwd=large).out
    assert not list((tmp_path / "here").iterdir())
    assert vaultlint("clean", "--cache-dir", tmp_path / "here", cwd=large).out == "Nothing to remove.\n"


def test_clean_leaves_the_caches_of_other_vaults_alone_unless_told(large: Path, vaultlint, tmp_path: Path) -> None:
    vaultlint("check", cwd=large)
    other = tmp_path / "other"
    (other / ".obsidian").mkdir(parents=True)
    assert vaultlint("clean", cwd=other).out == "Nothing to remove.\n"
    assert "Removed 1 cache" in vaultlint("clean", "--all", cwd=other).out
    assert vaultlint("clean", cwd=large).out == "Nothing to remove.\n"


def test_a_cache_that_cannot_be_written_is_no_failure(large: Path, vaultlint, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    done = vaultlint("check", "--cache-dir", tmp_path / "file", cwd=large)
    assert "broken-link" in done.out
    assert "cache" not in done.err
    assert done.status == 1


def test_what_passes_with_time_is_asked_for_again(large: Path, vaultlint) -> None:
    soon = int(time.time()) + 8
    link = f"[a file](https://x.s3.amazonaws.com/f?AWSAccessKeyId=A&Signature=b&Expires={soon})\n"
    (large / "Note 1.md").write_text(link, "utf-8")
    os.utime(large / "Note 1.md", (1_700_000_000, 1_700_000_000))
    vaultlint("check", cwd=large)
    time.sleep(max(0.0, soon + 1 - time.time()))
    (large / "Note 2.md").write_text("[[Note 1]]\n", "utf-8")  # so that the second run knows most notes
    warm = vaultlint("check", cwd=large)
    assert "the link expired on" in warm.out
    assert warm.out == vaultlint("check", "--no-cache", cwd=large).out


def test_what_lies_outside_is_asked_for_again(large: Path, vaultlint) -> None:
    outside = large.parent / "outside.md"
    outside.write_text("text\n", "utf-8")
    (large / "Note 1.md").write_text("[x](../outside.md)\n", "utf-8")
    os.utime(large / "Note 1.md", (1_700_000_000, 1_700_000_000))
    select = ("--select", "ALL")
    assert "link-outside-vault" in vaultlint("check", *select, cwd=large).out
    outside.unlink()
    for _ in range(2):
        assert vaultlint("check", *select, cwd=large).out == vaultlint("check", *select, "--no-cache", cwd=large).out
        (large / "Note 2.md").write_text("[[Note 1]]\n", "utf-8")  # so that the second run knows most notes


def test_a_change_in_the_middle_of_a_note_leaves_right_what_others_are_told(large: Path, vaultlint) -> None:
    """The links of the note move: all that is not told by names alone is asked for anew."""
    vaultlint("check", cwd=large)
    for note in ("Note 20.md", "Note 21.md"):
        text = (large / note).read_text("utf-8")
        (large / note).write_text(
            text.replace("# Note", "New words.\n\n# Another Note").replace("Part\n", "Side\n"), "utf-8"
        )
        warm = vaultlint("check", cwd=large)
        assert warm.out == vaultlint("check", "--no-cache", cwd=large).out
        assert "has no heading `Part`" in warm.out


def heap_file() -> Path:
    [file] = Path(os.environ["VAULTLINT_CACHE_DIR"]).glob("*.cache-[0-9a-f]*")
    return file


def change(note: Path) -> None:
    note.write_text(note.read_text("utf-8").replace("# Note", "Words.\n\n# Another Note"), "utf-8")


@pytest.mark.parametrize("harm", ["a byte in each piece", "half", "gone", "nothing in it"])
def test_facts_that_got_lost_are_found_again(large: Path, vaultlint, harm: str) -> None:
    vaultlint("check", cwd=large)
    data = heap_file().read_bytes()
    if harm == "gone":
        heap_file().unlink()
    else:
        harmed = {"half": data[: len(data) // 2], "nothing in it": b""}.get(harm, data.replace(b"Part", b"Fart"))
        assert harmed != data
        heap_file().write_bytes(harmed)
    (large / "Note 30.md").unlink()  # so that all links are asked for again
    for note in ("Note 20.md", "Note 40.md"):
        change(large / note)
        assert vaultlint("check", cwd=large).out == vaultlint("check", "--no-cache", cwd=large).out


def test_a_note_that_changes_adds_to_the_heap_until_half_of_it_is_garbage(large: Path, vaultlint) -> None:
    vaultlint("check", cwd=large)
    first, size = heap_file(), heap_file().stat().st_size
    change(large / "Note 20.md")
    vaultlint("check", cwd=large)
    assert heap_file() == first
    assert size < heap_file().stat().st_size < 1.1 * size
    for number in range(NOTES // 3):
        change(large / f"Note {number}.md")
    vaultlint("check", cwd=large)
    assert heap_file() == first
    assert heap_file().stat().st_size > 1.3 * size
    for number in range(NOTES):
        change(large / f"Note {number}.md")
    vaultlint("check", cwd=large)
    assert heap_file() != first
    assert heap_file().stat().st_size < 1.5 * size
    assert vaultlint("check", cwd=large).out == vaultlint("check", "--no-cache", cwd=large).out


def test_a_part_of_a_vault_leaves_what_is_known_of_the_rest(large: Path, vaultlint) -> None:
    for number in range(NOTES):
        (large / "Folder").mkdir(exist_ok=True)
        (large / "Folder" / f"In {number}.md").write_text(f"[[Note {number}#Part]] [[Nowhere]]\n", "utf-8")
        os.utime(large / "Folder" / f"In {number}.md", (1_700_000_000, 1_700_000_000))
    vaultlint("check", cwd=large)
    (large / "Note 5.md").write_text("[[Note 6#Part]]\n", "utf-8")
    for paths in ((large / "Folder",), (large,), (large / "Folder",), (large,)):
        warm = vaultlint("check", *paths, cwd=large)
        assert warm.out == vaultlint("check", *paths, "--no-cache", cwd=large).out
    assert heap_file().exists()


def test_what_two_runs_add_in_turn_keeps_apart(tmp_path: Path) -> None:
    one, two = Heap(tmp_path / "heap"), Heap(tmp_path / "heap")
    first = one.add([b"a" * 10, b"", b"b" * 5])
    second = two.add([b"c" * 7])
    third = one.add([b"d"])
    assert [one.get(piece) for piece in (*first, *second, *third)] == [b"a" * 10, b"", b"b" * 5, b"c" * 7, b"d"]
    assert two.get(first[0]._replace(offset=1)) is None
    assert pickle.loads(pickle.dumps(one)).get(second[0]) == b"c" * 7


def test_links_and_renames_take_the_facts_that_a_check_found(large: Path, vaultlint) -> None:
    """Whatever the options of the check were, and as the notes are now."""
    vaultlint("check", "--select", "encoding", cwd=large)
    table, heap = cache_file().read_bytes(), heap_file().read_bytes()
    (large / "Note 3.md").write_text("[[Note 4#Part]] [[Gone]]\n", "utf-8")
    (large / "Broken.md").write_bytes(b"[[Note 1]] \xff\n")
    for _ in range(2):
        warm, cold = (vaultlint("links", "--format", "json", *more, cwd=large) for more in ((), ("--no-cache",)))
        assert (warm.out, warm.err, warm.status) == (cold.out, cold.err, cold.status)
        assert '"Gone"' in warm.out
        assert "Broken.md" in warm.err
    assert (cache_file().read_bytes(), heap_file().read_bytes()) == (table, heap)
    heap_file().write_bytes(heap[:-10] + b"0123456789")
    done = vaultlint("mv", "Note 4.md", "Other.md", cwd=large)
    assert done.status == 0
    assert "1 link in 1 note" in done.err
    assert (large / "Note 3.md").read_text("utf-8") == "[[Other#Part]] [[Gone]]\n"
    assert vaultlint("check", cwd=large).out == vaultlint("check", "--no-cache", cwd=large).out


def test_runs_of_other_options_keep_their_results_beside_each_other(large: Path, vaultlint) -> None:
    folder = Path(os.environ["VAULTLINT_CACHE_DIR"])
    runs = [vaultlint("check", *more, cwd=large) for more in ((), ("--select", "links"))]
    tables = {file: file.read_bytes() for file in folder.glob("*.cache")}
    again = [vaultlint("check", *more, cwd=large) for more in ((), ("--select", "links"))]
    assert [run.out for run in again] == [run.out for run in runs]
    assert {file: file.read_bytes() for file in folder.glob("*.cache")} == tables
    assert len(tables) == 2
    for rule in ("encoding", "structure", "urls", "files", "headings"):
        vaultlint("check", "--select", rule, cwd=large)
    assert len(list(folder.glob("*.cache"))) == 4
    assert len({file.name[:39] for file in folder.iterdir()}) == 4
    assert vaultlint("clean", cwd=large).status == 0
    assert not list(folder.iterdir())


def test_a_part_of_a_vault_takes_aliases_that_a_check_of_all_found(large: Path, vaultlint) -> None:
    """As long as a note is as it was then, and whatever else the front matter of others says."""
    for number, alias in enumerate(("Nowhere 3", "Else", "Nowhere 5")):
        note = large / f"Note {100 + number}.md"
        note.write_text(f"---\naliases: [{alias}]\n---\n# Note\n\n## Part\n", "utf-8")
        os.utime(note, (1_700_000_000, 1_700_000_000))
    vaultlint("check", cwd=large)
    (large / "Note 101.md").write_text("---\naliases: [Nowhere 4]\n---\n# Note\n\n## Part\n", "utf-8")
    (large / "Note 102.md").write_text("# Note\n", "utf-8")
    found = [vaultlint("check", f"Note {n}.md", cwd=large) for n in (3, 4, 5)]
    plain = [vaultlint("check", f"Note {n}.md", "--no-cache", cwd=large) for n in (3, 4, 5)]
    assert [run.out for run in found] == [run.out for run in plain]
    assert ["alias" in run.out for run in found] == [True, True, False]
    # Of a file that looks as it did then nothing is read.
    (large / "Note 100.md").write_text("---\naliases: [Nowhere 6]\n---\n# Note\n\n## Part\n", "utf-8")
    os.utime(large / "Note 100.md", (1_700_000_000, 1_700_000_000))
    assert vaultlint("check", "Note 3.md", cwd=large).out == found[0].out


SIGNED = "[x](https://x.org/f?Expires={}&Signature=a&Key-Pair-Id=b)\n"
IN_2065 = 3_000_000_000


def previous_run(root: Path, folder: Path) -> tuple[Session, CachedRun]:
    tree = scan(root)
    session = Session(Overlay(tree), Scope(tree.files, whole=True), Config(), make_plan(Config()))
    return session, CachedRun(tree, session.chosen, session.plan, session.settings, folder, b"a" * 16, b"b", whole=True)


@pytest.mark.parametrize(("expires", "until"), [(IN_2065, IN_2065), (1_500_000_000, math.inf)])
def test_a_report_is_valid_until_the_first_link_expires(make_vault, tmp_path, expires: int, until: float) -> None:
    root = make_vault({"a.md": SIGNED.format(expires), "b.md": "text\n"})
    for note in root.glob("*.md"):
        os.utime(note, (1_700_000_000, 1_700_000_000))
    session, previous = previous_run(root, tmp_path / "cache")
    session.check_all(previous=previous)
    report = session.diagnostics()
    assert [one.rule for one in report] == ["expired-url"]
    again = previous_run(root, tmp_path / "cache")[1]
    assert again.is_current()
    assert again.report() == report
    assert again.valid_results({}).until == until


def test_what_depends_on_the_time_is_found_again_when_it_has_come(make_vault, tmp_path) -> None:
    root = make_vault({"a.md": SIGNED.format(IN_2065), "b.md": "text\n"})
    for note in root.glob("*.md"):
        os.utime(note, (1_700_000_000, 1_700_000_000))
    session, previous = previous_run(root, tmp_path / "cache")
    session.check_all(previous=previous)
    report = session.diagnostics()
    valid = ValidResults(cross_note={"a.md": report}, until=1_700_000_000)
    previous.save(report, session.results, valid, failed=False)
    again = previous_run(root, tmp_path / "cache")[1]
    assert not again.is_current()
    assert again.valid_results({}) == ValidResults(local={"b.md": []})


FORMS = [
    line.split() for line in ("-f concise", "-f full", "-f json", "-f concise --quiet", "-f concise --color always")
]


def test_a_report_is_printed_again_as_it_was_rendered(large: Path, vaultlint) -> None:
    plain = [vaultlint("check", "--no-cache", *form, cwd=large) for form in FORMS]
    for _ in range(2):
        for form, expected in zip(FORMS, plain, strict=True):
            done = vaultlint("check", *form, cwd=large)
            assert (done.out, done.err, done.status) == (expected.out, expected.err, expected.status)
    texts = list(Path(os.environ["VAULTLINT_CACHE_DIR"]).glob("*.cache-text-*"))
    assert len(texts) == len(FORMS) - 1  # --quiet prints the same report
    assert vaultlint("check", "--exit-zero", cwd=large).status == 0
    assert vaultlint("check", "--fail-on", "error", cwd=large).status == 0
    inner = large / "inner"
    inner.mkdir()
    assert "../Note 1.md" in vaultlint("check", "..", cwd=inner).out


def test_a_broken_printed_report_is_rendered_again(large: Path, vaultlint) -> None:
    right = vaultlint("check", cwd=large).out
    [text] = Path(os.environ["VAULTLINT_CACHE_DIR"]).glob("*.cache-text-*")
    for data in (b"", text.read_bytes()[:-1], text.read_bytes()[:50] + b"x" + text.read_bytes()[51:]):
        text.write_bytes(data)
        assert vaultlint("check", cwd=large).out == right
    assert "Removed 1 cache" in vaultlint("clean", cwd=large).out
    assert not list(Path(os.environ["VAULTLINT_CACHE_DIR"]).iterdir())


def test_few_printed_reports_are_kept(large: Path, vaultlint) -> None:
    for number in range(12):
        folder = large / f"folder {number}"
        folder.mkdir()
    for number in range(12):
        vaultlint("check", "--vault", large, large, cwd=large / f"folder {number}")
    assert len(list(Path(os.environ["VAULTLINT_CACHE_DIR"]).glob("*.cache-text-*"))) <= 8
