from __future__ import annotations

import re
from collections.abc import Iterator

from vaultlint.facts import Facts, LinkFact
from vaultlint.pattern import Pattern
from vaultlint.resolution.file_index import path_key
from vaultlint.resolution.resolver import decode_uri
from vaultlint.rule import Fix, Problem, rule
from vaultlint.rules.links._fixes import link_fix, named
from vaultlint.vault.link_edits import retarget
from vaultlint.vault.vault import Vault

# A path from the root of one machine; the first group is the name of the account.
_LOCAL = Pattern(
    r"(?:file:/{0,3}(?:localhost/)?)?(?:[A-Za-z]:[\\/]+Users[\\/]+|/Users/|/home/)([^\\/\s]+)[\\/]"
    r"|file:/|[A-Za-z]:[\\/]|\\\\\w|~/|/Users/|/Volumes/[^/]+/|/private/|/root/|/tmp/",
    re.IGNORECASE,
)
_BEGINS = "fF/\\~"  # and a letter before a colon
_LONGEST = 60


@rule(on=Facts, severity="error", fix="display")
def machine_local_link(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """A link to a path of one machine works nowhere else, and may tell its owner's name."""
    for link in facts.links:
        target = link.target
        if target[:1] not in _BEGINS and target[1:2] != ":":
            continue
        local = _LOCAL.match(target)
        if local is None:
            continue
        found = vault.resolve(link, facts.path)
        if found.path is not None or found.status == "template":
            continue
        owner = f" and reveals the user name `{decode_uri(local[1])}`" if local[1] else ""
        shown = target if len(target) <= _LONGEST else target[: _LONGEST - 1] + "…"
        message = f"`{shown}` is a path on one computer{owner}"
        yield Problem(link, message, _fix(link, facts, vault))


def _fix(link: LinkFact, facts: Facts, vault: Vault) -> Fix | None:
    """If the vault holds one file of that name, show a link to it."""
    name = decode_uri(link.target).replace("\\", "/").partition("#")[0].rpartition("/")[2]
    same = vault.index.named(path_key(name)) if "." in name else []
    if len(same) != 1:
        return None
    return link_fix(link, retarget(vault, link, facts.path, same[0]), f"link to {named(same[0])}", "display")
