"""Names that links or other systems refuse."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule
from vaultlint.vault.vault import Vault

# Obsidian help "Internal links" (what a link cannot hold); Microsoft, "Naming Files, Paths, and Namespaces".
_NO_LINK = Pattern(r"[#|]|\[\[|\]\]|%%")
_NO_FILE = Pattern(r'[\\:*"<>?|\x00-\x1f\x7f]')
_DEVICE = Pattern(r"(?i)(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|\Z)")
_NOTES = (".md", ".canvas", ".base")


@rule(on=Vault, needs=("names",))
def unportable_name(vault: Vault) -> Iterator[Problem]:
    """A name with characters that links or other systems refuse."""
    folders: set[str] = set()
    for path in sorted(vault.index):
        parent, _, name = path.rpartition("/")
        while parent and parent not in folders:
            folders.add(parent)
            above, _, folder = parent.rpartition("/")
            if message := _refused(folder):
                yield Problem(None, message, path=parent)
            parent = above
        stem, dot, suffix = name.rpartition(".")
        if message := _refused(name, stem if dot and f".{suffix}" in _NOTES else name):
            yield Problem(None, message, path=path)


def _refused(name: str, linked: str = "") -> str:
    """Why a name is refused, "" if it is not. `linked` is what a link would write: notes go without `.md`."""
    linked = linked or name
    if match := _NO_LINK.search(name):
        return f"no link can lead to a name with `{match[0]}`"
    if "^" in name:
        return "Obsidian may take `^` in a link for the start of a block id"
    if match := _NO_FILE.search(name):
        char = match[0] if match[0].isprintable() else f"U+{ord(match[0]):04X}"
        return f"Windows does not allow `{char}` in file names"
    if linked != linked.strip(" "):
        return "other systems and links drop a space at the start or end of a name"
    if name.endswith("."):
        return "Windows drops a dot at the end of a name"
    if _DEVICE.match(name):
        return f"Windows reserves the name `{name.partition('.')[0]}`"
    return ""
