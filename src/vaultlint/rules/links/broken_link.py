from __future__ import annotations

import posixpath
from collections.abc import Iterator

from vaultlint.facts import Facts, LinkFact
from vaultlint.resolution.file_index import path_key
from vaultlint.rule import Applicability, Fix, Problem, Severity, rule
from vaultlint.rules.links._fixes import any_of, link_fix, named
from vaultlint.vault.broken_links import Break, explain
from vaultlint.vault.link_edits import alias_edit, preferred_path, retarget, rewrite_target, without_md
from vaultlint.vault.vault import Resolution, Vault, is_markdown

#: From here on the links that ask for one note have a cause in common.
_OFTEN = 10


@rule(on=Facts, fix="unsafe", needs=("open-links",))
def broken_link(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """A link, embed, property or canvas node whose target is missing."""
    for link, found in vault.unsettled(facts):
        if found.status == "missing-note":
            why = explain(vault, link, found.target, facts.path)
            if link.place == "bracket" and why.kind != "renamed":
                continue  # text in brackets
            message = _message(vault, found, why, facts.path)
            fix, severity = _fix(vault, facts, link, why), _severity(vault, link, why)
            yield Problem(link, message, fix, severity, cause=_cause(vault, found.target.linkpath, facts.path, why))


def _cause(vault: Vault, linkpath: str, source: str, why: Break) -> str:
    """Common cause of links that begin with a missing folder, or ask for the same note."""
    first, slash, _ = linkpath.partition("/")
    if not slash or first in ("", ".", "..") or vault.index.has_folder(path_key(first), source):
        often = why.kind == "planned" and vault.whole and vault.count_mentions(linkpath) >= _OFTEN
        return f"ask for the note `{linkpath}`, which does not exist yet" if often else ""
    return f"begin with the folder `{first}`, which is not here"


def _severity(vault: Vault, link: LinkFact, why: Break) -> Severity:
    """A missing file is an error, a missing note a warning; an unwritten note is information."""
    if why.is_file and why.kind not in ("code", "unnameable", "hash"):
        return "warning" if link.kind == "reference" else "error"
    if why.kind in ("code", "unnameable"):
        return "info"
    planned = why.kind == "planned" or (why.kind == "spelling" and why.doubtful)
    if planned and not vault.is_commonmark and (not is_markdown(link) or vault.settings.markdown_links):
        return "info"
    if why.kind == "planned" and _is_address_of_site(vault, link.target):
        return "info"
    return "info" if link.kind == "reference" else "warning"


def _is_address_of_site(vault: Vault, target: str) -> bool:
    """Whether `/blog/page/` may be a page of the site that a folder is a part of: nothing here has such a folder."""
    first, _, rest = target.removeprefix("/").partition("/")
    if not vault.is_commonmark or not target.startswith("/") or "." in rest.rpartition("/")[2]:
        return False
    return bool(rest.strip("/")) and not vault.index.has_folder(path_key(first), "")


def _message(vault: Vault, found: Resolution, why: Break, source: str) -> str:
    why = why._replace(paths=tuple(_as_read(vault, path, source) for path in why.paths))
    target = found.target.linkpath
    what = f"{'file' if why.is_file else 'note'} `{target}`"
    when = f" ({why.detail})" if why.detail else ""
    match why.kind:
        case "renamed":
            return f"{what} was renamed to {any_of(why.paths)}{when or ' (not committed)'}"
        case "alias":
            return f"no {what}: this is an alias of {any_of(why.paths)}"
        case "elsewhere" | "letters" | "spelling" | "ending":
            return f"no {what}: did you mean {any_of(why.paths, why.total)}?"
        case "respelt":
            subpath = f"`{without_md(why.paths[0])}#{why.detail}`" if why.detail else named(why.paths[0])
            return f"no {what}: did you mean {subpath}?"
        case "hash":
            return f"no link can lead to {named(why.paths[0])}, whose name has a `#`: rename it"
        case "no-ending":
            return f"no {what}: the file `{why.paths[0]}` has no extension, so no link can lead to it"
        case "folder":
            page = f", such as {named(why.paths[0])}" if why.paths else ""
            return f"`{target}` is a folder: a link needs a file{page}"
        case "outside":
            return f"`{target}` is outside the vault, where Obsidian does not look"
        case "code":
            return f"Obsidian reads `[[{target}]]` as a link: put code in backticks"
        case "unnameable":
            return f"no note can be called `{target}`: names cannot contain `:`"
        case "deleted":
            return f"{what} was deleted{when or ' (not committed)'}"
        case "file":
            return f"{what} is missing"
        case _:
            asked = vault.count_mentions(target) if vault.whole else 0
            return f"{what} does not exist yet" + (f"; {asked} notes ask for it" if asked > 1 else "")


def _as_read(vault: Vault, path: str, source: str) -> str:
    """A path as it is read from a note: in a commonmark folder from the note's own folder."""
    return posixpath.relpath(path, posixpath.dirname(source) or ".") if vault.is_commonmark else path


def _fix(vault: Vault, facts: Facts, link: LinkFact, why: Break) -> Fix | None:
    if not why.paths:
        return None
    if why.kind in ("hash", "no-ending", "folder"):
        return None
    if why.kind == "respelt":
        path = _respelled_path(vault, facts, link, why)
        edit = rewrite_target(link, path, why.detail) if path is not None else None
        return link_fix(link, [edit] if edit else None, f"link to {named(why.paths[0])}")
    edits = retarget(vault, link, facts.path, why.paths[0])
    if edits is not None and why.kind == "alias" and (shown := alias_edit(link, link.target.strip())):
        edits.append(shown)
    tier: Applicability = "unsafe" if len(why.paths) == 1 and not why.doubtful else "display"
    return link_fix(link, edits, f"link to {named(why.paths[0])}", tier)


def _respelled_path(vault: Vault, facts: Facts, link: LinkFact, why: Break) -> str | None:
    if why.paths[0] == facts.path and link.target.lstrip().startswith("^"):
        return ""
    return preferred_path(vault, why.paths[0], facts.path, is_markdown(link))
