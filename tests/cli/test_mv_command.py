"""`vaultlint mv`: a new name, and every link leads on to where it led."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

LINKS = """---
up: "[[Boat|my boat]]"
---
[[boat]] [[Harbour/Boat#Sails|x]] ![[Boat#^id]] [a](Harbour/Boat.md) [b](<Harbour/Boat.md#Sails> "title")

| [[Boat\\|x]] |
| - |

`[[Boat]]` [[Gone]]

[r]: ./Harbour/Boat.md
"""

RENAMED = """---
up: "[[The ship|my boat]]"
---
[[The ship]] [[Sea/The ship#Sails|x]] ![[The ship#^id]] [a](Sea/The%20ship.md) [b](<Sea/The ship.md#Sails> "title")

| [[The ship\\|x]] |
| - |

`[[Boat]]` [[Gone]]

[r]: ./Sea/The%20ship.md
"""

BOAT = "# Sails\n\ntext ^id\n\n![](plan.png) [[#Sails]]\n"


@pytest.fixture
def vault(make_vault) -> Path:
    return make_vault(
        {"n.md": LINKS, "Harbour/Boat.md": BOAT, "Harbour/plan.png": b"\x89PNG", "Sea/Fish.md": "[[n]]\n"}
    )


def everything(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def resolutions(vaultlint, root: Path) -> list[tuple[str, str, str]]:
    """For each link in order of its text: its kind, status and the file's bytes' name, whatever it is called now."""
    rows = json.loads(vaultlint("links", "--format", "json", cwd=root).out)
    return sorted((row["source"].rpartition("/")[2], row["status"], row["kind"]) for row in rows)


def test_a_note_and_its_links_get_the_new_name_each_in_its_style(vault, vaultlint) -> None:
    done = vaultlint("mv", "Harbour/Boat.md", "Sea/The ship.md", cwd=vault)
    assert (done.status, done.out) == (0, "")
    assert "8 links in 1 note rewritten" in done.err
    assert (vault / "n.md").read_text() == RENAMED
    assert (vault / "Sea/The ship.md").read_text() == BOAT
    assert not (vault / "Harbour/Boat.md").exists()


def test_undo_takes_it_back_to_the_byte(vault, vaultlint) -> None:
    before = everything(vault)
    assert vaultlint("mv", "Harbour", "Sea/Port", cwd=vault).status == 0
    assert (vault / "Sea/Port/plan.png").exists()
    assert everything(vault) != before
    assert vaultlint("undo", cwd=vault).status == 0
    assert everything(vault) == before
    assert vaultlint("redo", cwd=vault).status == 0
    assert (vault / "Sea/Port/Boat.md").exists()


def test_diff_shows_everything_and_writes_nothing(vault, vaultlint) -> None:
    before = everything(vault)
    done = vaultlint("mv", "Harbour/Boat.md", "Sea/The ship.md", "--diff", cwd=vault)
    assert (done.status, everything(vault)) == (0, before)
    assert done.out.startswith("rename from Harbour/Boat.md\nrename to Sea/The ship.md\n--- n.md\n+++ n.md\n")
    assert '+up: "[[The ship|my boat]]"' in done.out
    assert "No run" in vaultlint("history", cwd=vault).out


@pytest.mark.parametrize(
    ("old", "new", "there"),
    [
        ("Harbour/Boat", "Ship", "Ship.md"),
        ("Harbour/Boat.md", "v1.2", "v1.2.md"),
        ("Harbour/Boat.md", "Sea", "Sea/Boat.md"),
        ("Harbour/Boat", "Sea/", "Sea/Boat.md"),
        ("Harbour/Boat", "New/", "New/Boat.md"),
        ("Harbour/Boat", "New/deep/Ship", "New/deep/Ship.md"),
        ("Harbour/plan.png", "drawing", "drawing.png"),
        ("Harbour/plan.png", "drawing.jpg", "drawing.jpg"),
        ("Harbour", "Sea", "Sea/Harbour/Boat.md"),
        ("Harbour", "Port", "Port/Boat.md"),
        ("Harbour", "Port.md", "Port.md/Boat.md"),
        ("Harbour/Boat", "Harbour/BOAT", "Harbour/BOAT.md"),
    ],
)
def test_what_the_names_mean(vault, vaultlint, old: str, new: str, there: str) -> None:
    before = resolutions(vaultlint, vault)
    assert vaultlint("mv", old, new, cwd=vault).status == 0
    assert (vault / there).is_file()
    missing = [row for row in resolutions(vaultlint, vault) if row[1].startswith("missing")]
    assert missing == [row for row in before if row[1].startswith("missing")]


def test_names_count_from_the_current_folder(vault, vaultlint) -> None:
    assert vaultlint("mv", "Boat", "../Ship", cwd=vault / "Harbour").status == 0
    assert (vault / "Ship.md").exists()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Nowhere", "x", "no such file"),
        ("Harbour/Boat", "n", "already there"),
        ("Harbour/Boat", "N", "does not tell the two names apart"),
        ("Harbour/Boat", "Harbour/Boat", "already called that"),
        ("Harbour/Boat", "../out", "outside the vault"),
        ("Harbour/Boat", ".hidden/Boat", "dot"),
        ("Harbour/Boat", ".Boat", "dot"),
        (".obsidian", "obsidian", "dot"),
        ("Harbour", "Harbour/inner", "lies inside"),
        (".", "elsewhere", "vault"),
        ("Harbour/Boat", "Boat #2", "n.md:2: [[Boat|my boat]]"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(vault, vaultlint, old: str, new: str, says: str) -> None:
    before = everything(vault)
    done = vaultlint("mv", old, new, cwd=vault)
    assert (done.status, done.out) == (2, "")
    assert says in done.err
    assert everything(vault) == before


def test_a_vault_inside_the_vault_keeps_its_border(make_vault, vaultlint) -> None:
    root = make_vault({"a.md": "", "inner/.obsidian/app.json": "{}", "inner/b.md": "[[c]]\n", "inner/c.md": ""})
    assert "vault of its own" in vaultlint("mv", "a.md", "inner/a.md", cwd=root).err
    assert "is a vault" in vaultlint("mv", "inner", "other", cwd=root).err
    assert vaultlint("mv", "inner/c.md", "inner/d.md", cwd=root).status == 0
    assert (root / "inner/b.md").read_text() == "[[d]]\n"


def test_notes_that_are_not_checked_follow_as_well(make_vault, vaultlint) -> None:
    files = {"a.md": "", "ignored/b.md": "[[a]]\n", ".gitignore": "ignored\n", "out/c.md": "[[a]]\n"}
    root = make_vault({**files, "vaultlint.toml": 'exclude = ["out"]\n'})
    assert vaultlint("mv", "a", "z", cwd=root).status == 0
    assert (root / "ignored/b.md").read_text() == (root / "out/c.md").read_text() == "[[z]]\n"


def test_links_in_boards_drawings_and_canvases_follow(make_vault, vaultlint) -> None:
    board = "---\nkanban-plugin: board\n---\n\n## To do\n\n- [ ] [[a]]\n\n%% kanban:settings\n```\n{}\n```\n%%\n"
    drawing = "---\nexcalidraw-plugin: parsed\n---\n# Text Elements\n[[a]] ^abcd1234\n\n%%\n# Drawing\n[[a]]\n%%\n"
    canvas = {
        "nodes": [{"id": "1", "type": "file", "file": "a.md", "x": 0}, {"id": "2", "type": "text", "text": "[[a]]"}]
    }
    root = make_vault({"a.md": "", "b.md": board, "d.excalidraw.md": drawing, "c.canvas": json.dumps(canvas)})
    assert vaultlint("mv", "a", "sub/z", cwd=root).status == 0
    assert (root / "b.md").read_text() == board.replace("[[a]]", "[[z]]")
    assert (root / "d.excalidraw.md").read_text() == drawing.replace("[[a]]", "[[z]]", 1)
    nodes = json.loads((root / "c.canvas").read_text())["nodes"]
    assert (nodes[0]["file"], nodes[1]["text"]) == ("sub/z.md", "[[z]]")


def test_a_note_in_the_middle_of_a_merge_is_never_written(make_vault, vaultlint) -> None:
    root = make_vault({"a.md": "", "b.md": "<<<<<<< ours\n[[a]]\n=======\n[[a]] x\n>>>>>>> theirs\n"})
    done = vaultlint("mv", "a", "z", cwd=root)
    assert (done.status, "merge" in done.err, (root / "a.md").exists()) == (2, True, True)
    assert vaultlint("mv", "b", "z", cwd=root).status == 0


def test_a_note_that_is_no_text_is_named(make_vault, vaultlint) -> None:
    root = make_vault({"a.md": "", "b.md": b"[[a]] caf\xe9\n"})
    done = vaultlint("mv", "a", "z", cwd=root)
    assert (done.status, "b.md cannot be read as text" in done.err) == (0, True)
    assert (root / "b.md").read_bytes() == b"[[a]] caf\xe9\n"


def test_line_ends_byte_order_marks_and_the_rest_stay(make_vault, vaultlint) -> None:
    root = make_vault({"a.md": "", "b.md": b"\xef\xbb\xbf[[a]]\r\nx  \r\n\r[[a|\xc3\xa4]] \xf0\x9f\x98\x80 [[a]]"})
    assert vaultlint("mv", "a", "Ü ber", cwd=root).status == 0
    expected = "\ufeff[[Ü ber]]\r\nx  \r\n\r[[Ü ber|ä]] 😀 [[Ü ber]]"
    assert (root / "b.md").read_bytes().decode() == expected


def test_a_name_that_others_bear_makes_no_link_ambiguous(make_vault, vaultlint) -> None:
    root = make_vault({"x/a.md": "", "y/b.md": "", "n.md": "[[a]] [[b]]\n"})
    assert vaultlint("mv", "y/b", "y/a", cwd=root).status == 0
    assert (root / "n.md").read_text() == "[[x/a]] [[y/a]]\n"


def test_a_folder_without_notes_and_one_that_is_a_link(make_vault, vaultlint) -> None:
    root = make_vault({"empty/.keep": "", "a.md": ""})
    assert vaultlint("mv", "empty", "still", cwd=root).status == 0
    assert (root / "still/.keep").exists()


def test_a_note_that_is_a_symbolic_link_is_renamed_itself(make_vault, vaultlint) -> None:
    root = make_vault({"a.md": "text\n", "n.md": "[[b]]\n"})
    (root / "b.md").symlink_to(root / "a.md")
    assert vaultlint("mv", "b", "c", cwd=root).status == 0
    assert (root / "c.md").is_symlink()
    assert (root / "a.md").read_text() == "text\n"
    assert (root / "n.md").read_text() == "[[c]]\n"


def test_places_that_name_the_file_without_a_link_are_listed_and_stay(make_vault, vaultlint) -> None:
    note = (
        "---\nbanner: old plan.png\ncovers: [a.png, 'maps/old plan.png']\ntext: see old plan.png\n---\n"
        '![[old plan.png]]\n\n<img alt="x" src="maps/old%20plan.png">\n\nThe old plan.png and a very old plan.png.\n'
    )
    base = 'filters: file.name == "old plan.png"\n'
    root = make_vault({"n.md": note, "maps/old plan.png": b"\x89PNG", "b.base": base, "c.md": "<img src='plan.png'>\n"})
    done = vaultlint("mv", "maps/old plan.png", "maps/new.png", cwd=root)
    assert done.status == 0
    listed = next(line for line in done.err.splitlines() if "not linked" in line)
    places = ("n.md:2", "n.md:3", "n.md:4", "n.md:8", "n.md:10", "b.base:1", "c.md")
    assert [place for place in places if place in listed] == ["n.md:2", "n.md:3", "n.md:8", "b.base:1"]
    assert (root / "n.md").read_text() == note.replace("![[old plan.png]]", "![[new.png]]")
    assert (root / "b.base").read_text() == base
    assert "not linked" not in vaultlint("mv", "maps/new.png", "maps/newer.png", cwd=root).err
