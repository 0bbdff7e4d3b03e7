"""Names of files and folders that were decoded with the wrong codec."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from vaultlint.pattern import Pattern
from vaultlint.resolution.file_index import path_key
from vaultlint.rule import Fix, Problem, Related, rule
from vaultlint.rules.encoding._quoted import quoted
from vaultlint.rules.encoding._renaming import Renaming
from vaultlint.vault.vault import Vault

# What a name cannot hold on some system, or no link can lead to.
_REFUSED = Pattern(r'[\x00-\x1f\x7f-\x9f/\\:*"<>?|#^\[\]]|\ufffd')


@rule(on=Vault, fix="unsafe", in_templates=True, needs=("names",))
def mojibake_name(vault: Vault) -> Iterator[Problem]:
    """A name of a note, another file or a folder that was decoded with the wrong codec."""
    names = _Names(vault)
    for path in names:
        parent, slash, name = path.rpartition("/")
        right, codec = _repaired(name, is_file=path in vault.index)
        if not codec:
            continue
        message = f"the name is UTF-8 read as {codec}"
        if right is None:
            yield Problem(None, f"{message}; what stood there is lost", path=path)
            continue
        new = f"{parent}{slash}{right}"
        message = f"{message}: {quoted(name)} should read {quoted(right)}"
        rival = names.by_key.get(path_key(new))
        if rival is None:
            yield Problem(None, message, names.fix(path, new), path=path)
        elif rival in vault.index:
            yield Problem(None, f"{message}, which exists", path=path, related=[Related("the other one", 1, 1, rival)])
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


def _repaired(name: str, is_file: bool) -> tuple[str | None, str]:
    """The name as it should read, None if that is lost, and the wrong codec; "" if nothing is wrong with it."""
    import unicodedata

    from vaultlint.encoding import find

    stem, dot, suffix = name.rpartition(".") if is_file else ("", "", "")
    if not stem:
        stem, dot, suffix = name, "", ""
    found = find(stem, whole_note=False)
    if not found:
        return None, ""
    if any(one.replacement is None for one in found):
        return None, found[0].codec
    for one in reversed(found):
        stem = stem[: one.start] + str(one.replacement) + stem[one.end :]
    # A name from a Mac holds its accents apart; links and other systems write them together.
    return unicodedata.normalize("NFC", stem) + dot + suffix, found[0].codec
