"""The number of processes changes nothing that is said or written."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.cli.options import VaultOptions
from vaultlint.cli.sessions import open_sessions
from vaultlint.diagnostic import Diagnostic, Place, PlacedEdit, PlacedFix, RelatedPlace
from vaultlint.engine.check_vault import NamesOnlyVault
from vaultlint.engine.results import pack_diagnostics, unpack_diagnostics
from vaultlint.engine.workers import NoteChecker, in_shares
from vaultlint.vault.shared import FileNames


@pytest.mark.parametrize("jobs", [2, 3, 7])
def test_the_same_report_for_any_number_of_jobs(make_vault, vaultlint, jobs: int) -> None:
    text = "[[Nowhere]] cafÃ© [x](http://a b) - [x]done\n\n" * 50
    root = make_vault({f"{n % 7}/{n}.md": f"# {n}\n\n{text}" for n in range(200)})
    one = vaultlint("check", "--no-cache", "--jobs", "1", cwd=root)
    many = vaultlint("check", "--no-cache", "--jobs", jobs, cwd=root)
    assert one.out.count("\n") > 1000
    assert (one.out, one.err, one.status) == (many.out, many.err, many.status)


@given(st.integers(0, 20_000), st.integers(1, 64))
def test_every_note_is_in_one_share_and_the_last_are_small(notes: int, jobs: int) -> None:
    shares = in_shares(range(notes), jobs)
    assert [note for share in shares for note in share] == list(range(notes))
    assert all(0 < len(share) <= 500 for share in shares)
    assert not shares or len(shares[-1]) <= 8


def test_reports_come_out_of_bytes_as_they_went_in() -> None:
    place, end = Place(2, 3), Place(2, 9)
    edit = PlacedEdit("b.md", 4, 9, "é", place, end)
    fix = PlacedFix("safe", "write é", (edit,), ("prose",), ("old.md", "new.md"), "target")
    related = (RelatedPlace("c.md", Place(7, 1), "here"),)
    found = [
        Diagnostic("a.md", place, end, "mojibake", "encoding", "error", "message", "key", fix, related, "print"),
        Diagnostic("a.md", place, end, "empty-link", "urls", "info", "\ud800", ""),
    ]
    assert unpack_diagnostics(pack_diagnostics(found)) == found
    assert pack_diagnostics([]) == b""
    assert unpack_diagnostics(b"") == []


def test_a_checker_can_be_sent_to_a_process_that_is_not_forked(make_vault) -> None:
    """Windows and macOS start workers anew: what they are given must survive being pickled."""
    root = make_vault({"a.md": "[[b]]\n", "b.md": "[[Nowhere]]\n"})
    [session] = open_sessions([root], VaultOptions(isolated=True))
    names = NamesOnlyVault(root, session.settings, FileNames(session.tree.files), True)
    sent = pickle.loads(pickle.dumps(NoteChecker(session.overlay, session.plan, session.settings, names)))
    assert [sent.check(path).local for path in ("a.md", "b.md")] == [[], None]
