"""A git repository, and what is run in it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

NOT_INHERITED = ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF", "SKIP")


@dataclass(frozen=True)
class Ran:
    status: int
    out: str


@dataclass(frozen=True)
class Repository:
    """A work tree and what is run in it."""

    root: Path

    def run(self, *command: str | Path, status: int | None = 0, env: dict[str, str] | None = None) -> Ran:
        variables = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        done = subprocess.run(
            list(map(str, command)),
            cwd=self.root,
            capture_output=True,
            env={**variables, "PYTHONIOENCODING": "utf-8", **(env or {})},
            timeout=170,
        )
        out = (done.stdout + done.stderr).decode("utf-8", "replace")
        assert status is None or done.returncode == status, out
        assert "Traceback" not in out, out
        return Ran(done.returncode, out)

    def git(self, *arguments: str | Path, status: int | None = 0) -> Ran:
        return self.run("git", *arguments, status=status)

    def vaultlint(self, *arguments: str | Path, status: int | None = None, env: dict[str, str] | None = None) -> Ran:
        return self.run(sys.executable, "-m", "vaultlint", *arguments, status=status, env=env)

    def write(self, **notes: str) -> None:
        for name, text in notes.items():
            self.note(name).write_text(text, "utf-8", newline="\n")

    def note(self, name: str) -> Path:
        path = self.root / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def stage(self, name: str, text: str) -> None:
        """Stage a text for a note and leave the work tree as it is, as `git add -p` does."""
        blob = self.root / ".git" / "staged"
        blob.write_text(text, "utf-8", newline="\n")
        digest = self.git("hash-object", "-w", "--no-filters", blob).out.strip()
        self.git("update-index", "--add", "--cacheinfo", f"100644,{digest},{name}.md")

    def commit(self, message: str = "Change", *options: str) -> Ran:
        return self.git("commit", "-m", message, *options, status=None)

    @property
    def commits(self) -> int:
        return int(self.git("rev-list", "--count", "HEAD").out)


def init(root: Path) -> Repository:
    root.mkdir(parents=True, exist_ok=True)
    repository = Repository(root)
    repository.git("init", "-q", "-b", "main")
    for key, value in (("user.name", "A"), ("user.email", "a@example.org"), ("core.autocrlf", "false")):
        repository.git("config", key, value)
    return repository
