"""Why a link is broken, and what it was probably meant to link to."""

from __future__ import annotations

import os
import posixpath
from typing import Literal, NamedTuple

from vaultlint.facts import LinkFact
from vaultlint.pattern import Pattern
from vaultlint.resolution.file_index import path_key
from vaultlint.resolution.resolver import Target
from vaultlint.resolution.similar_names import differ_in_a_word
from vaultlint.vault.respellings import respelling
from vaultlint.vault.vault import Vault, is_markdown

Class = Literal[
    "renamed", "alias", "respelt", "hash", "outside", "elsewhere", "folder", "code", "unnameable", "ending",
    "no-ending", "letters", "spelling", "deleted", "planned", "file",
]  # fmt: skip

#: What Obsidian opens itself (help "Accepted file formats"), and what people attach besides.
_FILE_ENDINGS = frozenset(
    """base canvas avif bmp gif jpeg jpg png svg webp flac m4a mp3 ogg wav webm 3gp mkv mov mp4 ogv pdf
    doc docx xls xlsx ppt pptx odt ods odp epub csv tsv txt json html htm zip excalidraw drawio ipynb tif tiff heic
    """.split()  # noqa: SIM905 - a list of sixty strings is harder to read
)


# What is in double brackets in code: numbers or quoted texts with commas between, a class of a regular expression.
_CODE = Pattern(
    r"""(?x)
    [ ]*+ (?: [-+]?[\d.]++ | "[^"]*" | '[^']*' ) (?: [ ]*+,[ ]*+ (?: [-+]?[\d.]++ | "[^"]*" | '[^']*' ) )++ [ ]*+
    | [ ]*+ (?: "[^"]*" | '[^']*' ) [ ]*+
    | :[a-z]+:
    """
)


#: Names of pages that stand for their folder.
_FOLDER_PAGES = frozenset({"index", "_index", "readme"})


class Break(NamedTuple):
    """A missing target. `paths` are the best of what may be meant, `total` how many that are, if there are more.

    `detail` is a commit for renamed and deleted, a subpath for respelt. `is_file`: an attachment is asked for, not a
    note. `doubtful`: the name may as well be that of another note, which does not exist yet.
    """

    kind: Class
    is_file: bool
    paths: tuple[str, ...] = ()
    detail: str = ""
    total: int = 0
    doubtful: bool = False


def asks_for_file(link: LinkFact, linkpath: str) -> bool:
    """Whether a missing target is an attachment: by its ending, which in a Markdown link or an embed may be any."""
    base = linkpath.rpartition("/")[2]
    stem, dot, ending = base.rpartition(".")
    if not dot or not stem or ending.lower() == "md":
        return False
    if ending.lower() in _FILE_ENDINGS:
        return True
    return (is_markdown(link) or link.kind == "canvas") and ending.isascii() and ending.isalnum() and len(ending) <= 8


def explain(vault: Vault, link: LinkFact, target: Target, source: str) -> Break:
    """The class of a break. Git's word comes first, then what is certain, then what is likely."""
    linkpath = target.linkpath
    is_file = asks_for_file(link, linkpath)
    renamed = _by_git(vault, linkpath, source)
    if renamed is not None and renamed[0] is not None:
        return Break("renamed", is_file, (renamed[0],), renamed[1])
    if not is_file and (paths := tuple(vault.notes_with_alias(linkpath))):
        return Break("alias", is_file, paths)
    found = _certain(vault, link, linkpath, source, is_file) or _likely(vault, linkpath, is_file)
    if found is not None:
        return found
    if renamed is not None:
        return Break("deleted", is_file, (), renamed[1])
    return Break("file" if is_file else "planned", is_file)


def _certain(vault: Vault, link: LinkFact, linkpath: str, source: str, is_file: bool) -> Break | None:
    """Cause that the target's form proves: another reading that leads to a file, a folder, code, an impossible name."""
    if (file := vault.name_with_hash(link)) is not None:
        return Break("hash", not file.lower().endswith(".md"), (file,))
    if (respelt := respelling(vault, link, source)) is not None:
        return Break("respelt", not respelt.path.lower().endswith(".md"), (respelt.path,), respelt.subpath)
    if link.kind != "canvas" and not is_markdown(link) and _CODE.fullmatch(link.target):
        return Break("code", is_file)
    if linkpath.startswith("../") and _is_outside(vault, linkpath, source):
        return Break("outside", is_file)
    folder = linkpath if "/" in linkpath or is_markdown(link) else ""
    if folder and vault.index.has_folder(path_key(folder), source):
        return Break("folder", is_file, _pages_of(vault, folder, source))
    if link.kind != "canvas" and ":" in linkpath:
        return Break("unnameable", is_file)
    return None


def _likely(vault: Vault, linkpath: str, is_file: bool) -> Break | None:
    """Files with a name like the written one."""
    name = linkpath.rstrip("/").rpartition("/")[2]
    if (vault.is_commonmark or "/" in linkpath.strip("/")) and (
        found := _of_names(vault, "elsewhere", is_file, _same_name(vault, name), linkpath)
    ):
        return found
    stem = _stem(name, is_file)
    without = (stem.rpartition(".")[0] if is_file else stem) or stem
    same = [other for other in vault.files_by_stem.get(path_key(without), ()) if _is_other_form(other, path_key(name))]
    if found := _of_names(vault, "ending", is_file, same, linkpath):
        return found._replace(doubtful=name.lower().endswith(".md"))
    if not is_file and "." not in name and (bare := vault.index.named(path_key(name))):
        return Break("no-ending", is_file, tuple(bare))
    names = vault.similar_files if is_file else vault.similar_notes
    if found := _of_names(vault, "letters", is_file, names.same_letters(stem), linkpath):
        return found
    slip = _of_names(vault, "spelling", is_file, names.a_slip_away(stem), linkpath)
    if slip is None or not slip.paths:
        return slip
    meant = slip.paths[0].rpartition("/")[2]
    return slip._replace(doubtful=differ_in_a_word(stem, meant if is_file else meant.rpartition(".")[0]))


def _is_other_form(other: str, name: str) -> bool:
    """Whether a file is the one that was asked for, in a form that is read: no program and no source of a PDF."""
    ending = other.rpartition(".")[2]
    return other != name and (ending == "md" or ending in _FILE_ENDINGS)


def _is_outside(vault: Vault, linkpath: str, source: str) -> bool:
    """Whether a relative path leads above the vault's root, to a file that is there."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), linkpath))
    return path.startswith("../") and any(os.path.lexists(vault.root / name) for name in (path, f"{path}.md"))


def _pages_of(vault: Vault, linkpath: str, source: str) -> tuple[str, ...]:
    """The page of a folder, if there is one: an index, a readme, a note of the folder's name."""
    folder = linkpath.strip("/")
    name = folder.rpartition("/")[2]
    for base in (folder, posixpath.normpath(posixpath.join(posixpath.dirname(source), folder))):
        for page in ("index.md", "README.md", "_index.md", f"{name}.md"):
            if (path := vault.index.at(path_key(f"{base}/{page}"))) is not None:
                return (path,)
    return ()


def _stem(name: str, is_file: bool) -> str:
    return name if is_file or not name.lower().endswith(".md") else name[:-3]


def _by_git(vault: Vault, linkpath: str, source: str) -> tuple[str | None, str] | None:
    """(what the target is called now or None, the commit in which it left); None if git knows of no such file.

    A relative link may as well be broken because its own note was moved: it is read again from where the note was.
    """
    git = vault.git
    if git is None:
        return None
    for place in (source, *git.formers(source, committed="/" in linkpath)):
        if place != source and (found := vault.resolver.resolve(linkpath, place).path) is not None:
            return found, ""
        for resolver in vault.gone:
            gone = git.last(resolver.resolve(linkpath, place))
            if gone is not None:
                return git.successor(gone, vault.index), git.gone[gone].commit
    return None


def _same_name(vault: Vault, name: str) -> list[str]:
    """The name as a file's, if there is such a file in any folder."""
    key = path_key(name)
    return next(([one] for one in (key, key + ".md") if vault.index.named(one)), [])


def _of_names(vault: Vault, kind: Class, is_file: bool, names: list[str], linkpath: str) -> Break | None:
    """The files of these names, the one first whose folders resemble the written ones most."""
    if not names:
        return None
    paths, total = vault.nearest.find(names, linkpath)
    if total > len(paths):
        # Of many, those in a folder of the written name are meant; an index page is known by its folder alone.
        beside = vault.nearest.in_same_folder(names, linkpath)
        if beside:
            paths, total = beside[: len(paths)], len(beside)
        elif linkpath.rpartition("/")[2].lower().removesuffix(".md") in _FOLDER_PAGES:
            return None
    whole = [path for path in paths if path_key(f"/{linkpath}").endswith(path_key(f"/{_stem(path, is_file)}"))]
    if total > 1 and len(whole) == 1:
        return Break(kind, is_file, (whole[0],), "", 1)  # the written path without its first folders
    return Break(kind, is_file, paths, "", total)
