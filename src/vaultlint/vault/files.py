"""Find the vault's root, all its files, and the notes to check.

`.gitignore` and `exclude` decide what is checked, never what a link may lead to. Dot folders are no part of a vault.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vaultlint.errors import Failure
from vaultlint.pattern import Pattern
from vaultlint.regular_file import read_regular
from vaultlint.vault.ignore_patterns import IgnorePatterns

NOTE_SUFFIXES = (".md", ".markdown")
CHECKED_SUFFIXES = (*NOTE_SUFFIXES, ".canvas")
_GITIGNORE_LIMIT = 1_000_000
CONFIG_NAMES = ("vaultlint.toml", ".vaultlint.toml")


#: What makes a folder a root; the first kind that any ancestor holds decides.
_ROOT_MARKS = ((".obsidian",), CONFIG_NAMES, (".git",))


def find_root(start: Sequence[Path]) -> Path:
    """The vault that holds these paths: the nearest ancestor with `.obsidian`, else a config, else `.git`."""
    folders = [path if path.is_dir() else path.parent for path in (one.absolute() for one in start)]
    common = Path(os.path.commonpath(folders)) if folders else Path.cwd()
    ancestors = [common, *common.parents]
    for marks in _ROOT_MARKS:
        for folder in ancestors:
            if any((folder / mark).exists() for mark in marks):
                return folder
    return common


def is_marked(folder: Path) -> bool:
    """Whether a folder holds something that makes it a root: `.obsidian`, a configuration, `.git`."""
    return any((folder / mark).exists() for marks in _ROOT_MARKS for mark in marks)


@dataclass(slots=True)
class Tree:
    """All files below a root, vault-relative with `/`, sorted; `nested` are folders that are vaults of their own.

    `unreadable` are folders that could not be listed, with the reason. `names_only` are those of the files that lie
    outside the vault, after a symbolic link: links may lead there, and their content is not read. `not_followed` are
    links that lead out of the vault, and whose files are not listed. `linked` are files that are symbolic links, with
    the file that each leads to: vault-relative if it is in the vault, else absolute.
    """

    root: Path
    files: list[str] = field(default_factory=list)
    gitignores: list[str] = field(default_factory=list)
    nested: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    names_only: set[str] = field(default_factory=set)
    not_followed: list[str] = field(default_factory=list)
    linked: dict[str, str] = field(default_factory=dict)

    def part(self, prefix: str) -> Tree:
        """The tree below a folder, given with a slash at the end, as a vault of its own."""
        names = {path[len(prefix) :] for path in self.names_only if path.startswith(prefix)}
        files = [path[len(prefix) :] for path in self.files if path.startswith(prefix)]
        return Tree(self.root / prefix, files, names_only=names)


#: Files of linked folders outside the vault that are listed, in all.
_MOST_OUTSIDE = 50_000


def scan(root: Path, *, follow_links: bool | None = None) -> Tree:
    """Walk the whole vault once. Links to folders inside it, and loops, are not followed (Obsidian help, "Symlinks").

    `follow_links` is what the user wants done with links that lead out of the vault: True treats what they lead to as
    part of it, False leaves them. By default they are left in a git work tree, where a stranger may have put them;
    elsewhere the files of linked folders are listed, and read only if the user names them.
    """
    if follow_links is None and _is_in_work_tree(root):
        follow_links = False
    return _Scan(root, follow_links).tree


def _is_in_work_tree(root: Path) -> bool:
    folder = Path(os.path.realpath(root))
    return any((ancestor / ".git").exists() for ancestor in (folder, *folder.parents))


class _Scan:
    """One walk: `tree` is what it found. Folders are vault-relative, with a slash at the end."""

    def __init__(self, root: Path, follow: bool | None) -> None:
        self.tree = Tree(root)
        self._follow = follow
        self._top = os.path.realpath(root)
        self._seen = {self._top}
        self._outside: set[str] = set()  # linked folders that lie outside, and those below them
        stack = [""]
        while stack:
            stack += self._list(stack.pop())
        self.tree.files.sort()
        self.tree.nested.sort()
        self.tree.not_followed.sort()

    def _list(self, folder: str) -> list[str]:
        """Collect the files of a folder; return the folders in it to walk."""
        tree, found, outside = self.tree, list[str](), folder in self._outside
        if outside and len(tree.names_only) >= _MOST_OUTSIDE:
            return []
        try:
            with os.scandir(os.path.join(tree.root, folder) if folder else tree.root) as entries:
                for entry in entries:
                    name = entry.name
                    if name[0] == ".":
                        if name == ".gitignore":
                            tree.gitignores.append(folder)
                        elif name == ".obsidian" and folder:
                            tree.nested.append(folder.rstrip("/"))
                    elif entry.is_file(follow_symlinks=False):  # a pipe would keep its reader waiting forever
                        self._take(folder + name, outside)
                    elif entry.is_symlink():
                        if self._is_to_walk(entry, folder + name):
                            found.append(folder + name + "/")
                    elif entry.is_dir(follow_symlinks=False):
                        found.append(folder + name + "/")
                        if outside:
                            self._outside.add(folder + name + "/")
        except OSError as error:
            tree.unreadable.append((folder.rstrip("/") or ".", error.strerror or str(error)))
        return found

    def _take(self, path: str, outside: bool) -> None:
        self.tree.files.append(path)
        if outside:
            self.tree.names_only.add(path)

    def _is_to_walk(self, entry: os.DirEntry[str], path: str) -> bool:
        """Whether a symbolic link leads to a folder that belongs to the vault; one to a file is taken here."""
        real = os.path.realpath(entry.path)
        hidden = _is_hidden(real, self._top)
        if os.path.isfile(real):
            inside = real.startswith(self._top.rstrip(os.sep) + os.sep) and not hidden
            self._take(path, not inside and (hidden or not self._follow))
            top = self._top.rstrip(os.sep) + os.sep
            self.tree.linked[path] = real[len(top) :].replace(os.sep, "/") if inside else real
            if not inside and (hidden or self._follow is False):
                self.tree.not_followed.append(path)
            return False
        # A folder of the vault is walked under its own name, and one that holds the vault would be walked forever.
        if not os.path.isdir(real) or real in self._seen or _holds(self._top, real) or _holds(real, self._top):
            return False
        parent = path.rpartition("/")[0]
        if self._follow is False or (not self._follow and f"{parent}/" in self._outside):
            self.tree.not_followed.append(path)
            return False
        self._seen.add(real)
        if not self._follow:
            self._outside.add(path + "/")
        return True


def _holds(folder: str, inner: str) -> bool:
    return inner == folder or inner.startswith(folder.rstrip(os.sep) + os.sep)


def _is_hidden(real: str, top: str) -> bool:
    """Whether a file lies in a dot folder of the vault, such as `.git`, or is hidden itself."""
    return _holds(top, real) and (os.sep + ".") in real[len(top.rstrip(os.sep)) :]


_WILD = Pattern(r"[*?!#/\\\s]+")


class Filter:
    """`exclude` and `.gitignore`: whether a file is to be checked."""

    def __init__(self, tree: Tree, exclude: Sequence[str], respect_gitignore: bool) -> None:
        self._specs: list[tuple[str, IgnorePatterns]] = []
        self._folders: dict[tuple[int, str], bool] = {}
        self._paths = "\n".join(tree.files)
        self._add("", exclude)
        if respect_gitignore:
            for folder in tree.gitignores:
                try:
                    text = read_regular(tree.root / folder / ".gitignore", _GITIGNORE_LIMIT).decode("utf-8", "replace")
                except OSError:
                    continue
                lines = text.splitlines()
                self._add(folder, lines)

    def _add(self, folder: str, lines: Iterable[str]) -> None:
        """Add the patterns that can match anything: few of a usual `.gitignore`, and each costs one match per note."""
        lines = [line for line in lines if line.strip() and line[0] != "#" and self._may_match(line)]
        if lines:
            self._specs.append((folder, IgnorePatterns(lines)))

    def _may_match(self, line: str) -> bool:
        """Whether the plain text in a pattern is in any path: what it matches has it, wildcards aside."""
        return max(_WILD.split(line.partition("[")[0]), key=len) in self._paths

    def skips(self, path: str) -> bool:
        for number, (folder, spec) in enumerate(self._specs):
            if path.startswith(folder):
                inside = path[len(folder) :]
                if self._skips_folder(number, spec, inside.rpartition("/")[0]):
                    return True
                if spec.excludes_entry(inside, folder=False):
                    return True
        return False

    def _skips_folder(self, number: int, spec: IgnorePatterns, folder: str) -> bool:
        """A file in an ignored folder is ignored, whatever later lines say of the file (gitignore(5))."""
        if not folder:
            return False
        known = self._folders.get((number, folder))
        if known is None:
            parent = folder.rpartition("/")[0]
            known = self._skips_folder(number, spec, parent) or spec.excludes_entry(folder, folder=True)
            self._folders[number, folder] = known
        return known


def choose(tree: Tree, wanted: Sequence[Path], skip: Filter, *, force_exclude: bool) -> Iterator[str]:
    """The notes of the vault that the paths ask for, sorted.

    A note named by itself is checked even if it is excluded, unless `force_exclude`. A note that is also there under
    the name of a symbolic link is one file, and chosen once. Raises `Failure` if a path is not there.
    """
    chosen = _choose(tree, wanted, skip, force_exclude=force_exclude)
    if not tree.linked:
        yield from chosen
        return
    paths = list(chosen)
    taken = {path for path in paths if path not in tree.linked}
    for path in paths:
        file = tree.linked.get(path)
        if file is None:
            yield path
        elif file not in taken:
            taken.add(file)
            yield path


def _choose(tree: Tree, wanted: Sequence[Path], skip: Filter, *, force_exclude: bool) -> Iterator[str]:
    folders, named = _split(tree.root, wanted)
    unread = tree.names_only
    if unread and not tree.not_followed:  # no work tree: what the user names is read
        asked = tuple(folder + "/" for folder in folders if folder)
        unread -= {path for path in unread if path in named or path.startswith(asked)}
    everything = "" in folders
    prefixes = tuple(folder + "/" for folder in folders if folder)
    for path in tree.files if folders else sorted(named.intersection(tree.files)):
        if path in unread:
            continue
        if path in named:
            if not (force_exclude and skip.skips(path)):
                yield path
        elif (
            (everything or path.startswith(prefixes))
            and (path.endswith(CHECKED_SUFFIXES) or path.lower().endswith(CHECKED_SUFFIXES))
            and not skip.skips(path)
        ):
            yield path


def _split(root: Path, wanted: Sequence[Path]) -> tuple[set[str], set[str]]:
    folders: set[str] = set()
    files: set[str] = set()
    for path in wanted:
        if not os.path.lexists(path):
            raise Failure(f"{path}: no such file or folder.")
        inside = relative(root, path)
        if inside is None:
            raise Failure(f"{path} lies outside the vault {root}. Name the vault with --vault.")
        (folders if path.is_dir() else files).add(inside)
    return folders, files


def relative(root: Path, path: Path) -> str | None:
    """`path` relative to the vault with `/`, "" for the root itself; None if it lies outside."""
    absolute = os.path.normpath(path.absolute())
    for base in (str(root), os.path.realpath(root)):
        for form in (absolute, os.path.realpath(absolute)):
            if form == base:
                return ""
            if form.startswith(base.rstrip(os.sep) + os.sep):
                return form[len(base.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
    return None
