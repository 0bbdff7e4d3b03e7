"""Names of files and folders that were decoded with the wrong codec."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from vaultlint.pattern import Pattern
from vaultlint.resolution.file_index import path_key
from vaultlint.rule import Fix, Problem, Related, rule
from vaultlint.rules.encoding._quoted import quoted
from vaultlint.rules.encoding._renaming import Renaming
from vaultlint.vault.vault import Vault

if TYPE_CHECKING:
    from vaultlint.encoding.names import NameRepair

# What a name cannot hold on some system, or no link can lead to.
_REFUSED = Pattern(r'[\x00-\x1f\x7f-\x9f/\\:*"<>?|#^\[\]]|\ufffd')


@rule(on=Vault, fix="unsafe", in_templates=True, needs=("names",))
def mojibake_name(vault: Vault) -> Iterator[Problem]:
    """A name of a note, another file or a folder that was decoded with the wrong codec."""
    names = _Names(vault)
    for path in names:
        parent, slash, name = path.rpartition("/")
        found, end = _repaired(name, is_file=path in vault.index)
        if found is None:
            continue
        message = f"the name is {found.what}"
        if found.name is None:
            fact = "the original is lost" if found.lost else "several readings are possible"
            yield Problem(None, f"{message}; {fact}", path=path)
            continue
        right = found.name + end
        new = f"{parent}{slash}{right}"
        message = f"{message}: {quoted(name)} should read {quoted(right)}"
        rival = names.by_key.get(path_key(new))
        if rival is None:
            yield Problem(None, message, names.fix(path, new), path=path)
        elif rival in vault.index:
            yield Problem(
                None, f"{message}, which exists", path=path, related=[Related("the existing file", 1, 1, rival)]
            )
        else:
            yield Problem(None, f"{message}, which exists", path=path)


class _Names:
    """The paths of the vault's files and folders whose last part is not ASCII, in order."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        found: set[str] = set()
        for path in vault.index:
            while path and path not in found:
                found.add(path)
                path = path.rpartition("/")[0]
        self._paths = found

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(path for path in self._paths if not path.rpartition("/")[2].isascii()))

    @cached_property
    def by_key(self) -> dict[str, str]:
        return {path_key(path): path for path in self._paths}

    @cached_property
    def _renaming(self) -> Renaming:
        return Renaming(self._vault)

    def fix(self, old: str, new: str) -> Fix | None:
        return None if _REFUSED.search(new.rpartition("/")[2]) else self._renaming.fix(old, new)


def _repaired(name: str, is_file: bool) -> tuple[NameRepair | None, str]:
    """Repair of the name without its extension, None if it needs none, and the extension with its dot."""
    from vaultlint.encoding.names import repair_name

    stem, dot, suffix = name.rpartition(".") if is_file else ("", "", "")
    return (repair_name(stem), dot + suffix) if stem else (repair_name(name), "")
