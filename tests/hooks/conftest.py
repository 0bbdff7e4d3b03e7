"""Real git repositories, and the real pre-commit with hooks installed from a repository of vaultlint itself."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hook_repository import Repository, init

HERE = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A vault under git with three linked notes, committed."""
    made = init(tmp_path / "vault")
    (made.root / ".obsidian").mkdir()
    (made.root / ".obsidian" / "app.json").write_text("{}\n")
    made.write(Harbour="# Harbour\n\n[[Boats]]\n", Boats="# Boats\n\n## Nets\n", Town="# Town\n\n[[Boats#Nets]]\n")
    made.git("add", ".")
    made.git("commit", "-q", "-m", "Begin")
    return made


@pytest.fixture(scope="session")
def hooks_repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Vaultlint as it is here, as a repository of its own to install hooks from."""
    if not (HERE / ".git").exists():
        pytest.skip("the hooks are installed from a git repository of vaultlint")
    made = init(tmp_path_factory.mktemp("vaultlint"))
    listed = Repository(HERE).git("ls-files", "-z", "--cached", "--others", "--exclude-standard").out
    for name in filter(None, listed.split("\0")):
        if (HERE / name).is_file():
            (made.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(HERE / name, made.root / name)
    made.git("add", ".")
    made.git("commit", "-q", "-m", "As it stands")
    return made


@pytest.fixture(scope="session")
def pre_commit_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One store of environments for all tests: each takes a while to build."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def hooked(
    repository: Repository, hooks_repository: Repository, pre_commit_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Repository]:
    """The vault with these hooks installed by pre-commit."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(pre_commit_home))
    monkeypatch.setenv("PRE_COMMIT_COLOR", "never")

    def install(*hooks: str, kinds: tuple[str, ...] = ("pre-commit",)) -> Repository:
        revision = hooks_repository.git("rev-parse", "HEAD").out.strip()
        ids = "".join(f"      - id: {hook}\n" for hook in hooks)
        config = f"repos:\n  - repo: {hooks_repository.root.as_posix()}\n    rev: {revision}\n    hooks:\n{ids}"
        (repository.root / ".pre-commit-config.yaml").write_text(config)
        repository.git("add", ".")
        repository.git("commit", "-q", "-m", "Hooks")
        for kind in kinds:
            repository.run(sys.executable, "-m", "pre_commit", "install", "-t", kind)
        return repository

    return install
