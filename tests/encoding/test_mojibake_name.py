"""Names that are mojibake, fixed on the disk: with every link, or not at all, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from vaultlint.resolution.file_index import FileIndex, path_key
from vaultlint.vault.rename import _Renamed

FIX = ("fix", "--unsafe-fixes", "--select", "mojibake-name")


def contents(root: Path) -> dict[str, str]:
    """The notes and canvases of a vault, whatever the tool itself keeps beside them."""
    files = (path for path in root.rglob("*") if path.suffix in (".md", ".canvas", ".png"))
    return {path.relative_to(root).as_posix(): path.read_text("utf-8") for path in files}


def test_a_folder_a_note_and_an_image_are_renamed_with_their_links_and_back(
    make_vault: Callable[..., Path], vaultlint: Callable[..., object]
) -> None:
    before = {
        "a.md": "# On [[HÃ´tel]]\n\n[[CafÃ©s/Quay|quay]] [x](Caf%C3%83%C2%A9s/Quay.md#Menu) ![[StraÃŸe.png]]\n",
        "b.md": "[[a#On HÃ´tel]] [[HÃ´tel]] [[Hôtel]]\n",
        "HÃ´tel.md": "[[CafÃ©s/Quay]]\n",
        "CafÃ©s/Quay.md": "[[#Menu]] [up](../HÃ´tel.md)\n\n## Menu\n",
        "CafÃ©s/StraÃŸe.png": "x",
        "map.canvas": '{"nodes": [{"id": "1", "type": "file", "file": "CafÃ©s/Quay.md"}], "edges": []}\n',
    }
    root = make_vault(before)
    vaultlint(*FIX, cwd=root)
    assert contents(root) == {
        "a.md": "# On [[Hôtel]]\n\n[[Cafés/Quay|quay]] [x](Cafés/Quay.md#Menu) ![[Straße.png]]\n",
        "b.md": "[[a#On Hôtel]] [[Hôtel]] [[Hôtel]]\n",
        "Hôtel.md": "[[Cafés/Quay]]\n",
        "Cafés/Quay.md": "[[#Menu]] [up](../Hôtel.md)\n\n## Menu\n",
        "Cafés/Straße.png": "x",
        "map.canvas": '{"nodes": [{"id": "1", "type": "file", "file": "Cafés/Quay.md"}], "edges": []}\n',
    }
    vaultlint("undo", cwd=root)
    assert contents(root) == before


def test_a_link_that_may_not_be_written_keeps_the_name(
    make_vault: Callable[..., Path], vaultlint: Callable[..., object]
) -> None:
    merge = "<<<<<<< ours\n[[HÃ´tel]]\n=======\nthe hotel\n>>>>>>> theirs\n"
    before = {"merge.md": merge, "a.md": "[[HÃ´tel]]\n", "HÃ´tel.md": "x\n"}
    root = make_vault(before)
    vaultlint(*FIX, cwd=root)
    assert contents(root) == before


def test_safe_fixes_rename_nothing(make_vault: Callable[..., Path], vaultlint: Callable[..., object]) -> None:
    before = {"a.md": "[[HÃ´tel]]\n", "HÃ´tel.md": "x\n"}
    root = make_vault(before)
    vaultlint("fix", cwd=root)
    assert contents(root) == before


paths = st.lists(st.sampled_from(["a", "A", "é", "e\u0301", "b c", "b\u00a0c"]), min_size=1, max_size=3).map("/".join)


@settings(max_examples=300)
@given(st.sets(paths.map(lambda path: path + ".md"), min_size=1, max_size=8), paths, st.data())
def test_a_moved_index_is_that_of_the_files_after_the_move(files: set[str], new: str, data: st.DataObject) -> None:
    moved = {data.draw(st.sampled_from(sorted(files))): f"{new}.md"}
    after = [moved.get(path, path) for path in sorted(files)]
    if len(set(after)) < len(after):
        return
    wanted, found = FileIndex(sorted(after)), _Renamed(FileIndex(sorted(files)), moved)
    assert sorted(found) == sorted(wanted)
    assert len(found) == len(wanted)
    assert set(found.names) == set(wanted.names)
    for name in wanted.names:
        assert sorted(found.named(name)) == sorted(wanted.named(name))
    for path in [*files, *after, "none.md"]:
        assert (path in found) is (path in wanted)
        key = path_key(path)
        assert found.at(key) == wanted.at(key)
