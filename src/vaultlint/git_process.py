"""Run git on a repository that may be hostile. The only module that starts git.

The configuration of a repository can name programs (filters, hooks, `core.fsmonitor`, `uploadpack`, …), and a folder
that looks like a bare repository can come with any clone. So git never reads either: the `.git` is searched here, and
git gets a temporary folder as its repository, with an empty configuration, a copy of HEAD, links to the refs, and the
objects as an alternate. It may look at no content in the work tree, fetch nothing, and write nothing.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import NamedTuple

from vaultlint.regular_file import read_regular

_SECONDS = 20
_MOST_MEMORY = 1 << 30
_SETTINGS = (
    "core.quotePath=false",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.commitGraph=true",
    "log.showSignature=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
)
#: What a repository may say of how its objects and refs are kept; everything else in its configuration is ignored.
_EXTENSIONS = {"objectformat": ("sha1", "sha256"), "refstorage": ("files", "reftable")}
_REFS_LIMIT = 64_000_000

_allowed = True
#: Work tree → how often git took too long. After the second time it is not run again.
_timeouts: Counter[Path] = Counter()
_MOST_TIMEOUTS = 2


class Repository(NamedTuple):
    """A work tree with the folder of its HEAD and index, and the folder of its refs and objects; paths are real."""

    work_tree: Path
    git_dir: Path
    common_dir: Path


def allow_git(allowed: bool) -> None:
    """Allow or forbid (`--no-git`) running git in this process from now on."""
    global _allowed
    _allowed = allowed
    _timeouts.clear()


def is_allowed() -> bool:
    return _allowed


def find_repository(folder: Path) -> Repository | None:
    """The repository whose work tree holds a folder: the nearest ancestor with a `.git`, bare ones never.

    None where there is none, and with `--no-git`.
    """
    if not _allowed:
        return None
    here = Path(os.path.realpath(folder))
    for work_tree in (here, *here.parents):
        found = _repository(work_tree, work_tree / ".git")
        if found is not None:
            return found
    named, tree = os.environ.get("GIT_DIR"), os.environ.get("GIT_WORK_TREE")
    if named and tree:  # the user keeps the two apart
        work_tree = Path(os.path.realpath(tree))
        if here == work_tree or work_tree in here.parents:
            return _repository(work_tree, Path(named))
    return None


def _repository(work_tree: Path, dot_git: Path) -> Repository | None:
    git_dir = dot_git
    try:
        if dot_git.is_file():
            pointer = os.fsdecode(read_regular(dot_git, 8_192)).rstrip("\r\n")
            if not pointer.startswith("gitdir: "):
                return None
            git_dir = dot_git.parent / pointer.removeprefix("gitdir: ")
        if not (git_dir / "HEAD").is_file():
            return None
        git_dir = common_dir = Path(os.path.realpath(git_dir))
        if (git_dir / "commondir").is_file():
            common_dir = git_dir / os.fsdecode(read_regular(git_dir / "commondir", 8_192)).rstrip("\r\n")
            common_dir = Path(os.path.realpath(common_dir))
        branch = os.fsdecode(read_regular(git_dir / "HEAD", 8_192)).strip().removeprefix("ref: ")
        read_by_git = (common_dir / branch, common_dir / "objects" / "info" / "alternates")
        if any(os.path.lexists(path) and not _is_plain(path) for path in read_by_git):
            return None
    except (OSError, ValueError):
        return None
    return Repository(work_tree, git_dir, common_dir) if (common_dir / "objects").is_dir() else None


def _is_plain(path: Path) -> bool:
    """Whether git can read a file to its end: a link may lead to a device that has none."""
    return path.is_file() and path.stat().st_size < _REFS_LIMIT


def is_owned(repository: Repository) -> bool:
    """Whether git would work here: the repository is the user's own, or `safe.directory` names it."""
    if not hasattr(os, "geteuid"):
        return True
    users = {os.geteuid()}
    if os.geteuid() == 0 and os.environ.get("SUDO_UID", "").isdecimal():
        users.add(int(os.environ["SUDO_UID"]))
    paths = {repository.work_tree, repository.work_tree / ".git", repository.git_dir}
    try:
        if all(os.lstat(path).st_uid in users for path in paths if os.path.lexists(path)):
            return True
    except OSError:
        return False
    return _is_safe_directory(repository)


def _is_safe_directory(repository: Repository) -> bool:
    with _scratch(repository) as scratch:
        output = _call(repository, scratch, ["config", "--path", "-z", "--get-all", "safe.directory"], users=True)
    safe, tree = False, str(repository.work_tree)
    for entry in (os.fsdecode(part) for part in (output or b"").split(b"\0")[:-1]):
        if not entry:
            safe = False  # git: an empty value resets those before it
        elif entry == "*" or os.path.realpath(entry) == tree:
            safe = True
        elif entry.endswith("/*"):
            safe = safe or tree.startswith(os.path.realpath(entry[:-2]) + os.sep)
    return safe


def ask(
    repository: Repository,
    folder: Path,
    arguments: Sequence[str],
    *,
    given: bytes | None = None,
    users: bool = False,
) -> bytes | None:
    """Output of git run in `folder`; None if git is missing, fails, takes too long, or is not allowed.

    `users` lets it read the user's own configuration, such as `core.excludesFile`.
    """
    with _scratch(repository) as scratch:
        return _call(repository, scratch, arguments, folder=folder, given=given, users=users)


@contextmanager
def own_objects(repository: Repository, folder: Path) -> Iterator[Asker]:
    """Git with an index and objects that are thrown away afterwards; those of the repository can be read."""
    with _scratch(repository) as scratch:
        yield Asker(repository, folder, scratch)


class Asker(NamedTuple):
    """One temporary repository for several calls; `index` is a name for an index of its own."""

    repository: Repository
    folder: Path
    scratch: Path

    def ask(self, index: str, *arguments: str, given: bytes | None = None) -> bytes | None:
        return _call(
            self.repository, self.scratch, arguments, folder=self.folder, given=given, index=self.scratch / index
        )

    def write_blob(self, data: bytes, name_length: int) -> str:
        """Store a content as git would, and return its name of as many hexadecimal digits."""
        import zlib

        name = blob_name(data, name_length)
        target = self.scratch / "objects" / name[:2] / name[2:]
        if not target.exists():
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(zlib.compress(b"blob %d\0" % len(data) + data, 1))
        return name


def blob_name(data: bytes, length: int) -> str:
    """The name of a content in a repository whose names have `length` digits: 40 (SHA-1) or 64 (SHA-256)."""
    import hashlib

    header = b"blob %d\0" % len(data)
    return (hashlib.sha256 if length == 64 else hashlib.sha1)(header + data).hexdigest()


@contextmanager
def _scratch(repository: Repository) -> Iterator[Path]:
    """The temporary folder that git takes for the repository."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="vaultlint-", ignore_cleanup_errors=True) as name:
        scratch, common = Path(name), repository.common_dir
        info = scratch / "objects" / "info"
        info.mkdir(parents=True)
        (info / "alternates").write_bytes(os.fsencode(common / "objects") + b"\n")
        (scratch / "config").write_text(_configuration(_extensions(common)), "utf-8")
        for kept in ("HEAD", "ORIG_HEAD", "FETCH_HEAD", "MERGE_HEAD"):
            _copy(repository.git_dir / kept, scratch / kept)
        for kept in ("packed-refs", "shallow"):
            _copy(common / kept, scratch / kept)
        for kept in ("refs", "reftable", "logs"):
            _link(common / kept, scratch / kept)
        for shared in repository.git_dir.glob("sharedindex.*"):
            if shared.is_file():
                _link(shared, scratch / shared.name)
        if not (scratch / "refs").exists():
            (scratch / "refs").mkdir()
        yield scratch


def _copy(source: Path, target: Path) -> None:
    try:
        target.write_bytes(read_regular(source, _REFS_LIMIT))
    except OSError:
        return  # not there, or nothing that git would have written


def _link(source: Path, target: Path) -> None:
    if not source.exists():
        return
    try:
        target.symlink_to(source, target_is_directory=source.is_dir())
    except OSError:  # Windows without the right to make links
        import shutil

        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        copy(source, target)


_HAS_EXTENSIONS = re.compile(rb"\[\s*extensions\s*\]", re.IGNORECASE)


def _extensions(common: Path) -> dict[str, str]:
    import tempfile

    try:
        text = read_regular(common / "config")
    except OSError:
        return {}
    if not _HAS_EXTENSIONS.search(text):
        return {}
    with tempfile.TemporaryDirectory(prefix="vaultlint-", ignore_cleanup_errors=True) as name:
        copy = Path(name) / "config"
        copy.write_bytes(text)
        command = ["config", "--no-includes", "--file", str(copy), "-z", "--get-regexp", r"^extensions\."]
        output = _start(command, Path(name), {"GIT_DIR": str(Path(name) / "none"), **_NO_USER}, None)
    pairs = (entry.partition("\n") for entry in (output or b"").decode("utf-8", "replace").split("\0"))
    found = {key.removeprefix("extensions."): value.lower() for key, _, value in pairs}
    return {key: found[key] for key, values in _EXTENSIONS.items() if found.get(key) in values}


def _configuration(extensions: dict[str, str]) -> str:
    folds = "true" if sys.platform in ("darwin", "win32") else "false"
    lines = [
        "[core]",
        f"\trepositoryformatversion = {1 if extensions else 0}",
        "\tbare = false",
        f"\tignorecase = {folds}",
        f"\tprecomposeunicode = {'true' if sys.platform == 'darwin' else 'false'}",
    ]
    if extensions:
        lines += ["[extensions]", *(f"\t{key} = {value}" for key, value in extensions.items())]
    return "\n".join([*lines, ""])


_NO_USER = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
}


def _call(
    repository: Repository,
    scratch: Path,
    arguments: Sequence[str],
    *,
    folder: Path | None = None,
    given: bytes | None = None,
    users: bool = False,
    index: Path | None = None,
) -> bytes | None:
    if not _allowed or _timeouts[repository.work_tree] >= _MOST_TIMEOUTS:
        return None
    variables = {
        "GIT_DIR": str(scratch),
        "GIT_WORK_TREE": str(repository.work_tree),
        "GIT_INDEX_FILE": str(index or _index(repository)),
        **({} if users else _NO_USER),
    }
    from subprocess import TimeoutExpired

    try:
        return _start(arguments, Path(os.path.realpath(folder or repository.work_tree)), variables, given)
    except TimeoutExpired:
        _timeouts[repository.work_tree] += 1
        return None


def _start(arguments: Sequence[str], folder: Path, variables: dict[str, str], given: bytes | None) -> bytes | None:
    import subprocess

    program = _program()
    if program is None:
        return None
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    fixed = {
        "GIT_ALLOW_PROTOCOL": "none",  # over any `protocol.<name>.allow`
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }
    try:
        process = subprocess.Popen(
            [program, "--no-pager", "--no-optional-locks", *settings, *arguments],
            cwd=folder,
            env={**inherited, **variables, **fixed},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    except OSError:
        return None
    with process:
        _limit_memory(process.pid)
        try:
            output, _ = process.communicate(given or b"", timeout=_SECONDS)
        except BaseException:
            process.kill()
            raise
    return output if process.returncode == 0 else None


def _limit_memory(process: int) -> None:
    """A ref that is a link to a device would be read until there is no memory left."""
    if sys.platform == "linux":
        import resource

        with suppress(OSError, ValueError):
            resource.prlimit(process, resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))


def _index(repository: Repository) -> Path:
    """The index: that of a running `git commit`, as hooks are told, or the usual one; never a pipe or a device."""
    found = repository.git_dir / "index"
    named = os.environ.get("GIT_INDEX_FILE")
    if named:
        for start in (Path.cwd(), repository.work_tree):
            other = Path(os.path.realpath(start / named))
            if repository.git_dir in other.parents and other.is_file():
                found = other
                break
    return found if found.is_file() else repository.git_dir / "no-index"


@cache
def _program() -> str | None:
    """Git in an absolute folder of PATH: the current folder may be an untrusted vault."""
    import shutil

    for folder in os.get_exec_path():
        if os.path.isabs(folder):
            found = shutil.which(os.path.join(folder, "git"))
            if found is not None:
                return found
    return None


def is_installed() -> bool:
    return _program() is not None
