"""Feed every regular expression of vaultlint its worst texts, in a process of its own, since one may never end.

A text is one unit over and over: the single characters and short words that the expression itself speaks of, and what
Markdown is made of. At this length a search whose time grows with the square of the text takes minutes.
"""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path

import vaultlint
from vaultlint.pattern import PATTERNS

LENGTH = 60_000
UNITS = [
    " ",
    "a",
    "0",
    "-",
    "[",
    "]",
    "(",
    "|",
    "=",
    "%",
    "{{",
    "<",
    '"',
    "\n",
    "\t",
    "> ",
    "* ",
    "://",
    "\\",
    "é",
    "a ",
    "a.",
    "[[a",
    "](a",
]
#: Methods that look from every place on; the others look at the one place that they are given.
_SEARCHING = frozenset({"search", "finditer", "findall", "sub", "split"})


def import_everything() -> None:
    root = Path(vaultlint.__file__).parent
    for file in sorted(root.rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        if parts[-1] not in ("__init__", "__main__"):
            import_module(".".join(("vaultlint", *parts)))


def methods() -> dict[int, set[str]]:
    """Which methods the source calls on the pattern of each name; one name in two modules counts for both."""
    called: dict[str, set[str]] = {}
    for file in Path(vaultlint.__file__).parent.rglob("*.py"):
        for name, method in re.findall(
            r"\b(_*[A-Z][A-Z0-9_]*)\.(search|match|fullmatch|finditer|findall|sub|split)\b", file.read_text("utf-8")
        ):
            called.setdefault(f"{file.stem}.{name}", set()).add(method)
    found: dict[int, set[str]] = {}
    for module in [one for name, one in sys.modules.items() if name.startswith("vaultlint.")]:
        for name, value in vars(module).items():
            uses = called.get(f"{module.__name__.rpartition('.')[2]}.{name}")
            if uses and any(value is pattern for pattern in PATTERNS):
                found.setdefault(id(value), set()).update(uses)
    return found


def own_units(expression: str) -> list[str]:
    """Pairs of the literal characters of an expression: what it counts on."""
    letters = list(dict.fromkeys(re.findall(r"[^\\()?:*+|^$\[\]{}A-Za-z0-9\s]", expression)))[:4]
    return [*letters, *(one + other for one in letters for other in ("a", " ", *letters) if one != other)]


def main(share: int, shares: int) -> None:
    """Try every `shares`-th expression, from number `share` on."""
    import_everything()
    used = methods()
    for pattern in PATTERNS[share::shares]:
        searching = bool(used.get(id(pattern), set()) & _SEARCHING)
        for unit in dict.fromkeys([*UNITS, *own_units(pattern.expression)]):
            text = unit * (LENGTH // len(unit))
            print(repr(unit), pattern.expression[:100].encode("ascii", "backslashreplace").decode(), flush=True)
            if searching:
                for _ in pattern.finditer(text):
                    pass
            else:
                pattern.match(text)
                pattern.fullmatch(text)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
