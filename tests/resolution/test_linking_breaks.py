"""Why a link is broken, and names that resemble it."""

from __future__ import annotations

import pytest
from vaults import Files, vault_of

from vaultlint.resolution.similar_names import SimilarNames, differ_in_a_word, squash
from vaultlint.vault.broken_links import Break, explain


def why(files: Files, link: str, whole: bool = True) -> Break:
    vault = vault_of({**files, "dir/note.md": link + "\n"}, whole=whole)
    facts = vault.facts("dir/note.md")
    assert facts is not None
    return explain(vault, facts.links[0], vault.resolve(facts.links[0], facts.path).target, facts.path)


@pytest.mark.parametrize(
    ("link", "kind", "paths"),
    [
        ("[[Old/Harbour]]", "elsewhere", ("Places/Harbour.md",)),
        ("[x](../Harbour.png)", "elsewhere", ("img/Harbour.png",)),
        ("[[Har-bour]]", "letters", ("Places/Harbour.md",)),
        ("[[Hårböur]]", "letters", ("Places/Harbour.md",)),
        ("[[Harbuor]]", "spelling", ("Places/Harbour.md",)),
        ("[[Lighthouse Kepers]]", "spelling", ("Lighthouse keepers.md",)),
        ("[[Keeper]]", "alias", ("Lighthouse keepers.md",)),
        ("[[Places/]]", "folder", ()),
        ("[[Something else]]", "planned", ()),
        ("[[1999-01-02]]", "planned", ()),
        ("[[C]]", "planned", ()),
        ("![[boat.png]]", "file", ()),
        ("[x](scripts/run.py)", "file", ()),
        ("[[v1.0 notes]]", "planned", ()),
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_classes(link: str, kind: str, paths: tuple[str, ...], whole: bool) -> None:
    files = {
        "Places/Harbour.md": "",
        "img/Harbour.png": "",
        "Lighthouse keepers.md": "---\naliases: keeper\n---\n",
        "1999-01-01.md": "",
        "C++.md": "",
    }
    found = why(files, link, whole)
    # The first bytes of the notes lie on no disk here: without the whole vault an alias is not found.
    if kind != "alias" or whole:
        assert (found.kind, found.paths) == (kind, paths)


def test_the_folders_that_were_written_say_which_file_was_meant() -> None:
    files = {"a/Net.md": "", "long/winded/Net.md": ""}
    assert why(files, "[[old/winded/Net]]").paths == ("long/winded/Net.md", "a/Net.md")


def test_an_alias_is_read_from_a_note_that_is_not_known_yet(tmp_path: object) -> None:
    from pathlib import Path

    from vaultlint.settings import VaultSettings
    from vaultlint.vault.vault import Vault

    root = Path(str(tmp_path))
    (root / "b.md").write_text("---\nalias: Ferry\n---\n")
    (root / "c.md").write_text("alias: Ferry\n")
    read: list[str] = []

    def facts(path: str) -> object:
        from vaults import facts_of

        read.append(path)
        return facts_of(path, (root / path).read_text())

    vault = Vault(root, VaultSettings(), ["b.md", "c.md"], facts)  # type: ignore[arg-type]
    assert vault.notes_with_alias("ferry") == ["b.md"]
    assert read == ["b.md"]


def test_similar_names_at_scale() -> None:
    names = SimilarNames((f"Station {number} of the line", str(number)) for number in range(3000))
    assert names.a_slip_away("Staton 17 of the line") == ["17"]
    assert names.a_slip_away("Station 3001 of the line") == []


@pytest.mark.parametrize(("one", "other"), [("C++", "C"), ("C#", "C"), ("कि", "का"), ("x1", "x2")])
def test_what_makes_names_different(one: str, other: str) -> None:
    assert squash(one) != squash(other)


@pytest.mark.parametrize(("one", "other"), [("Don’t", "dont"), ("a_b", "A B"), ("Éa", "e\u0301a"), ("⭐ Star", "star")])
def test_what_does_not(one: str, other: str) -> None:
    assert squash(one) == squash(other)


@pytest.mark.parametrize(
    "matter",
    [
        "aliases: Old ferry",
        "alias: [Boat, 'Old ferry']",
        "aliases:\n  - Boat\n  - Old ferry",
        "Aliases:\n- old FERRY\n- Boat",
        'aliases:\r\n  - "Old ferry"\r\ntitle: x',
        'aliases: ["Old \\x66erry"]',
        "aliases:\n  - Old ferry # the one that sank",
        "aliases:\n  - Old\n    ferry",
        "aliases: [Boat,\n  Old ferry]",
        "aliases: >-\n  Old\n  ferry",
        '{"aliases": ["Old ferry"]}',
        "title: x\n\naliases:\n\n  - Old ferry\n\nother: y",
        "  aliases: Old ferry",
        f"x: {'long ' * 2000}\naliases: Old ferry",
    ],
)
def test_one_note_finds_the_aliases_that_the_vault_finds(tmp_path: object, matter: str) -> None:
    from pathlib import Path

    from vaults import facts_of

    from vaultlint.settings import VaultSettings
    from vaultlint.vault.vault import Vault

    root = Path(str(tmp_path))
    (root / "b.md").write_bytes(f"---\n{matter}\n---\nText\n".encode())
    (root / "c.md").write_bytes(b"Text, Old ferry\n")

    def facts(path: str) -> object:
        return facts_of(path, (root / path).read_bytes().decode())

    for whole in (True, False):
        vault = Vault(root, VaultSettings(), ["b.md", "c.md"], facts, whole=whole)  # type: ignore[arg-type]
        assert vault.notes_with_alias("old ferry") == ["b.md"], whole


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("深度优先搜索", "广度优先搜索"),
        ("二分查找树算法笔记", "二分查找树算法"),
        ("プログラミング入門", "プログラミング専門"),
        ("한국어 문법 정리", "한국어 문장 정리"),
        ("Python 基础教程 one", "Python 进阶教程 one"),
    ],
)
def test_one_character_of_these_scripts_is_a_word(one: str, other: str) -> None:
    assert differ_in_a_word(one, other)
    assert differ_in_a_word(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Recieve mail", "Receive mail"), ("深度优先 serach", "深度优先 search"), ("Überblick", "Uberblick")],
)
def test_a_slip_of_the_pen_is_no_other_word(one: str, other: str) -> None:
    assert not differ_in_a_word(one, other)
