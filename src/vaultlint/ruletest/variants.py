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
class Variant:
    """The files of a case as they are run; `shift` says by how many rows a file was moved down."""

    files: Files
    shift: dict[str, int] = field(default_factory=dict)
    before: bytes = b""
    after: bytes = b""
    crlf: bool = False

    def expected(self, path: str, content: bytes) -> bytes:
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


def _can_be_wrapped(content: bytes) -> bool:
    """Whether text may be put before it: it has no front matter or BOM, is UTF-8 and ends with a line end."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return not content.startswith((b"---", b"\xef\xbb\xbf")) and content.endswith(b"\n") and b"\0" not in content


def _wrapped(case: Case, before: bytes, after: bytes) -> Variant:
    made = Variant({}, before=before, after=after)
    for path, content in case.files.items():
        wrapped = _is_note(path) and _can_be_wrapped(content)
        made.files[path] = before + content + after if wrapped else content
        made.shift[path] = before.count(b"\n") if wrapped else 0
    return made


def _as_written(case: Case) -> Variant:
    return Variant(case.files)


def _below_front_matter(case: Case) -> Variant:
    return _wrapped(case, _FRONT_MATTER, b"")


def _in_a_long_note(case: Case) -> Variant:
    return _wrapped(case, _PROSE, b"\n" + _PROSE.rstrip() + b"\n")


def _with_crlf(case: Case) -> Variant:
    made = Variant({}, crlf=True)
    made.files = case.files
    made.files = {path: made.expected(path, content) for path, content in case.files.items()}
    return made


VARIANTS = {
    "as written": _as_written,
    "below front matter": _below_front_matter,
    "in a long note": _in_a_long_note,
    "with CRLF": _with_crlf,
}


def variants_of(case: Case) -> list[str]:
    """The names of the surroundings in which a case runs."""
    return ["as written"] if case.only_as_written else list(VARIANTS)


def make_variant(case: Case, name: str) -> Variant:
    """The case in one of the surroundings of `variants_of`."""
    return VARIANTS[name](case)
