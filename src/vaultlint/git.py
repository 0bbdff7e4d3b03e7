"""Queries to git about a vault: staged files, changes since a commit, renames.

Names go through `-z` output. What the disk holds is compared here: git would run the filters of the repository to look
at it. How git is run: `git_process`. What became of files that are gone: `resolution.git_history`.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from vaultlint.errors import Failure
from vaultlint.git_process import ask, blob_name, find_repository, is_allowed, is_installed, is_owned, own_objects
from vaultlint.regular_file import read_regular

#: Files above this size are not compared with others for likeness.
_MOST_BYTES = 4_000_000
_MOST_BYTES_IN_ALL = 256_000_000
#: No note is larger; a blob of a hostile repository may be.
_MOST_BYTES_READ = 256_000_000


def run(root: Path, arguments: Sequence[str], *, given: bytes | None = None, users: bool = False) -> bytes | None:
    """Output of git for a vault; None if there is no repository of the user's, or git is missing, fails or is slow."""
    repository = find_repository(root)
    if repository is None or not is_owned(repository):
        return None
    return ask(repository, root, arguments, given=given, users=users)


def require_repository(root: Path, option: str) -> None:
    """Raise Failure, with the reason, if git cannot be asked about a vault."""
    if not is_allowed():
        raise Failure(f"{option} asks git, and --no-git forbids it: give one of them.")
    if not is_installed():
        raise Failure(f"git cannot be run. Install it, or check without {option}.")
    repository = find_repository(root)
    if repository is None:
        raise Failure(f"{root} is not in a git work tree, which {option} needs.")
    if not is_owned(repository):
        raise Failure(
            f"{repository.work_tree}: the repository belongs to another user, so git is not asked. "
            f"If you trust it: git config --global --add safe.directory '{repository.work_tree}'."
        )


def tokens(output: bytes | None) -> list[str]:
    """The NUL-separated parts of `-z` output."""
    return [os.fsdecode(one) for one in output.split(b"\0")[:-1]] if output else []


class Changes(NamedTuple):
    """Differences from a commit: `changed` (added or modified) and `deleted`. Of the disk only `is_compared` files."""

    changed: frozenset[str]
    deleted: frozenset[str]


class Blob(NamedTuple):
    """A file of a commit or of the index: its mode in octal digits, and the name of its content."""

    mode: str
    name: str


class IndexEntry(NamedTuple):
    """A file of the index. `modified` (seconds, nanoseconds) and `size` are of the file when git last looked at it."""

    blob: Blob
    modified: tuple[int, int]
    size: int
    skipped: bool


def staged_changes(root: Path) -> Changes:
    """Changes of the index against HEAD, below `root`. Failure outside a work tree."""
    base = _head(root) or _empty_tree(root)
    output = run(root, ["diff-index", "--cached", "--no-renames", "--name-status", "-z", "--relative", base])
    if output is None:
        require_repository(root, "--staged")
        raise Failure(f"git could not compare {root} with the index. Is it a git work tree?")
    parts = iter(tokens(output))
    pairs = list(zip(parts, parts, strict=False))
    deleted = frozenset(path for status, path in pairs if status[0] == "D")
    return Changes(frozenset(path for _, path in pairs) - deleted, deleted)


def anything_staged(root: Path) -> bool:
    """Whether the index differs from HEAD anywhere in the repository, be it outside the vault."""
    base = _head(root) or _empty_tree(root)
    return bool(run(root, ["diff-index", "--cached", "--name-only", "--no-relative", base]))


def _head(root: Path) -> str | None:
    output = run(root, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])
    return output.decode().strip() if output else None


#: The tree without entries, with which a repository without a commit is compared: SHA-1 and SHA-256.
_EMPTY_TREES = (
    "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
)


def _empty_tree(root: Path) -> str:
    output = run(root, ["rev-parse", "--show-object-format"])
    return _EMPTY_TREES[output is not None and output.strip() == b"sha256"]


def changes_since(
    root: Path, revision: str, *, untracked: bool = True, is_compared: Callable[[str], bool] = lambda path: True
) -> Changes:
    """Changes on the disk against a commit, with or without `untracked` files. Failure if there is no such commit."""
    before, index = files_of(root, commit_of(root, revision)), index_entries(root)
    racy = _index_time(root)
    deleted, changed = set(), set()
    for path, blob in before.items():
        entry = index.get(path)
        if not os.path.lexists(root / path):
            if entry is None or not entry.skipped:
                deleted.add(path)
        elif is_compared(path) and not _is_same(root / path, blob, entry, racy):
            changed.add(path)
    changed |= {path for path in index if path not in before and os.path.lexists(root / path)}
    if untracked:
        changed |= set(untracked_files(root))
    return Changes(frozenset(changed), frozenset(deleted))


def commit_of(root: Path, revision: str) -> str:
    """The name of the commit that a user means. Failure if there is none."""
    commit = run(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"])
    if commit is None:
        require_repository(root, "--changed-since")
        raise Failure(f"{revision}: git knows no such commit in {root}. Name a branch, a tag or a hash.")
    return commit.decode().strip()


def _index_time(root: Path) -> float:
    """Time at which the index was written: a file modified later may differ although it looks the same."""
    repository = find_repository(root)
    try:
        return os.stat(repository.git_dir / "index").st_mtime if repository else 0.0
    except OSError:
        return 0.0


def _is_same(path: str | Path, blob: Blob, entry: IndexEntry | None, racy: float) -> bool:
    """Whether a file on the disk holds the content of a blob, line ends aside."""
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            return blob_name(os.fsencode(os.readlink(path)), len(blob.name)) == blob.name
        if not stat.S_ISREG(status.st_mode) or blob.mode == "120000":
            return blob.mode == "160000"  # another repository
        if entry is not None and entry.blob.name == blob.name and _looks_same(status, entry, racy):
            return True  # git knows what its filters made of this file
        data = read_regular(path, _MOST_BYTES_READ)
    except OSError:
        return False
    return blob_name(data, len(blob.name)) == blob.name or (
        b"\r\n" in data and blob_name(data.replace(b"\r\n", b"\n"), len(blob.name)) == blob.name
    )


def _looks_same(status: os.stat_result, entry: IndexEntry, racy: float) -> bool:
    modified = divmod(status.st_mtime_ns, 1_000_000_000)
    return (
        entry.size == status.st_size & 0xFFFFFFFF
        and status.st_size > 0
        and modified[0] == entry.modified[0]
        and entry.modified[1] in (modified[1], 0)
        and status.st_mtime < racy
    )


_ENTRY = re.compile(
    rb"(\d{6}) ([0-9a-f]+) (\d)\t([^\0]*)\0  ctime:[^\n]*\n  mtime: (\d+):(\d+)\n[^\n]*\n[^\n]*\n"
    rb"  size: (\d+)\tflags: ([0-9a-f]+)\n"
)
_SKIP_WORKTREE = 0x40000000


def index_entries(root: Path) -> dict[str, IndexEntry]:
    """The files of the index below `root`, relative to it."""
    output = run(root, ["ls-files", "--cached", "--stage", "--debug", "-z"]) or b""
    found = {}
    for mode, name, _, path, seconds, nanoseconds, size, flags in _ENTRY.findall(output):
        found[os.fsdecode(path)] = IndexEntry(
            Blob(mode.decode(), name.decode()),
            (int(seconds), int(nanoseconds)),
            int(size),
            bool(int(flags, 16) & _SKIP_WORKTREE),
        )
    return found


def staged_files(root: Path) -> list[str]:
    """The files of the index below `root`, relative to it."""
    return tokens(run(root, ["ls-files", "--cached", "-z"]))


def untracked_files(root: Path) -> list[str]:
    """Files of the work tree below `root` that git neither tracks nor ignores; a repository within ends with `/`."""
    return tokens(run(root, ["ls-files", "--others", "--exclude-standard", "-z"], users=True))


def unstaged(root: Path, is_compared: Callable[[str], bool]) -> list[str]:
    """Of the compared files below `root` those whose content on the disk is not that of the index, or that are gone."""
    racy, folder = _index_time(root), os.path.join(root, "")
    return [
        path
        for path, entry in index_entries(root).items()
        if is_compared(path) and not entry.skipped and not _is_same(folder + path, entry.blob, entry, racy)
    ]


def files_of(root: Path, revision: str) -> dict[str, Blob]:
    """The files of a commit below `root`, relative to it; none if there is no such commit."""
    found = {}
    for token in tokens(run(root, ["ls-tree", "-r", "-z", "--end-of-options", revision])):
        facts, _, path = token.partition("\t")
        mode, _, name = facts.split(" ")
        found[path] = Blob(mode, name)
    return found


def read_staged(root: Path, paths: Sequence[str]) -> dict[str, bytes]:
    """The staged contents of files below `root`, by one git process; a path that is not in the index is left out."""
    return read_files(root, "", paths)


def read_files(root: Path, revision: str, paths: Sequence[str]) -> dict[str, bytes]:
    """The contents that files below `root` have in a commit, or in the index if `revision` is empty."""
    return {path: data for (_, path), data in read_versions(root, [(revision, path) for path in paths]).items()}


def read_versions(root: Path, versions: Sequence[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
    """The contents of files below `root`, each given as (revision, path); a version that does not exist is left out."""
    asked = [version for version in versions if "\n" not in version[1]]  # the question is asked line by line
    question = [os.fsencode(revision) + b":./" + os.fsencode(path) + b"\n" for revision, path in asked]
    sizes = _sizes(run(root, ["cat-file", "--batch-check"], given=b"".join(question)) if question else b"")
    if len(sizes) != len(asked):
        return {}
    chosen, total = [], 0
    for number, size in enumerate(sizes):
        if size is not None and total + size <= _MOST_BYTES_READ:
            total += size
            chosen.append(number)
    given = b"".join(question[number] for number in chosen)
    output = run(root, ["cat-file", "--batch"], given=given) if chosen else b""
    found, at = {}, 0
    for number in chosen if output else ():
        end = output.find(b"\n", at) if output else -1
        size = _size(output[at:end]) if output else None
        at = end + 1
        if size is not None and output:
            found[asked[number]] = output[at : at + size]
            at += size + 1
    return found


def _sizes(output: bytes | None) -> list[int | None]:
    return [_size(line) for line in (output or b"").split(b"\n")[:-1]]


def _size(header: bytes) -> int | None:
    """The size in a line of `cat-file`; None if it says that there is no such file."""
    parts = header.split(b" ")
    return int(parts[2]) if len(parts) == 3 and parts[1] == b"blob" else None


def renames_on_disk(root: Path, gone: Mapping[str, Blob], new: Sequence[str], most: int) -> list[tuple[str, str]]:
    """(old, new) names of files that were renamed and perhaps edited: `gone` left HEAD, `new` are on the disk.

    Git compares them, at most `most` with as many, in an index and with objects that are thrown away.
    """
    repository = find_repository(root)
    if repository is None or not is_owned(repository) or not gone or not new:
        return []
    length = len(next(iter(gone.values())).name)
    with own_objects(repository, root) as git:
        held, left = [], _MOST_BYTES_IN_ALL
        for path in new:
            data = _content(root / path, min(_MOST_BYTES, left))
            if data is not None:
                left -= len(data)
                held.append((path, Blob("100644", git.write_blob(data, length))))
        for index, entries in (("old", gone.items()), ("new", held)):
            lines = (f"{blob.mode} {blob.name}\t{path}\0" for path, blob in entries)
            if git.ask(index, "update-index", "-z", "--index-info", given=b"".join(map(os.fsencode, lines))) is None:
                return []
        tree = git.ask("old", "write-tree", "--missing-ok")
        if tree is None:
            return []
        options = ["--cached", "--diff-filter=R", "--name-status", "-z", tree.decode().strip()]
        for likeness in (("-M", f"-l{most}"), ("-M100%",)):
            output = git.ask("new", "diff-index", *likeness, *options)
            if output is not None:
                parts = iter(tokens(output))
                return [(old, new) for _, old, new in zip(parts, parts, parts, strict=False)]
    return []


def _content(path: Path, limit: int) -> bytes | None:
    try:
        return read_regular(path, limit) if not path.is_symlink() else None
    except OSError:
        return None
