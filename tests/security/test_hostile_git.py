"""A checked repository runs nothing, however its `.git`, its attributes and its bare look-alikes are made."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hostile import CALLS, git, trap, vaultlint, write

pytestmark = pytest.mark.skipif(shutil.which("git") is None or os.name == "nt", reason="needs git and a shell")

NOTES = {"a.md": "[[Gone]] and [[Nowhere]]\n", "Gone.md": "# Gone\n\nText.\n", "other.md": "# Other\n"}


def spring(root: Path, program: Path, *extra: str) -> None:
    """Name the program wherever a configuration of git can name one."""
    keys = {
        "core.fsmonitor": program,
        "core.sshCommand": program,
        "core.gitProxy": program,
        "core.pager": program,
        "core.editor": program,
        "core.askPass": program,
        "core.alternateRefsCommand": program,
        "credential.helper": f"!{program}",
        "diff.external": program,
        "diff.x.textconv": program,
        "diff.x.command": program,
        "filter.x.clean": program,
        "filter.x.smudge": program,
        "filter.x.process": program,
        "filter.x.required": "true",
        "gpg.program": program,
        "log.showSignature": "true",
        "pager.log": program,
        "pager.diff": program,
        "alias.log": f"!{program}",
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
        "protocol.file.allow": "always",
        "trailer.x.command": program,
        "uploadpack.packObjectsHook": program,
        "interactive.diffFilter": program,
        "submodule.s.update": f"!{program}",
    }
    for key, value in keys.items():
        git(root, "config", key, str(value))
    hooks = Path(git(root, "rev-parse", "--absolute-git-dir").decode().strip()) / "hooks"
    hooks.mkdir(exist_ok=True)
    names = ("post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc", "fsmonitor-watchman")
    for hook in names:
        shutil.copy(program, hooks / hook)
    for key in extra:
        git(root, "config", *key.split("=", 1))


def vault(tmp_path: Path) -> Path:
    """A repository in which a link is broken, a note was renamed and another one touched."""
    root = write(tmp_path / "vault", {**NOTES, ".obsidian/app.json": "{}"})
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "one")
    (root / "Gone.md").rename(root / "Moved.md")
    write(root, {".gitattributes": "* filter=x diff=x\n", "other.md": "# Other\n"})
    os.utime(root / "other.md", (1, 1))
    return root


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_a_vault_that_brings_its_own_repository_runs_nothing(tmp_path: Path, call: tuple[str, ...]) -> None:
    program, marker = trap(tmp_path)
    root = vault(tmp_path)
    spring(root, program)
    marker.unlink(missing_ok=True)
    vaultlint(root, *call)
    assert not marker.exists(), marker.read_text()
    subprocess.run(["git", "status"], cwd=root, capture_output=True)
    assert marker.exists(), "the trap works"


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_a_folder_that_looks_like_a_bare_repository_is_none(tmp_path: Path, call: tuple[str, ...]) -> None:
    """Such a folder can be tracked, and is there after a plain clone."""
    program, marker = trap(tmp_path)
    inner = vault(tmp_path)
    spring(inner, program, "core.bare=false", "core.worktree=..")
    outer = tmp_path / "outer"
    outer.mkdir()
    shutil.copytree(inner / ".git", outer / "docs")
    shutil.copytree(inner, outer / "docs" / "vault", ignore=shutil.ignore_patterns(".git"))
    git(outer, "init", "-q")
    git(outer, "add", "-Af")
    git(outer, "commit", "-qm", "one")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", outer, clone)
    (clone / "docs" / "refs").mkdir(exist_ok=True)
    marker.unlink(missing_ok=True)
    vaultlint(clone / "docs" / "vault", *call)
    assert not marker.exists(), marker.read_text()


@pytest.mark.parametrize("call", CALLS[:4], ids=" ".join)
def test_a_partial_clone_fetches_nothing(tmp_path: Path, call: tuple[str, ...]) -> None:
    program, marker = trap(tmp_path)
    source = vault(tmp_path)
    git(source, "add", "-A")
    git(source, "commit", "-qm", "two")
    git(source, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{source}", clone)
    spring(clone, program, f"remote.origin.uploadpack={program}")
    write(clone, {"a.md": "[[Gone]] [[Nowhere]] [[Lost]]\n"})
    marker.unlink(missing_ok=True)
    vaultlint(clone, *call)
    assert not marker.exists(), marker.read_text()


def test_a_submodule_runs_nothing(tmp_path: Path) -> None:
    program, marker = trap(tmp_path)
    root, inner = vault(tmp_path), tmp_path / "inner"
    write(inner, {"n.md": "# N\n"})
    git(inner, "init", "-q")
    git(inner, "add", "-A")
    git(inner, "commit", "-qm", "one")
    git(root, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub")
    spring(root / "sub", program)
    write(root, {"sub/n.md": "# Changed\n", "sub/.gitattributes": "* filter=x diff=x\n"})
    marker.unlink(missing_ok=True)
    for call in CALLS:
        vaultlint(root, *call)
        vaultlint(root / "sub", *call)
    assert not marker.exists(), marker.read_text()


def test_a_pointer_to_a_hostile_repository_runs_nothing(tmp_path: Path) -> None:
    program, marker = trap(tmp_path)
    root = vault(tmp_path)
    spring(root, program)
    (root / ".git").rename(root / "attachments.git")
    write(root, {".git": "gitdir: attachments.git\n"})
    marker.unlink(missing_ok=True)
    for call in CALLS:
        vaultlint(root, *call)
    assert not marker.exists(), marker.read_text()


@pytest.mark.parametrize("name", ["HEAD", "index", "config", "packed-refs", "commondir", "refs/heads/x", "shallow"])
def test_a_pipe_in_the_repository_keeps_nobody_waiting(tmp_path: Path, name: str) -> None:
    root = vault(tmp_path)
    target = root / ".git" / name
    target.unlink(missing_ok=True)
    os.mkfifo(target)
    assert "Nowhere" in vaultlint(root, "check", "--isolated").out


@pytest.mark.parametrize(
    "name", ["refs/heads/x", "objects/info/alternates", "objects/info/commit-graph", "HEAD", "index"]
)
def test_a_link_to_a_device_in_the_repository_is_not_read_for_ever(tmp_path: Path, name: str) -> None:
    root = vault(tmp_path)
    write(root, {".git/HEAD": "ref: refs/heads/x\n"})
    target = root / ".git" / name
    target.unlink(missing_ok=True)
    target.symlink_to("/dev/zero")
    assert "Nowhere" in vaultlint(root, "check", "--isolated").out


def test_renames_are_still_found(tmp_path: Path) -> None:
    root = vault(tmp_path)
    assert "Moved" in vaultlint(root, "check", "--isolated", "a.md").out


def test_renames_are_found_without_the_filters_of_the_repository(tmp_path: Path) -> None:
    root = vault(tmp_path)
    write(root, {"Moved.md": "# Gone\n\nText.\n\nMore.\n"})
    assert "Moved" in vaultlint(root, "check", "--isolated", "a.md").out


def test_no_git_starts_no_git(tmp_path: Path) -> None:
    program, marker = trap(tmp_path)
    root = vault(tmp_path)
    (tmp_path / "bin").mkdir()
    shutil.copy(program, tmp_path / "bin" / "git")
    path = {"PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    done = vaultlint(root, "check", "--isolated", "--no-git", "a.md", environment=path)
    assert "Nowhere" in done.out
    assert not marker.exists()
    assert vaultlint(root, "check", "--no-git", "--staged", environment=path).status == 2
    assert not marker.exists()
    vaultlint(root, "check", "--isolated", "a.md", environment=path)
    assert marker.exists(), "the trap works"


def test_a_git_in_the_vault_is_not_the_git_that_is_run(tmp_path: Path) -> None:
    program, marker = trap(tmp_path)
    root = vault(tmp_path)
    shutil.copy(program, root / "git")
    path = {"PATH": f".{os.pathsep}{os.pathsep}{os.environ['PATH']}"}
    vaultlint(root, "check", "--isolated", environment=path)
    assert not marker.exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="gives files to another user")
def test_a_repository_of_another_user_is_asked_nothing(tmp_path: Path) -> None:
    root = vault(tmp_path)
    for folder, folders, files in os.walk(root):
        for name in (".", *folders, *files):
            os.lchown(os.path.join(folder, name), 12345, 12345)
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "none")}
    assert "Moved" not in vaultlint(root, "check", "--isolated", "a.md", environment=home).out
    refused = vaultlint(root, "check", "--isolated", "--changed-since", "HEAD", environment=home)
    assert refused.status == 2
    assert "safe.directory" in refused.err
    write(tmp_path, {".gitconfig": f"[safe]\n\tdirectory = {root}\n"})
    assert "Moved" in vaultlint(root, "check", "--isolated", "a.md", environment=home).out
