"""For a vault at rest the server reports what `check` reports, whatever happened before."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from lsp_client import Client
from random_edits import TwoVaults, by_check, by_server

EXAMPLE = Path(__file__).parent.parent.parent / "examples"

SMALL = {
    "Index.md": "# Index\n\n[[Alpha]] [[Beta#One]] [[Gamma#^blk]] ![[image.png]] [[Alias of beta]]\n",
    "Alpha.md": "---\ntags: [a, b]\n---\n# Alpha\n\n- one\n- \n\n[[nowhere]] [[Index#Index]]\n",
    "sub/Beta.md": "---\naliases: [Alias of beta]\n---\n# Beta\n\n## One\n\n[x](../Alpha.md) [[Gamma]]\n",
    "sub/Gamma.md": "# Gamma \U0001f600\n\n\U0001f600 text [[Gamm]] ^blk\n\n[[Beta|b]] FranÃ§ois\n",
    "other/Gamma.md": "the the [[Gamma]]\n",
    "crlf.md": "# A\r\n\r\n- \r\n\r\n[[nope]]\r\n",
    "latin.md": b"caf\xe9 [[Alpha]]\n",
    "bom.md": "\ufeff[[nope]] text\n",
    "board.canvas": '{"nodes": [{"id": "1", "type": "file", "file": "gone.md"}], "edges": []}',
    "image.png": b"",
}


@pytest.mark.parametrize("seed", [1, 2])
def test_after_random_changes(make_vault: Callable[..., Path], tmp_path: Path, seed: int) -> None:
    vaults = TwoVaults(make_vault(SMALL), tmp_path / "copy", seed)
    try:
        history = []
        for number, step in enumerate(vaults.steps(60)):
            history.append(step)
            if number % 6 == 5:
                wanted, found = vaults.compare()
                assert found == wanted, history
    finally:
        vaults.close()


def test_cold_and_from_the_cache(
    make_vault: Callable[..., Path], serve: Callable[..., Client], vaultlint: Callable[..., object]
) -> None:
    root = make_vault({**SMALL, **{f"many/{n}.md": f"# {n}\n\n[[{n + 1}]] the the\n" for n in range(200)}})
    wanted = by_check(root, "--no-cache")
    for _ in range(2):
        client = serve(root)
        client.settle()
        assert by_server(client) == wanted
        assert client.stop() == 0
    assert by_check(root) == wanted


def test_damaged_example(tmp_path: Path, serve: Callable[..., Client]) -> None:
    source = next(path.parent for path in sorted(EXAMPLE.rglob(".obsidian")))
    root = tmp_path / "example"
    shutil.copytree(source, root)
    client = serve(root)
    client.settle()
    assert by_server(client) == by_check(root)


@pytest.mark.parametrize("path", ["bom.md", "latin.md", "crlf.md"])
def test_what_an_editor_shows_otherwise_is_not_an_edit(
    make_vault: Callable[..., Path], serve: Callable[..., Client], path: str
) -> None:
    root = make_vault(SMALL)
    client = serve(root)
    text = (root / path).read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
    client.open(path, text)
    client.settle()
    assert by_server(client) == by_check(root)


def test_nested_vaults_are_each_their_own(make_vault: Callable[..., Path], serve: Callable[..., Client]) -> None:
    outer = make_vault({"one/.obsidian/app.json": "{}", "one/a.md": "[[b]]\n", "two/b.md": "# B\n\n[[a]]\n"})
    (outer / ".obsidian").rmdir()
    client = serve(outer)
    client.settle()
    assert by_server(client) == by_check(outer)


def test_a_baseline_is_respected(
    make_vault: Callable[..., Path], serve: Callable[..., Client], vaultlint: Callable[..., object]
) -> None:
    root = make_vault(SMALL)
    vaultlint("baseline", "create", cwd=root)
    client = serve(root)
    client.open("Alpha.md")
    client.settle()
    assert by_server(client) == by_check(root) == set()
    client.write("Alpha.md", (root / "Alpha.md").read_text() + "\n[[brand new]]\n")
    client.settle()
    assert [rule for rule, *_ in client.problems("Alpha.md")] == ["broken-link"]


def test_configuration_that_changes(make_vault: Callable[..., Path], serve: Callable[..., Client]) -> None:
    root = make_vault(SMALL)
    client = serve(root)
    client.settle()
    assert by_server(client)
    (root / "vaultlint.toml").write_text('select = ["empty-bullet"]\n')
    client.files_changed("vaultlint.toml")
    client.settle()
    assert by_server(client) == by_check(root)
    only = {"empty-bullet", "invalid-encoding"}
    assert {report[1] for report in by_server(client)} == only
    (root / "vaultlint.toml").write_text("select = [")
    client.files_changed("vaultlint.toml")
    client.settle()
    assert {report[1] for report in by_server(client)} == only
    assert any(each["method"] == "window/showMessage" for each in client.messages)
