"""Names that are one on other systems."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from vaultlint.rule import Problem, Related, rule
from vaultlint.vault.vault import Vault


@rule(on=Vault, needs=("names",))
def name_collision(vault: Vault) -> Iterator[Problem]:
    """Two files or folders whose names differ only in case or Unicode form: Windows and macOS hold one of them."""
    seen: dict[str, str] = {}
    reported: set[str] = set()
    for path in sorted(vault.index):
        for name in _with_folders(path):
            key = name.lower() if name.isascii() else unicodedata.normalize("NFC", name).lower()
            first = seen.setdefault(key, name)
            if first == name or name in reported:
                continue
            reported.add(name)
            parent, _, last = name.rpartition("/")
            other_parent, _, other = first.rpartition("/")
            if parent != other_parent:
                continue  # the folders collide, and they are reported
            how = (
                "case" if unicodedata.normalize("NFC", last) != unicodedata.normalize("NFC", other) else "Unicode form"
            )
            related = [Related("the other one", 1, 1, first)] if first in vault.index else []
            message = f"differs from `{other}` only in {how}; Windows and macOS treat both as one"
            yield Problem(None, message, path=name, related=related)


def _with_folders(path: str) -> Iterator[str]:
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)
    yield path
