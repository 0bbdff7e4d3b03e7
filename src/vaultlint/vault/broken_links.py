"""Why a link is broken, and what it was probably meant to lead to."""

from __future__ import annotations

from typing import Literal, NamedTuple

from vaultlint.facts import HeadingFact, LinkFact
from vaultlint.pattern import Pattern
from vaultlint.resolution.anchors import Outline, heading_as_subpath, segments
from vaultlint.resolution.file_index import path_key
from vaultlint.resolution.resolver import Target
from vaultlint.resolution.similar_names import SimilarNames, squash
from vaultlint.vault.vault import Vault, is_markdown

Class = Literal["renamed", "alias", "elsewhere", "letters", "spelling", "folder", "deleted", "planned", "file"]

#: What Obsidian opens itself (help "Accepted file formats"), and what people attach besides.
_FILE_ENDINGS = frozenset(
    """base canvas avif bmp gif jpeg jpg png svg webp flac m4a mp3 ogg wav webm 3gp mkv mov mp4 ogv pdf
    doc docx xls xlsx ppt pptx odt ods odp epub csv tsv txt json html htm zip excalidraw drawio ipynb tif tiff heic
    """.split()  # noqa: SIM905 - a list of sixty strings is harder to read
)


class Break(NamedTuple):
    """A missing target. `paths` are the best of what may be meant, `total` how many that are, if there are more.

    `detail` is a commit for renamed and deleted. `is_file`: an attachment is asked for, not a note.
    """

    kind: Class
    is_file: bool
    paths: tuple[str, ...] = ()
    detail: str = ""
    total: int = 0


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
    name = linkpath.rstrip("/").rpartition("/")[2]
    if not is_file and (paths := tuple(vault.notes_with_alias(linkpath))):
        return Break("alias", is_file, paths)
    if "/" in linkpath.strip("/") and (
        found := _of_names(vault, "elsewhere", is_file, _same_name(vault, name), linkpath)
    ):
        return found
    if "/" in linkpath and vault.index.has_folder(path_key(linkpath), source):
        return Break("folder", is_file)
    stem = _stem(name, is_file)
    names = vault.similar_files if is_file else vault.similar_notes
    if found := _of_names(vault, "letters", is_file, names.same_letters(stem), linkpath):
        return found
    if found := _of_names(vault, "spelling", is_file, names.a_slip_away(stem), linkpath):
        return found
    if renamed is not None:
        return Break("deleted", is_file, (), renamed[1])
    return Break("file" if is_file else "planned", is_file)


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
    return Break(kind, is_file, paths, "", total)


_MARKUP = Pattern(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]|!?\[([^\[\]]*)\]\([^()]*\)|[*`~=]")
_NOT_IN_SLUG = Pattern(r"[^\w\- ]")


def visible_text(heading: str) -> str:
    """A heading as a reader sees it: link texts for links, no marks of emphasis."""
    return str(_MARKUP.sub(lambda match: match[1] or match[2] or "", heading))


def slug(heading: str) -> str:
    """A heading's anchor as GitHub makes it."""
    return str(_NOT_IN_SLUG.sub("", visible_text(heading).strip().lower())).replace(" ", "-")


def intended_subpath(outline: Outline, subpath: str) -> str | None:
    """The subpath, without its first `#`, that a missing one stands for; None if it is not clear."""
    parts = segments(subpath)
    # The last part says what is meant; the headings above it are kept if they lead to it.
    heading = _intended(outline, parts[-1].strip())
    if heading is None:
        return None
    text = heading_as_subpath(heading.text)
    for above in (parts[:-1], []):
        meant = "#".join([*above, text])
        if outline.find("#" + meant).found == heading:
            return meant
    return None


def _intended(outline: Outline, wanted: str) -> HeadingFact | None:
    """The one heading that the words may stand for; of several with the same text the first."""
    headings, letters = outline.facts.headings, squash(wanted)
    if not letters:
        return None
    for found in (
        [one for one in headings if slug(one.text) == wanted.lower()],
        [one for one in headings if letters in (squash(one.text), squash(visible_text(one.text)))],
    ):
        if found:
            return found[0] if len({one.text for one in found}) == 1 else None
    names = SimilarNames((one.text, str(number)) for number, one in enumerate(headings))
    near = names.a_slip_away(wanted)
    return headings[int(near[0])] if len({headings[int(one)].text for one in near}) == 1 else None
