"""Damaged vaults, made from the project's own texts: the notes that vaultlint exists for.

`patchwork` puts together blocks of the examples in `rules/`, which hold every defect that a rule knows. `mojibake`
makes notes of which every second one is wholly UTF-8 read as Windows-1252.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import vault

_EXAMPLE = re.compile(r"^```md\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: A block of more characters is left out: a note of many would be one example.
_LONGEST = 400
#: What makes a whole note something else: a merge conflict, a template, a note with front matter or with rules off.
_OF_THE_WHOLE = ("<<<<<<<", "=======", ">>>>>>>", "{{", "<%", "vaultlint-", "---\n")


def blocks() -> list[str]:
    """The examples of all rules, in order."""
    folder = Path(__file__).parent.parent / "rules"
    texts = (file.read_text("utf-8") for file in sorted(folder.glob("*.md")))
    examples = (block for text in texts for block in _EXAMPLE.findall(text) if len(block) <= _LONGEST)
    return [block for block in examples if not any(mark in block for mark in _OF_THE_WHOLE) and _is_closed(block)]


def _is_closed(block: str) -> bool:
    """Whether nothing in a block makes the rest of a note code or a comment."""
    pairs = block.count("<!--") == block.count("-->")
    return pairs and all(block.count(mark) % 2 == 0 for mark in ("```", "~~~", "%%", "$$"))


def patchwork(root: Path, total: int, each: int = 6) -> None:
    """`total` notes of `each` examples and as many paragraphs of plain text; the same for the same numbers."""
    examples = blocks()
    for number in range(total):
        chance = random.Random(f"patchwork {number}")
        words = " ".join(vault.WORDS["en"].split())
        parts = []
        for _ in range(each):
            start = chance.randrange(len(words) - 300)
            parts += [chance.choice(examples), words[start : start + 300] + ".\n"]
        parts.append(f"See [[{chance.randrange(total):05}]].\n")
        _write(root / f"{number % 40:02}" / f"{number:05}.md", f"# Note {number}\n\n" + "\n".join(parts))


def mojibake(root: Path, total: int) -> None:
    """`total` notes in many languages, every second one damaged from its first letter to its last."""
    for number in range(total):
        chance = random.Random(f"mojibake {number}")
        language = chance.choice(["de", "fr", "es", "ru", "zh", "ja"])
        words = vault.WORDS[language].split()
        lines = [" ".join(chance.choices(words, k=12)).capitalize() + "." for _ in range(chance.randint(10, 40))]
        text = f"# {chance.choice(words)}\n\n" + "\n\n".join(lines) + "\n"
        _write(root / f"{number:05}.md", damaged(text) if number % 2 else text)


def damaged(text: str) -> str:
    """UTF-8 read as Windows-1252, with the five bytes that it leaves open read as Latin-1."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in b"\x81\x8d\x8f\x90\x9d" else chr(byte)
        for byte in text.encode("utf-8")
    )


def one_note(root: Path, size: int) -> Path:
    """A single note of at least `size` characters of examples."""
    chance = random.Random("one note")
    examples = blocks()
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(chance.choice(examples))
        length += len(parts[-1]) + 1
    note = root / "note.md"
    _write(note, "\n".join(parts))
    return note


def _write(note: Path, text: str) -> None:
    if not note.exists():
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(text, "utf-8", newline="\n")
