"""Vaults in memory and git repositories on disk, for the tests of links."""

from __future__ import annotations

import subprocess
from pathlib import Path

from vaultlint.facts import Facts
from vaultlint.note import Note
from vaultlint.resolution.git_history import GitView, open_view
from vaultlint.settings import VaultSettings
from vaultlint.vault.broken_links import Break, explain
from vaultlint.vault.canvas import canvas_facts
from vaultlint.vault.collect_facts import collect_facts
from vaultlint.vault.shared import GitHistory
from vaultlint.vault.vault import Vault

Files = dict[str, str]
LONG = "".join(f"Line {number} of a note about the sea.\n" for number in range(20))


def facts_of(path: str, text: str) -> Facts | None:
    if path.endswith(".canvas"):
        return canvas_facts(path, text)
    return collect_facts(Note(path, text)) if path.lower().endswith(".md") else None


def vault_of(
    files: Files,
    settings: VaultSettings | None = None,
    root: Path = Path("/nowhere"),
    git: GitView | None = None,
    whole: bool = True,
) -> Vault:
    history = GitHistory(root, git) if git is not None else None

    def read_facts(path: str) -> Facts | None:
        return facts_of(path, files[path])

    return Vault(root, settings or VaultSettings(), sorted(files), read_facts, whole=whole, git=history)


def verdicts(files: Files, source: str) -> list[str]:
    """What each link of a note comes to: `status path`, as one string."""
    vault = vault_of(files)
    facts = vault.facts(source)
    assert facts is not None
    found = [vault.resolve(link, source) for link in facts.links]
    return [f"{one.status} {one.path}" if one.path else one.status for one in found]


def write(root: Path, files: Files) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="")


def git(root: Path, *arguments: str) -> str:
    who = ["-c", "user.name=Ida", "-c", "user.email=ida@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout


def repository(root: Path, files: Files) -> None:
    write(root, files)
    git(root, "init", "--quiet")
    commit(root)


def commit(root: Path) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "-m", "change")


def on_disk(root: Path) -> Files:
    paths = (one for one in root.rglob("*") if one.is_file() and ".git" not in one.relative_to(root).parts)
    return {one.relative_to(root).as_posix(): one.read_text("utf-8") for one in paths}


def breaks(root: Path, source: str) -> list[Break]:
    """Why the broken links of a note on disk are broken, in their order."""
    files = on_disk(root)
    vault = vault_of(files, root=root, git=open_view(root))
    facts = vault.facts(source)
    assert facts is not None
    found = [(link, vault.resolve(link, source)) for link in facts.links]
    return [explain(vault, link, one.target, source) for link, one in found if one.path is None]
