"""How the time for a link grows with the vault: `python benchmarks/links.py`.

Vaults of facts in memory, the same for the same size: a tenth of all notes are called index.md and another tenth
docs/readme.md, each in a folder of its own; ten links a note, one or two of them broken. Each size runs in a process of
its own, for its peak of memory. If a column of microseconds stays level, the work is linear in the links.
"""

from __future__ import annotations

import argparse
import gc
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from vaultlint.facts import Facts, HeadingFact, LinkFact
from vaultlint.settings import VaultSettings
from vaultlint.vault.broken_links import explain
from vaultlint.vault.vault import Vault

SIZES = (5_000, 10_000, 25_000, 50_000)
TAIL = (0, 0, 1, 1, 1, 1, 0, 0, "text", False)


def folder(number: int) -> str:
    return f"Area {number % 20}/Topic {number}"


def path(number: int) -> str:
    """Ten notes a folder: its index, its docs/readme, and eight with a name of their own."""
    at, kind = divmod(number, 10)
    return f"{folder(at)}/{('index', 'docs/readme')[kind] if kind < 2 else name(number)}.md"


def name(number: int) -> str:
    return f"{('Boat', 'Harbour', 'Lighthouse', 'Weather')[number % 4]} {number:x} of the northern coast"


def links(number: int, total: int) -> Iterator[tuple[str, str]]:
    """(kind, target) of the links of a note: all but the last lead to a file (`./index.md` not from docs)."""
    at, folders = number // 10, total // 10
    far = number * 7919 % folders
    other = far * 10 + 2 + number % 8
    yield "wikilink", name(other)
    yield "wikilink", f"{name(other)}#Chapter 3#Tides"
    yield "embed", f"{folder(far)}/{name(other)}"
    yield "markdown", f"../../{folder(far)}/index.md".replace(" ", "%20")
    yield "markdown", f"{folder(far)}/docs/readme.md#Chapter%202".replace(" ", "%20")
    yield "wikilink", "index"
    yield "wikilink", f"Topic {far}/index"
    yield "wikilink", ("docs/readme", "readme", "docs/readme.md")[number % 3]
    yield "markdown", "./index.md"
    yield "wikilink", broken(number, at, far, other)


def broken(number: int, at: int, far: int, other: int) -> str:
    return (
        name(other).replace("coast", "caost"),
        name(other).replace(" of", "-of"),
        f"Topic {far}/old/index",
        f"Archive/Area {at % 20}/readme",
        "Read-me",
        f"A note for later {number}",
    )[number % 6]  # fmt: skip


def facts(number: int, total: int) -> Facts:
    found = Facts(path(number))
    for at in range(1, 5):
        found.headings += [HeadingFact(2, f"Chapter {at}", 0, 0, at), HeadingFact(3, "Tides", 0, 0, at)]
    found.links = [LinkFact(kind, f"[[{to}]]", to, "", *TAIL) for kind, to in links(number, total)]
    return found


def clock(work: Callable[[], object]) -> tuple[float, object]:
    """Seconds of the processor, without the collector of garbage: what lives here is the vault."""
    gc.collect()
    gc.disable()
    begun = time.process_time()
    result = work()
    spent = time.process_time() - begun
    gc.enable()
    return spent, result


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(total: int) -> str:
    """One row of the table."""
    notes = {path(number): facts(number, total) for number in range(total)}
    base = megabytes()
    index, vault = clock(lambda: Vault(Path(), VaultSettings(), list(notes), notes.get, whole=True))
    assert isinstance(vault, Vault)
    vault.__dict__["git"] = None
    resolve, lists = clock(lambda: [(one.path, vault.unsettled(one)) for one in notes.values()])
    again, _ = clock(lambda: [vault.unsettled(one) for one in notes.values()])
    assert isinstance(lists, list)
    breaks = [(at, link, to) for at, found in lists for link, to in found if to.status == "missing-note"]
    ready, _ = clock(lambda: (vault.similar_notes.a_slip_away("xxxxxxxxxxxx"), vault.notes_with_alias("x")))
    why, _ = clock(lambda: [explain(vault, link, to.target, at) for at, link, to in breaks])
    count = sum(len(one.links) for one in notes.values())
    cells = [f"{total:,}", f"{count:,}", f"{1e6 * index / total:.1f}", f"{1e6 * resolve / count:.2f}"]
    cells += [f"{1e6 * again / count:.2f}", f"{len(breaks):,}", f"{1e6 * ready / total:.1f}"]
    cells += [f"{1e6 * why / len(breaks):.1f}", f"{base:.0f}", f"{megabytes() - base:.0f}"]
    return f"| {' | '.join(cells)} |"


HEAD = (
    "notes", "links", "index, µs a note", "resolve, µs a link", "again, µs a link",
    "broken links", "names, µs a note", "explain, µs a broken link", "facts, MB", "above that, MB",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--here", action="store_true", help="Measure in this process, without the head of the table.")
    given = parser.parse_args()
    if not given.here:
        print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}", flush=True)
    for size in given.sizes:
        if given.here:
            print(measure(size))
        else:
            subprocess.run([sys.executable, __file__, "--here", str(size)], check=True)


if __name__ == "__main__":
    main()
