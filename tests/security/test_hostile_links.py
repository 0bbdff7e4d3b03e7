"""Symbolic links, pipes and devices of a vault: nothing outside is walked, read or shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hostile import git, vaultlint, write

from vaultlint.vault.files import scan

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs links and pipes")

SECRET = "[[broken-secret#x]] hunter2\n\n- \n\nmojibake cafÃ©\n"
ALL = ("--select", "ALL")


def vault(tmp_path: Path, *, repository: bool = False) -> Path:
    write(tmp_path, {"outside/note.md": SECRET, "outside/deep/other.md": SECRET, "secret.md": SECRET})
    root = write(tmp_path / "vault", {"a.md": "[[leak]] [[note]] [[leak#Heading]]\n", ".obsidian/app.json": "{}"})
    (root / "leak.md").symlink_to(tmp_path / "secret.md")
    (root / "linked").symlink_to(tmp_path / "outside")
    if repository:
        git(root, "init", "-q")
    return root


@pytest.mark.parametrize("repository", [False, True])
@pytest.mark.parametrize("arguments", [(), ("--isolated",), ALL, ("--output-format", "github"), ("--fix", "--diff")])
def test_a_file_outside_is_not_shown(tmp_path: Path, repository: bool, arguments: tuple[str, ...]) -> None:
    root = vault(tmp_path, repository=repository)
    done = vaultlint(root, "check", *arguments)
    assert "hunter2" not in done.out + done.err
    assert "broken-secret" not in done.out + done.err
    for command in (("links",), ("format", "--diff"), ("baseline", "create")):
        done = vaultlint(root, *command)
        assert "broken-secret" not in done.out + done.err
    assert (tmp_path / "secret.md").read_text() == SECRET


def test_in_a_work_tree_links_out_are_not_read_even_if_named(tmp_path: Path) -> None:
    root = vault(tmp_path, repository=True)
    done = vaultlint(root, "check", "leak.md", "linked/note.md")
    assert "broken-secret" not in done.out + done.err
    assert "out of the vault" in done.err


def test_the_repository_cannot_ask_to_follow_links(tmp_path: Path) -> None:
    root = write(vault(tmp_path, repository=True), {"vaultlint.toml": "follow-links = true\n"})
    done = vaultlint(root, "check")
    assert "broken-secret" not in done.out + done.err
    assert "follow-links" in done.err
    assert "broken-secret" in vaultlint(root, "check", "--trust-config").out


def test_in_a_personal_vault_linked_folders_stay_targets(tmp_path: Path) -> None:
    root = vault(tmp_path)
    tree = scan(root)
    assert tree.files == ["a.md", "leak.md", "linked/deep/other.md", "linked/note.md"]
    assert tree.names_only == {"leak.md", "linked/deep/other.md", "linked/note.md"}
    assert vaultlint(root, "check").status == 0
    assert "broken-secret" in vaultlint(root, "check", "linked").out


@pytest.mark.parametrize("target", ["/", "/usr", "..", "../..", "."])
@pytest.mark.parametrize("repository", [False, True])
def test_links_to_the_disk_are_not_walked(tmp_path: Path, target: str, repository: bool) -> None:
    root = write(tmp_path / "vault", {"a.md": "# A\n", ".obsidian/app.json": "{}"})
    (root / "x").symlink_to(target)
    if repository:
        git(root, "init", "-q")
    tree = scan(root)
    assert len(tree.files) < 60_000
    if target != "/usr":
        assert tree.files == ["a.md"]
    assert vaultlint(root, "check").status == 0


def test_links_into_dot_folders_are_links_out(tmp_path: Path) -> None:
    root = write(tmp_path / "vault", {"a.md": "# A\n", ".obsidian/app.json": "{}"})
    git(root, "init", "-q")
    write(root, {".git/token": SECRET, ".env": SECRET})
    (root / "leak.md").symlink_to(".git/token")
    (root / "env.md").symlink_to(".env")
    for arguments in ((), ("leak.md", "env.md")):
        done = vaultlint(root, "check", *arguments)
        assert "broken-secret" not in done.out + done.err


def test_chains_and_loops_end(tmp_path: Path) -> None:
    root = write(tmp_path / "vault", {"a.md": "# A\n", "sub/b.md": "# B\n", ".obsidian/app.json": "{}"})
    (root / "loop").symlink_to("loop")
    (root / "one").symlink_to("two")
    (root / "two").symlink_to("one")
    (root / "sub" / "up").symlink_to("..")
    (root / "self.md").symlink_to("self.md")
    (root / "dangling.md").symlink_to("/nowhere/at/all.md")
    assert scan(root).files == ["a.md", "sub/b.md"]
    assert vaultlint(root, "check").status == 0


SETTINGS = (
    ".gitignore", ".obsidian/app.json", ".obsidian/types.json", ".obsidian/templates.json",
    ".obsidian/daily-notes.json", ".obsidian/plugins/templater-obsidian/data.json", "vaultlint.toml",
    ".vaultlint.toml", "pyproject.toml", ".vaultlint-baseline.json", "pipe.md", "pipe.canvas", "pipe.png",
)  # fmt: skip


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("kind", ["pipe", "zero", "link to pipe", "folder", "full"])
def test_special_files_keep_nobody_waiting(tmp_path: Path, name: str, kind: str) -> None:
    root = write(tmp_path / "vault", {"a.md": "![[pipe.png]] [[pipe]]\n", ".obsidian/appearance.json": "{}"})
    target = root / name
    target.parent.mkdir(parents=True, exist_ok=True)
    if kind == "folder":
        target.mkdir()
    elif kind == "zero":
        target.symlink_to("/dev/zero")
    elif kind == "full":
        target.symlink_to("/dev/full")
    else:
        pipe = target if kind == "pipe" else tmp_path / "fifo"
        os.mkfifo(pipe)
        if kind != "pipe":
            target.symlink_to(pipe)
    vaultlint(root, "check")
    vaultlint(root, "check", "--isolated", *ALL)


@pytest.mark.parametrize("name", [".markdownlint.json", "data.json", ".rumdl.toml", ".markdownlint.yaml"])
def test_a_special_file_to_import(tmp_path: Path, name: str) -> None:
    root = write(tmp_path / "vault", {"a.md": "# A\n", ".obsidian/app.json": "{}"})
    os.mkfifo(root / name)
    assert vaultlint(root, "init", "--from", name, "--print").status == 2
