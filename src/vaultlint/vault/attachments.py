"""Attachments of a vault: missing, unused, duplicate, large, and outside the folder that the settings name.

A file counts as used if a link leads to it, or if its name is in any text of the vault: bases, drawings, HTML, CSS
snippets, properties and programs name files in ways of their own. So a file that is used is never listed as unused.
"""

from __future__ import annotations

import html
import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import unquote

from vaultlint.pattern import Pattern
from vaultlint.vault.vault import Vault

#: Obsidian help, "Accepted file formats", notes, canvases and bases apart.
ATTACHMENTS = (
    *(".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"),
    *(".flac", ".m4a", ".mp3", ".ogg", ".wav", ".webm", ".3gp", ".mkv", ".mov", ".mp4", ".ogv", ".pdf"),
)
_BINARY = tuple(suffix for suffix in ATTACHMENTS if suffix != ".svg")
_JSON_ESCAPE = Pattern(r"\\u([0-9a-fA-F]{4})")

#: Gives the bytes of a file by its path. Raises OSError.
ReadBytes = Callable[[str], bytes]


class MissingAttachment(NamedTuple):
    """A link to an attachment that is not there."""

    source: str
    line: int
    target: str


@dataclass(slots=True)
class AttachmentReport:
    """Report on attachments. Paths are relative to the vault and sorted.

    duplicates: groups of files with the same bytes.
    large: files above the limit.
    misplaced: files outside the folder for attachments, with that folder.
    sizes: bytes of each attachment.
    unreadable: texts that could not be read, so that what they use is not known.
    """

    missing: list[MissingAttachment] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    duplicates: list[list[str]] = field(default_factory=list)
    large: list[str] = field(default_factory=list)
    misplaced: list[tuple[str, str]] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)


def report_attachments(
    vault: Vault, sizes: dict[str, int], read_bytes: ReadBytes, snippets: Iterable[str], limit: int
) -> AttachmentReport:
    """Report on the attachments of a whole vault.

    sizes: path -> bytes of every attachment.
    snippets: texts outside the vault's files that may name some, such as CSS snippets; paths that `read_bytes` takes.
    limit: bytes above which a file is large.
    """
    report = AttachmentReport(sizes=sizes)
    users = _users(vault, report)
    unlinked = [path for path in sizes if path not in users]
    texts = [path for path in vault.index if not path.lower().endswith(_BINARY)]
    report.unused = sorted(_unmentioned(unlinked, [*texts, *snippets], read_bytes, report))
    report.duplicates = sorted(_duplicates(sizes, read_bytes))
    report.large = sorted((path for path, size in sizes.items() if size > limit), key=lambda path: -sizes[path])
    report.misplaced = sorted(_misplaced(vault.settings.attachment_folder, sizes, users))
    return report


def _users(vault: Vault, report: AttachmentReport) -> dict[str, set[str]]:
    """File -> the notes with links to it; links to missing attachments go into the report."""
    users: dict[str, set[str]] = {}
    for facts in vault.notes():
        for link in facts.links:
            found = vault.resolve(link, facts.path)
            for path in found.candidates or ([found.path] if found.path else ()):
                users.setdefault(path, set()).add(facts.path)
            is_missing = found.status == "missing-note" and not link.is_hidden and not vault.is_text(link)
            if is_missing and found.target.linkpath.lower().endswith(ATTACHMENTS):
                report.missing.append(MissingAttachment(facts.path, link.row, found.target.linkpath))
    return users


def _unmentioned(
    paths: Iterable[str], texts: Iterable[str], read_bytes: ReadBytes, report: AttachmentReport
) -> set[str]:
    """The paths whose name is in none of the texts but their own."""
    by_name: dict[str, set[str]] = {}
    for path in paths:
        by_name.setdefault(_form(posixpath.basename(path)), set()).add(path)
    lengths = sorted({len(name) for name in by_name})
    endings = {posixpath.splitext(name)[1] for name in by_name}
    if not by_name:
        return set()
    ending = re.compile("|".join(re.escape(one) for one in sorted(endings)))
    left = set().union(*by_name.values())
    folders = {posixpath.dirname(path) for path in left} - {""}
    for text_path in texts:
        try:
            data = read_bytes(text_path)
        except OSError:
            report.unreadable.append(text_path)
            continue
        for text in _readings(data):
            for match in ending.finditer(text):
                for length in lengths:
                    named = (
                        by_name.get(text[match.end() - length : match.end()], set()) if length <= match.end() else ()
                    )
                    left.difference_update(path for path in named if path != text_path)
            if "gallery" in text:  # plugins that show all files of a folder
                shown = tuple(folder + "/" for folder in folders if _form(folder) in text)
                left = {path for path in left if not path.startswith(shown)} if shown else left
    return left


def _form(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower())


def _readings(data: bytes) -> Iterator[str]:
    """The text in every way in which it may write a name: as it is, and without escapes."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        yield _form(data.decode("latin-1"))
        text = data.decode("cp1252", "replace")
    if "\0" in text[:1000]:
        yield _form(data.decode("utf-16", "replace"))
    text = _form(text)
    yield text
    if "%" in text:
        yield _form(unquote(text))
    if "&" in text:
        yield _form(html.unescape(text))
    if "\\" in text:
        yield _form(_JSON_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text).replace("\\", ""))


def _duplicates(sizes: dict[str, int], read_bytes: ReadBytes) -> Iterator[list[str]]:
    by_size: dict[int, list[str]] = {}
    for path, size in sizes.items():
        if size:
            by_size.setdefault(size, []).append(path)
    for paths in by_size.values():
        if len(paths) < 2:
            continue
        by_hash: dict[bytes, list[str]] = {}
        for path in sorted(paths):
            try:
                by_hash.setdefault(blake2b(read_bytes(path)).digest(), []).append(path)
            except OSError:
                continue
        yield from (group for group in by_hash.values() if len(group) > 1)


def _misplaced(setting: str, sizes: dict[str, int], users: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Files outside the folder that the setting names: one for all, or one beside each note; `/` leaves all be."""
    folder = setting.strip("/")
    if not folder or folder == ".":
        return
    for path in sizes:
        if not folder.startswith("./"):
            if not path.startswith(folder + "/"):
                yield path, folder
            continue
        wanted = {posixpath.join(posixpath.dirname(user), folder[2:]) for user in users.get(path, ())}
        if wanted and posixpath.dirname(path) not in wanted:
            yield path, min(wanted)
