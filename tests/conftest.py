"""What every test may use: vaults made of real files, and the command as a user calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from vaultlint.git_process import allow_git

# A busy machine may take long for an example; what is slow is measured in benchmarks/.
settings.register_profile("vaultlint", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=25)


#: Folders whose tests start processes: commands, servers, git, browsers, editors.
SLOW_FOLDERS = frozenset(("cache", "cli", "editors", "hooks", "html_report", "online", "security", "server", "storage"))


def pytest_configure(config: pytest.Config) -> None:
    """Try fewer examples in the quick run."""
    settings.load_profile("quick" if config.option.markexpr == "not slow" else "vaultlint")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that start processes as slow: `-m "not slow"` runs the rest in under a minute."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        if folder in SLOW_FOLDERS or "vaultlint" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@dataclass(frozen=True)
class Done:
    """A finished command."""

    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Journal and cache of a test are its own, and git may be run, whatever the test before it forbade."""
    allow_git(True)
    state = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("VAULTLINT_STATE_DIR", str(state / "state"))
    monkeypatch.setenv("VAULTLINT_CACHE_DIR", str(state / "cache"))
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)  # these tests may run in a job of GitHub


@pytest.fixture
def make_vault(tmp_path: Path) -> Callable[..., Path]:
    """Writes files, given as path → text or bytes, into a new vault with an `.obsidian` folder."""

    def make(files: Mapping[str, str | bytes], name: str = "vault") -> Path:
        root = tmp_path / name
        (root / ".obsidian").mkdir(parents=True)
        for path, content in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return root

    return make


@pytest.fixture
def vaultlint() -> Callable[..., Done]:
    """Runs the command in a process of its own, as a user does."""

    def run(
        *arguments: str | Path, cwd: Path, stdin: bytes | None = None, env: Mapping[str, str] | None = None
    ) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "vaultlint", *map(str, arguments)],
            cwd=cwd,
            input=stdin if stdin is not None else b"",
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
            timeout=120,
        )
        out, err = (stream.decode("utf-8", "replace").replace("\r\n", "\n") for stream in (done.stdout, done.stderr))
        assert "Traceback" not in err, err
        return Done(done.returncode, out, err)

    return run


@pytest.fixture
def run_here(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Runs the command as `vaultlint` does, but in this process: for tests with many calls."""
    from vaultlint.cli import run as run_command

    def run(*arguments: str | Path, cwd: Path) -> Done:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr("sys.stdin", open(os.devnull, encoding="utf-8"))  # noqa: SIM115 - closed with the process
        capfd.readouterr()
        status = run_command([*map(str, arguments)])
        out, err = capfd.readouterr()
        return Done(status, out, err)

    return run
