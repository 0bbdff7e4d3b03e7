"""Variants of a case in other surroundings: the reports must be the same, except for their rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from vaultlint.ruletest.cases import Case

Files = dict[str, bytes]

_FRONT_MATTER = b"---\ncreated: 2024-05-01\n---\n"
_SENTENCES = (
    "The tide leaves a line of weed along the wall of the harbour.",
    "Nobody had counted the boats since the winter before last.",
    "A path of flat stones leads from the gate down to the water.",
    "In the evening the light of the kiosk reaches as far as the pier.",
)
_PROSE = "".join(f"{one} {two}\n\n" for one in _SENTENCES for two in _SENTENCES if one != two).encode()


@dataclass(slots=True)
class Clothed:
    """The files of a case as they are run; `shift` says by how many rows a file was moved down."""

    files: Files
    shift: dict[str, int] = field(default_factory=dict)
    before: bytes = b""
    after: bytes = b""
    crlf: bool = False

    def dress(self, path: str, content: bytes) -> bytes:
        """Expected content of `path` in these surroundings."""
        if path not in self.files or not _is_note(path):
            return content
        if self.crlf:
            return content.replace(b"\n", b"\r\n") if b"\r" not in content else content
        if self.shift.get(path):
            return self.before + content + self.after
        return content


def _is_note(path: str) -> bool:
    return path.endswith(".md")


def _bears(content: bytes) -> bool:
    """Whether text may be put before it: it has no front matter or BOM, is UTF-8 and ends with a line end."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return not content.startswith((b"---", b"\xef\xbb\xbf")) and content.endswith(b"\n") and b"\0" not in content


def _around(case: Case, before: bytes, after: bytes) -> Clothed:
    clothed = Clothed({}, before=before, after=after)
    for path, content in case.files.items():
        worn = _is_note(path) and _bears(content)
        clothed.files[path] = before + content + after if worn else content
        clothed.shift[path] = before.count(b"\n") if worn else 0
    return clothed


def _as_written(case: Case) -> Clothed:
    return Clothed(case.files)


def _below_front_matter(case: Case) -> Clothed:
    return _around(case, _FRONT_MATTER, b"")


def _in_a_long_note(case: Case) -> Clothed:
    return _around(case, _PROSE, b"\n" + _PROSE.rstrip() + b"\n")


def _with_crlf(case: Case) -> Clothed:
    clothed = Clothed({}, crlf=True)
    clothed.files = case.files
    clothed.files = {path: clothed.dress(path, content) for path, content in case.files.items()}
    return clothed


WARDROBE = {
    "as written": _as_written,
    "below front matter": _below_front_matter,
    "in a long note": _in_a_long_note,
    "with CRLF": _with_crlf,
}


def clothings(case: Case) -> list[str]:
    """The names of the surroundings in which a case runs."""
    return ["as written"] if case.only_as_written else list(WARDROBE)


def clothe(case: Case, name: str) -> Clothed:
    """The case in one of the surroundings of `clothings`."""
    return WARDROBE[name](case)
