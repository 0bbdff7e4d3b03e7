"""Count clean text in many languages and write the model that `vaultlint.encoding` ships.

    python tools/encoding/train.py OUTPUT FOLDER...

Each FOLDER holds clean UTF-8 text of one language in files `*.txt` and `*.md`, a kilobyte to a few megabytes; the more
languages the better. A language weighs as the square root of its size, so that none drowns the others. The shipped
file was made from some 300 folders: manual pages, program translations, help texts, word lists and names of places,
languages and months (the CLDR), less every sixth file, which was kept for measuring. Only counts of characters and of
pairs of classes are written, never text.

Text with mojibake in it teaches the wrong thing: lines in which the model before it was sure of some were left out.

The file, compressed with zlib: a byte K; the class of each code point of the basic plane (65,536 bytes); the number of
stretches beyond it (1 byte) and for each its first code point (4 bytes, big-endian) and its class (1 byte); the cost of
each code point in its class (65,536 bytes); the cost of class B after class A (K × K bytes); then, for the characters
that UTF-8 may begin with in one of the codecs, the character (2 bytes), how much dearer another is that was never seen
after it (1 byte), how many were seen (2 bytes), and each of them (2 bytes) with what it costs more than its class
does (1 byte, signed). Before them stand the characters that a codec has beyond ASCII, which alone are
counted so: how many (2 bytes) and each (2 bytes). A cost is a probability's natural logarithm times -12.
"""

from __future__ import annotations

import math
import sys
import zlib
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

from classes import BASIC_PLANE, BEYOND, NAMES, NUMBER, name_of

from vaultlint.encoding.codecs import SINGLE_BYTE, byte_codec

SCALE = 12
MOST = 3_000_000
#: The weight of what the classes say of a pair against what was counted of it.
DOUBT = 3.0
#: The same for punctuation that may follow any letter, whether or not it was seen to: quotes, dashes, notes.
DOUBT_AFTER_WORDS = 300.0
AFTER_WORDS = {
    "open-quote", "close-quote", "open-angle", "close-angle", "dash", "ellipsis", "nbsp", "trade", "footnote",
    "superscript",
}  # fmt: skip
#: A pair never seen is dearer than its classes say by so much at most (5 nats).
MOST_SURPRISE = 60
#: A class that hardly ever follows another is dearer there than it is anywhere by so much at most (4 nats).
MOST_AVERSION = 48
#: The share of a language that is counted once more in capitals, as in headings and on covers.
CAPITALS = 0.04
#: Characters of these classes are too many to be learned one by one: all are taken as equally likely.
EVEN = {"emoji", "cjk-b", "math-letter", "astral", "tag", "private", "unassigned"}
SIZES = {
    "emoji": 1500,
    "cjk-b": 40_000,
    "math-letter": 1000,
    "astral": 50_000,
    "tag": 300,
    "private": 6000,
    "unassigned": 500_000,
}


def pairs_of(folder: Path) -> Counter[tuple[str, str]]:
    """How often each pair of neighboring characters occurs in a folder's texts."""
    pairs: Counter[tuple[str, str]] = Counter()
    left = MOST
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".txt", ".md") or left <= 0:
            continue
        text = "\n" + path.read_text(encoding="utf-8")[:left] + "\n"
        left -= len(text)
        pairs.update(pairwise(text))
        capitals = text[: int(len(text) * CAPITALS)].upper()
        pairs.update(pairwise(capitals))
    return pairs


def lead_characters() -> set[str]:
    """The characters that some codec has for the first byte of a UTF-8 sequence."""
    leads = {char for name in SINGLE_BYTE for char in byte_codec(name).leads}
    return {char for char in leads if not name_of(char).startswith(("arabic", "hebrew", "unassigned", "c1"))}


def upper_halves() -> set[str]:
    """The characters that some codec has beyond ASCII."""
    return {char for name in SINGLE_BYTE for char in byte_codec(name).upper}


def cost(probability: float) -> int:
    return min(255, round(-SCALE * math.log(probability)))


def main(output: Path, folders: list[Path]) -> None:
    chars: defaultdict[str, float] = defaultdict(float)
    bigrams: defaultdict[tuple[int, int], float] = defaultdict(float)
    leads = lead_characters()
    uppers = upper_halves()
    seen: defaultdict[tuple[str, str], float] = defaultdict(float)
    number = {chr(code): cls for code, cls in enumerate(BASIC_PLANE)}
    for folder in folders:
        pairs = pairs_of(folder)
        total = sum(pairs.values())
        if not total:
            continue
        weight = 1 / math.sqrt(total)
        for (first, second), count in pairs.items():
            one = number.get(first) or number.setdefault(first, NUMBER[name_of(first)])
            two = number.get(second) or number.setdefault(second, NUMBER[name_of(second)])
            chars[second] += count * weight
            bigrams[one, two] += count * weight
            if first in leads and second in uppers:
                seen[first, second] += count * weight
    scale = 1e8 / sum(chars.values())
    for counts in (chars, bigrams, seen):
        for key in counts:
            counts[key] *= scale
    write(output, chars, bigrams, seen, number)


def write(
    output: Path,
    chars: dict[str, float],
    bigrams: dict[tuple[int, int], float],
    seen: dict[tuple[str, str], float],
    number: dict[str, int],
) -> None:
    size = len(NAMES)
    members = Counter(BASIC_PLANE)
    of_class = [0.0] * size
    for char, count in chars.items():
        of_class[number[char]] += count
    in_class = bytearray(0x10000)
    for code, cls in enumerate(BASIC_PLANE):
        name = NAMES[cls]
        if name in EVEN:
            in_class[code] = cost(1 / SIZES[name])
        else:
            in_class[code] = cost((chars.get(chr(code), 0.0) + 0.5) / (of_class[cls] + 0.5 * members[cls]))
    everything = sum(of_class) + 3 * size
    share = [(count + 3) / everything for count in of_class]
    share[NUMBER["unassigned"]] = share[NUMBER["replacement"]] = share[NUMBER["surrogate"]] = 1e-9
    table = bytearray()
    for one in range(size):
        row = [bigrams.get((one, two), 0.0) for two in range(size)]
        # What was never seen after a class is as likely as it is anywhere, times how open the class is.
        kinds = sum(1 for count in row if count)
        back = 2.0 + kinds
        table += bytes(
            min(cost((count + back * share[two]) / (sum(row) + back)), cost(share[two]) + MOST_AVERSION, 255)
            for two, count in enumerate(row)
        )
    beyond = b"".join(
        first.to_bytes(4, "big") + bytes([NUMBER[name]]) + bytes([cost(1 / SIZES[name])]) for first, name in BEYOND
    )
    exact = exact_pairs(chars, seen, table, in_class, number)
    data = bytes([size]) + BASIC_PLANE + bytes([len(BEYOND)]) + beyond + bytes(in_class) + bytes(table) + exact
    packed = zlib.compress(data, 9)
    output.write_bytes(packed)
    print(f"{len(packed)} bytes, {sum(1 for count in in_class if count < 255)} characters")


def exact_pairs(
    chars: dict[str, float], seen: dict[tuple[str, str], float], table: bytes, in_class: bytes, number: dict[str, int]
) -> bytes:
    """What is known of single pairs beyond their classes, as the file has it."""
    size = len(NAMES)
    parts = []
    after: defaultdict[str, list[str]] = defaultdict(list)
    for lead, other in sorted(seen):
        after[lead].append(other)
    for lead in sorted(lead_characters()):
        total = chars.get(lead, 0.0)
        rows = []
        surprise = min(MOST_SURPRISE, cost(DOUBT / (total + DOUBT)))
        productive = {char for char in upper_halves() if lead.isalpha() and name_of(char) in AFTER_WORDS}
        for other in sorted(productive.union(after[lead])):
            doubt = DOUBT_AFTER_WORDS if other in productive else DOUBT
            count = seen.get((lead, other), 0.0)
            by_class = table[number[lead] * size + number[other]] + in_class[ord(other)]
            likely = (count + doubt * math.exp(-by_class / SCALE)) / (total + doubt)
            rows.append(
                other.encode("utf-16-be")
                + max(-120, min(120, round((cost(likely) - by_class) / 4) * 4)).to_bytes(1, "big", signed=True)
            )
        parts += [lead.encode("utf-16-be"), bytes([surprise]), len(rows).to_bytes(2, "big"), *rows]
    print(f"{sum(map(len, parts))} bytes of pairs before compression")
    uppers = sorted(upper_halves())
    return b"".join([len(uppers).to_bytes(2, "big"), "".join(uppers).encode("utf-16-be"), *parts])


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), [Path(folder) for folder in sys.argv[2:]])
