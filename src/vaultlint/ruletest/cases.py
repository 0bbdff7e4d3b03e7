"""Parse a rule's page into cases: headings, fenced blocks, and how invisible characters are drawn.

A case is a section whose heading is followed by at least one file:

- a `md` block is a note; a name in back-ticks on a line of its own before a block says where the file lies in the
  case's vault, whatever the block's language (`note.md` without one); a `files` block lists empty files, one per line;
- a `toml` block holds options of the rule, a `web` block what the web says (see `casebook.web`), a `git` block
  the commits that led to the files (see `git_repository`);
- `report` is what the rule says, one line a problem; without it, or if it is empty, the rule must be silent;
- `md fixed` is the file after the safe fixes, `md unsafe fixed` after all of them; a file without one stays as it is;
- a line `only: as-written` keeps the case from being run in other surroundings, `with: other-rule` adds other rules.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from vaultlint.online.answers import Answer, Answers, Status, resource_key
from vaultlint.pattern import Pattern

#: The words after a block's language that make it an expected result, in the order in which they are written.
FIXED = {"fixed": "safe", "unsafe fixed": "unsafe"}
MAIN = "note.md"

_FENCE = Pattern(r"(`{3,}|~{3,})[ \t]*([^`\r\n]*?)[ \t]*\Z")
_HEADING = Pattern(r"#{1,6}[ \t]+(.*?)[ \t]*\Z")
_FILE_NAME = Pattern(r"`([^`]+)`\Z")
_ONLY = Pattern(r"`?only: as-written`?\.?\Z")
_WITH = Pattern(r"`?with: ([a-z, -]+)`?\.?\Z")
_DRAWN = Pattern(r"\\u\{([0-9A-Fa-f]{1,6})\}|\\x([0-9A-F]{2})|␄\n?\Z|[␠␉␍]")
_ESCAPE = Pattern(r"\\(?=x[0-9A-F]{2}|u\{)")
_SIGNS = {"␠": " ", "␉": "\t", "␍": "\r"}
_RUN_OF_TICKS = Pattern(r"`{3,}")


@dataclass(slots=True)
class Block:
    """A fenced block. `text` is its content as drawn; lines `first:last` hold it, its name and its fences."""

    info: str
    path: str | None
    text: str
    first: int
    last: int

    @property
    def fix(self) -> str | None:
        """Fixes that lead to this block, safe or unsafe; None if it is not the result of a fix."""
        return FIXED.get(self.info.partition(" ")[2])

    @property
    def is_input(self) -> bool:
        return (
            self.fix is None
            and self.info not in ("report", "toml", "files", "web", "git")
            and (self.info == "md" or bool(self.path))
        )

    @property
    def key(self) -> tuple[str, str]:
        """Key that identifies an expected block of a case."""
        return (self.fix or self.info, self.path or MAIN)


@dataclass(slots=True)
class Case:
    """One example of a rule; `row` is that of its heading, counted from 1."""

    rule: str
    name: str
    row: int
    blocks: list[Block] = field(default_factory=list)
    only_as_written: bool = False
    others: list[str] = field(default_factory=list)

    @property
    def named(self) -> bool:
        """Whether any file has a name, so that the report names paths."""
        return any(block.path for block in self.blocks) or any(block.info == "files" for block in self.blocks)

    @property
    def files(self) -> dict[str, bytes]:
        """The vault of the case: path → content."""
        found = {block.path or MAIN: undraw(block.text) for block in self.blocks if block.is_input}
        listed = (line for block in self.blocks if block.info == "files" for line in block.text.splitlines())
        return {**found, **{path.strip(): b"" for path in listed if path.strip()}}

    @property
    def report(self) -> list[str]:
        return [line for block in self.blocks if block.info == "report" for line in block.text.splitlines() if line]

    @property
    def options(self) -> str:
        """TOML: options of the rule."""
        return "".join(block.text for block in self.blocks if block.info == "toml")

    @property
    def web(self) -> str:
        """Answers of the web, as `casebook.web` reads them."""
        return "".join(block.text for block in self.blocks if block.info == "web")

    @property
    def git(self) -> str:
        """The commits of the case's vault, as `git_repository` reads them."""
        return "".join(block.text for block in self.blocks if block.info == "git")

    def fixed(self, tier: str) -> dict[str, bytes]:
        """The files that fixes of this tier change, and what they become."""
        return {block.path or MAIN: undraw(block.text) for block in self.blocks if block.fix == tier}


def read_cases(text: str, rule: str) -> list[Case]:
    """All cases of a rule's note, in order. ValueError, with the row, for a fence that is never closed."""
    lines = text.split("\n")
    cases: list[Case] = []
    case = Case(rule, "", 1)
    at = 0
    while at < len(lines):
        line = lines[at]
        if match := _FENCE.match(line):
            block, at = _block(lines, at, match[1], match[2])
            case.blocks.append(block)
            continue
        if match := _HEADING.match(line):
            case = Case(rule, match[1], at + 1)
            cases.append(case)
        elif _ONLY.match(line):
            case.only_as_written = True
        elif match := _WITH.match(line):
            case.others += match[1].replace(",", " ").split()
        at += 1
    return [case for case in cases if case.files]


def _block(lines: list[str], at: int, fence: str, info: str) -> tuple[Block, int]:
    end = at + 1
    while end < len(lines) and not (lines[end].startswith(fence) and not lines[end].strip(fence[0])):
        end += 1
    if end == len(lines):
        raise ValueError(f"the fence in row {at + 1} is never closed")
    before = at - 1
    while before >= 0 and not lines[before].strip():
        before -= 1
    name = _FILE_NAME.match(lines[before].strip()) if before >= 0 else None
    text = "".join(line + "\n" for line in lines[at + 1 : end])
    return Block(info, name[1] if name else None, text, before if name else at, end + 1), end + 1


def undraw(text: str) -> bytes:
    """The bytes of a text with visible placeholders: `␠ ␉ ␍`, `\\u{200B}`, `\\xE9`; `␄` at the end: no line end."""

    def replace(match: re.Match[str]) -> str:
        code, byte, placeholder = match[1], match[2], match[0]
        if code:
            return chr(int(code, 16))
        if byte:
            value = int(byte, 16)
            return chr(value if value < 0x80 else 0xDC00 + value)
        return _SIGNS.get(placeholder, "")

    content: str = _DRAWN.sub(replace, text)
    return content.encode("utf-8", "surrogateescape")


def draw(content: bytes) -> str:
    """The reverse of `undraw`: every character that a reader could not see or tell apart is drawn."""
    text = content.decode("utf-8", "surrogateescape")
    lines = text.split("\n")
    ends = lines.pop() if not lines[-1] else None
    drawn = "\n".join(_draw_line(line) for line in lines)
    return "" if not text else drawn + ("\n" if ends == "" else "␄\n")


def _draw_line(line: str) -> str:
    body = line.rstrip(" \r")
    tail = line[len(body) :].replace(" ", "␠").replace("\r", "␍")
    drawn: str = _ESCAPE.sub(r"\\u{5C}", body)
    return "".join(map(draw_character, drawn)) + tail


def draw_character(character: str) -> str:
    if character in " \n" or (character.isascii() and character.isprintable()):
        return character
    if character in "␠␉␍␄":
        return f"\\u{{{ord(character):04X}}}"
    if character in "\t\r":
        return "␉" if character == "\t" else "␍"
    value = ord(character)
    if 0xDC80 <= value <= 0xDCFF:
        return f"\\x{value - 0xDC00:02X}"
    if unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp", "Zs", "Co", "Cn", "Cs"):
        return f"\\u{{{value:04X}}}"
    return character


def fence(info: str, text: str, path: str | None = None) -> Iterator[str]:
    """The lines of a block: its file's name if it has one, and a fence longer than any in the text."""
    if path:
        yield from (f"`{path}`", "")
    ticks = "`" * max([3, *(len(run) + 1 for run in _RUN_OF_TICKS.findall(text))])
    yield ticks + info
    yield from text.split("\n")[:-1]
    yield ticks


def read_answers(text: str) -> Answers | None:
    """The answers of a block; None for a case without one."""
    lines = [shlex.split(line) for line in text.splitlines() if line.strip()]
    found = {resource_key(line[0]): _answer(*line) for line in lines if line != ["strict"]}
    return Answers(found, strict=["strict"] in lines) if lines else None


def _answer(url: str, code: str, *more: str) -> Answer:
    known = dict(one.split("=", 1) for one in more)
    status: Status = "alive" if code.startswith("2") else "dead" if code in ("404", "410") else "unknown"
    missing = (known["missing"],) if "missing" in known else ()
    reason = known.get("reason", {"404": "404 Not Found", "410": "410 Gone"}.get(code, code))
    return Answer(
        url, status, reason, int(code), known.get("moved", ""), title=known.get("title", ""), titled=True,
        sought=missing, missing=missing, archived=known.get("archived", ""),
    )  # fmt: skip
