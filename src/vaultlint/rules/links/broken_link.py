from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts, LinkFact
from vaultlint.resolution.file_index import name_key
from vaultlint.rule import Applicability, Fix, Problem, Severity, rule
from vaultlint.rules.links._fixes import any_of, mend, named
from vaultlint.vault.broken_links import Break, explain
from vaultlint.vault.link_edits import alias_edit, retarget
from vaultlint.vault.vault import Resolution, Vault, is_markdown


@rule(on=Facts, fix="unsafe", needs=("open-links",))
def broken_link(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """A link, embed, property or canvas node whose target is missing."""
    for link, found in vault.unsettled(facts):
        if found.status == "missing-note":
            why = explain(vault, link, found.target, facts.path)
            message = _message(vault, found, why)
            yield Problem(link, message, _fix(vault, facts, link, why), _severity(vault, link, why))


def _severity(vault: Vault, link: LinkFact, why: Break) -> Severity:
    """A missing file is an error, a missing note a warning; a note that nobody has written yet is no mistake."""
    if why.is_file:
        return "warning" if link.kind == "reference" else "error"
    if why.kind == "planned" and (not is_markdown(link) or vault.settings.markdown_links):
        return "info"
    return "info" if link.kind == "reference" else "warning"


def _message(vault: Vault, found: Resolution, why: Break) -> str:
    target = found.target.linkpath
    what = f"{'file' if why.is_file else 'note'} `{target}`"
    when = f" ({why.detail})" if why.detail else ""
    match why.kind:
        case "renamed":
            return f"{what} was renamed to {any_of(why.paths)}{when or ' (not committed)'}"
        case "alias":
            return f"no {what}: this is an alias of {any_of(why.paths)}"
        case "elsewhere" | "letters" | "spelling":
            return f"no {what}: did you mean {any_of(why.paths, why.total)}?"
        case "folder":
            return f"`{target}` is a folder: a link needs a file"
        case "deleted":
            return f"{what} was deleted{when or ' (not committed)'}"
        case "file":
            return f"{what} is missing"
        case _:
            asked = vault.askers.get(name_key(target), 0) if vault.whole else 0
            return f"{what} does not exist yet" + (f"; {asked} notes ask for it" if asked > 1 else "")


def _fix(vault: Vault, facts: Facts, link: LinkFact, why: Break) -> Fix | None:
    if not why.paths:
        return None
    edits = retarget(vault, link, facts.path, why.paths[0])
    if edits is not None and why.kind == "alias" and (shown := alias_edit(link, link.target.strip())):
        edits.append(shown)
    tier: Applicability = "unsafe" if len(why.paths) == 1 else "display"
    return mend(link, edits, f"link to {named(why.paths[0])}", tier)
