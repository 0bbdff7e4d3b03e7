"""The URL that was likely meant, as the other links of a note or a vault have it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from vaultlint.facts import Facts
from vaultlint.link_text.suggest_url import Elsewhere, ElsewhereInVault, Mentioned
from vaultlint.note import Note
from vaultlint.vault.collect_facts import collect_facts

ATTENTION = "https://arxiv.org/abs/1706.03762"
WRONG = "https://arxiv.org/pdf/1706.0376"
VIDEO = "https://youtube.com/watch?v=pKL58-_xeTI&t=3"
SEGMENT = "Segment Anything Model 2"
A, B, C = (f"https://github.com/a/{repository}" for repository in "abc")


def _likely(text: str, url: str, *links: tuple[str, str]) -> str | None:
    found = Elsewhere(Mentioned(*link, f"{at}.md") for at, link in enumerate(links)).likely(text, url)
    return found.url if found else None


@pytest.mark.parametrize(
    ("text", "url", "links", "wanted"),
    [
        ("Attention Is All You Need", WRONG, [("attention is all you need", ATTENTION)], ATTENTION),
        ("Vaswani", WRONG, [("another text", ATTENTION)], ATTENTION),
        ("", WRONG, [("", ATTENTION)], ATTENTION),
        ("", WRONG, [("", ATTENTION), ("", "https://arxiv.org/abs/1706.03761")], None),
        ("", WRONG, [("", "https://arxiv.org/abs/1706.0376"), ("", "https://arxiv.org/pdf/1706.037")], None),
        ("", "https://youtu.be/pKL58-_eTI", [("", VIDEO)], VIDEO),
        # An id that can be is not held against its neighbors.
        ("", "https://arxiv.org/abs/1706.03761", [("", ATTENTION)], None),
        (SEGMENT, A, [(SEGMENT, B)], B),
        # The same page at another address is no other.
        (SEGMENT, "https://arxiv.org/abs/2408.00714", [(SEGMENT, "http://arxiv.org/abs/2408.00714/")], None),
        # What names nobody, or many.
        ("Link to arXiv", A, [("Link to arXiv", ATTENTION)], None),
        ("Wang et al., 2024", A, [("Wang et al., 2024", ATTENTION)], None),
        ("here", A, [("here", ATTENTION)], None),
        ("OpenVLA", A, [("OpenVLA", B), ("OpenVLA", C)], None),
        # Neither an impossible id nor a placeholder is better.
        ("OpenVLA", A, [("OpenVLA", WRONG), ("OpenVLA", "https://arxiv.org/abs/2401.xxxxx")], None),
    ],
)  # fmt: skip
def test_likely(text: str, url: str, links: list[tuple[str, str]], wanted: str | None) -> None:
    assert _likely(text, url, *links) == wanted


def test_notes_with_a_title_are_read_once_for_all_links_that_have_it() -> None:
    texts = {f"{url[-1]}.md": f"[OpenVLA]({url}), [OpenVLA]({WRONG})\n" for url in (A, B)}
    facts = [collect_facts(Note(path, text), frozenset()) for path, text in texts.items()]
    asked = []

    def named(title: str) -> list[Facts]:
        asked.append(title)
        return facts

    vault = ElsewhereInVault((), named)
    # The page that is asked about is left out each time anew.
    assert [vault.likely("OpenVLA", url) for url in (A, B, C, A)] == [
        Mentioned("OpenVLA", B, "b.md"),
        Mentioned("OpenVLA", A, "a.md"),
        None,
        Mentioned("OpenVLA", B, "b.md"),
    ]
    assert asked == ["openvla"]


FILES = {
    "a.md": f"[Attention Is All You Need]({WRONG})\n\n[Segment Anything Model 2](https://arxiv.org/abs/2501.xxxxx)\n",
    "b.md": f"[Vaswani et al.]({ATTENTION}), [Segment Anything Model 2](https://arxiv.org/abs/2408.00714)\n",
}


def _fixes(vaultlint: Callable[..., Any], root: Path, *paths: str) -> list[Any]:
    done = vaultlint("check", "--isolated", "--select", "urls", "--output-format", "json", *paths, cwd=root)
    return [(one["code"], one["fix"] and one["fix"]["edits"][0]["content"]) for one in json.loads(done.out)]


def test_the_vault_knows_only_when_it_is_checked_as_a_whole(
    make_vault: Callable[..., Path], vaultlint: Callable[..., Any]
) -> None:
    root = make_vault(FILES)
    assert ("malformed-identifier", ATTENTION) in _fixes(vaultlint, root, ".")
    assert ("link-text-mismatch", "https://arxiv.org/abs/2408.00714") in _fixes(vaultlint, root, ".")
    assert ("malformed-identifier", None) in _fixes(vaultlint, root, "a.md")
    assert ("link-text-mismatch", None) in _fixes(vaultlint, root, "a.md")


def test_the_note_itself_is_always_known(make_vault: Callable[..., Path], vaultlint: Callable[..., Any]) -> None:
    root = make_vault({"a.md": FILES["a.md"] + "\n" + FILES["b.md"]})
    assert ("malformed-identifier", ATTENTION) in _fixes(vaultlint, root, "a.md")


def test_the_edit_takes_the_whole_destination(make_vault: Callable[..., Path], vaultlint: Callable[..., Any]) -> None:
    root = make_vault(FILES)
    done = vaultlint("check", "--isolated", "--select", "malformed-identifier", "--output-format", "json", cwd=root)
    (edit,) = json.loads(done.out)[0]["fix"]["edits"]
    row, start, end = edit["location"]["row"], edit["location"]["column"], edit["end_location"]["column"]
    assert FILES["a.md"].splitlines()[row - 1][start - 1 : end - 1] == WRONG


def test_a_name_without_a_scheme_may_be_a_file(make_vault: Callable[..., Path], vaultlint: Callable[..., Any]) -> None:
    """Found in the list of the vault's files alone, so that one note is judged as the whole vault is."""
    files = {"a.md": "[site](www.harbour.org), [[www.harbour.org]]\n", "z/www.harbour.org.md": "A note.\n"}
    root = make_vault(files)
    for paths in (["."], ["a.md"]):
        assert vaultlint("check", "--isolated", "--output-format", "concise", *paths, cwd=root).out.strip() == ""
    (root / "z/www.harbour.org.md").unlink()
    for paths in (["."], ["a.md"]):
        done = vaultlint("check", "--isolated", "--output-format", "concise", *paths, cwd=root)
        assert [line.split()[1] for line in done.out.splitlines()] == ["malformed-url", "malformed-wikilink"]
        done = vaultlint("fix", "--isolated", "--diff", *paths, cwd=root)
        assert "+[site](www.harbour.org), <https://www.harbour.org>" in done.out
