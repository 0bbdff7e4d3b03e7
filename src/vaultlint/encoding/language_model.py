"""Likelihood of a text, from frequencies of character classes in clean text.

`model.bin` beside this module holds counts from some 300 languages; `tools/encoding/train.py` says how it was made.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from pathlib import Path
from typing import Final

PLANE: Final = 0x10000
#: Costs in the file are whole numbers: a natural logarithm times this.
SCALE: Final = 12.0


class Model:
    """The tables of `model.bin`."""

    __slots__ = ("beyond", "beyond_classes", "beyond_costs", "chars", "classes", "leads", "pairs", "size")

    def __init__(self, data: bytes) -> None:
        self.size = data[0]
        self.classes = data[1 : 1 + PLANE]
        stretches = data[1 + PLANE]
        at = 2 + PLANE
        rows = [data[at + 6 * i : at + 6 * i + 6] for i in range(stretches)]
        self.beyond = [int.from_bytes(row[:4], "big") for row in rows]
        self.beyond_classes = [row[4] for row in rows]
        self.beyond_costs = [row[5] for row in rows]
        at += 6 * stretches
        self.chars = data[at : at + PLANE]
        at += PLANE
        self.pairs = data[at : at + self.size * self.size]
        self.leads = Pairs(data[at + self.size * self.size :])

    def class_of(self, char: str) -> int:
        """The number of a character's class; the edge of a text counts as a line's end."""
        code = ord(char) if char else 10
        return self.classes[code] if code < PLANE else self.beyond_classes[bisect_right(self.beyond, code) - 1]

    def cost(self, left: str, text: str, right: str) -> float:
        """-ln P(text, right | left), in nats; `left` and `right` are the neighboring characters or empty."""
        classes, chars, pairs, size = self.classes, self.chars, self.pairs, self.size
        leads = self.leads
        before = self.class_of(left) * size
        known = leads[left]
        total = 0
        for char in text:
            code = ord(char)
            if code < PLANE:
                this = classes[code]
                total += pairs[before + this] + chars[code]
                if known is not None:
                    total += known.get(char, 0)
            else:
                stretch = bisect_right(self.beyond, code) - 1
                this = self.beyond_classes[stretch]
                total += pairs[before + this] + self.beyond_costs[stretch]
            before = this * size
            known = leads[char]
        return (total + pairs[before + self.class_of(right)]) / SCALE


class Pairs(dict[str, "dict[str, int] | None"]):
    """Extra cost of single pairs over their classes: by first character, then by second; None for most characters.

    A row is unpacked when it is first asked for: most texts need few of them.
    """

    __slots__ = ("rows", "uppers")

    def __init__(self, data: bytes) -> None:
        many = int.from_bytes(data[:2], "big")
        self.uppers = data[2 : 2 + 2 * many].decode("utf-16-be")
        self.rows: dict[str, bytes] = {}
        at = 2 + 2 * many
        while at < len(data):
            end = at + 5 + 3 * int.from_bytes(data[at + 3 : at + 5], "big")
            self.rows[chr(int.from_bytes(data[at : at + 2], "big"))] = data[at + 2 : end]
            at = end

    def __missing__(self, lead: str) -> dict[str, int] | None:
        packed = self.rows.get(lead)
        row = None
        if packed is not None:
            row = dict.fromkeys(self.uppers, packed[0])
            for at in range(3, len(packed), 3):
                more = packed[at + 2]
                row[chr(packed[at] << 8 | packed[at + 1])] = more - 256 if more > 127 else more
        if len(self) < 50_000:
            self[lead] = row
        return row


@cache
def model() -> Model:
    """The shipped model, loaded once."""
    import zlib

    return Model(zlib.decompress(Path(__file__).with_name("model.bin").read_bytes()))
