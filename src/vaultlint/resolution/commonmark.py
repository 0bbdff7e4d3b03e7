"""Resolve links as CommonMark tools and GitHub do: relative paths, heading slugs.

Sources: CommonMark 0.31 (destinations are relative URLs), RFC 3986 section 5 (relative references), GitHub's anchors
(lower case, punctuation dropped, spaces to hyphens, `-1` for repeats); `{#id}` as in Docusaurus, Hugo and Pandoc.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from urllib.parse import unquote

from vaultlint.pattern import Pattern
from vaultlint.resolution.anchors import Anchor, Outline
from vaultlint.resolution.file_index import FileIndex, path_key
from vaultlint.resolution.resolver import Found, Resolver

#: The pages that stand for their folder.
INDEX_PAGES = ("index.md", "README.md", "_index.md", "index.mdx")
_PAGE_ENDINGS = (".md", ".mdx", ".markdown")

_MARKUP = Pattern(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]|!?\[([^\[\]]*)\]\([^()]*\)|[*`~=]")
# A code span; an escaped character; a wikilink, a link or an image, its text; a tag; emphasis by underscores, its text.
_INLINE = Pattern(
    r"""(?x)
    (?<! ` ) (?P<ticks> `++ ) (?P<code> [^`]++ ) (?P=ticks) (?! ` )
    | \\ (?P<escaped> [!-/:-@\[-`{-~] )
    | !?+ \[\[ (?: [^\[\]|]*+ \| )?+ (?P<wikilink> [^\[\]]*+ ) \]\]
    | !?+ \[ (?P<link> [^\[\]]*+ ) \] (?: \( [^()]*+ \) | \[ [^\[\]]*+ \] )
    | < [!/?A-Za-z] [^<>]*+ >
    | (?<! \w ) (?P<underscores> _{1,3}+ ) (?P<emphasis> [^_]++ ) (?P=underscores) (?! \w )
    """
)
_NOT_IN_SLUG = Pattern(r"[^a-z0-9_\- ]")
_EXPLICIT_ID = Pattern(r"(?<![ \t])[ \t]*+\{:?[ ]*#[^{}\s]+[ ]*\}[ \t]*\Z")
_HYPHENS = Pattern(r"-+")
_JOINERS = str.maketrans("", "", "\ufe0f\u200d")


def visible_text(heading: str) -> str:
    """A heading as a reader sees it: link texts for links, no marks of emphasis."""
    return str(_MARKUP.sub(lambda match: match[1] or match[2] or "", heading))


def _rendered(heading: str) -> str:
    """Return the text of a heading without its inline markup, as HTML shows it."""
    return str(_INLINE.sub(_inner_text, heading))


def _inner_text(match: re.Match[str]) -> str:
    if code := match["code"]:
        return code.strip()
    inner = match["wikilink"] or match["link"] or match["emphasis"]
    return _rendered(inner) if inner else match["escaped"] or ""


def slug(heading: str) -> str:
    """Return a heading's anchor as GitHub makes it, without the number that tells repeated ones apart."""
    text = _rendered(heading)
    if "&" in text:
        from html import unescape

        text = unescape(text)
    text = unicodedata.normalize("NFC", text.strip().lower())
    if text.isascii():
        return str(_NOT_IN_SLUG.sub("", text)).replace(" ", "-")
    # `\w` lacks the marks that Indic and other scripts write vowels with.
    kept = (each for each in text if each.isalnum() or each in "_- " or unicodedata.category(each)[0] == "M")
    return "".join(kept).replace(" ", "-")


def numbered_slugs(outline: Outline) -> list[str]:
    """Return the anchor of each heading of a note in order, repeated ones with `-1`, `-2` as on GitHub."""
    found: list[str] = []
    seen: dict[str, int] = {}
    for heading in outline.facts.headings:
        anchor = plain = slug(_EXPLICIT_ID.sub("", heading.text))
        while anchor in seen:
            seen[plain] += 1
            anchor = f"{plain}-{seen[plain]}"
        seen[anchor] = 0
        found.append(anchor)
    return found


def slugs(outline: Outline) -> dict[str, int]:
    """Return the anchors of all headings of a note, each with the number of its heading.

    Site generators differ in what they make of punctuation, accents and repeats: their forms lead there as well.
    """
    known = numbered_slugs(outline)
    found = {_without_joiners(anchor): number for number, anchor in reversed([*enumerate(known)])}
    seen: dict[str, int] = {}
    for number, anchor in enumerate(known):
        found.setdefault(_HYPHENS.sub("-", anchor).strip("-"), number)
        if not anchor.isascii():
            found.setdefault(_without_accents(anchor), number)
        plain = slug(_EXPLICIT_ID.sub("", outline.facts.headings[number].text))
        count = seen[plain] = seen.get(plain, -1) + 1
        if count:
            found.setdefault(f"{plain}_{count}", number)  # Python-Markdown, and so MkDocs
    return found


def _without_joiners(anchor: str) -> str:
    """Return an anchor without the invisible characters that emoji leave in it."""
    return anchor.translate(_JOINERS)


def _without_accents(anchor: str) -> str:
    """Return the ASCII form of an anchor, as Python-Markdown makes it."""
    plain = unicodedata.normalize("NFKD", anchor).encode("ascii", "ignore").decode("ascii")
    return str(_HYPHENS.sub("-", plain)).strip("-")


def find_anchor(outline: Outline, known: dict[str, int], subpath: str) -> Anchor:
    """Target of `#fragment` in a note; `known` are its slugs."""
    fragment = unquote(subpath[1:]).strip()
    if not fragment or fragment in outline.facts.anchors or fragment.startswith(":~:") or fragment.lower() == "top":
        return Anchor("note")
    number = known.get(_without_joiners(unicodedata.normalize("NFC", fragment.lower())))
    return Anchor("heading", outline.facts.headings[number] if number is not None else None)


def respell(written: str, old: str, new: str, source: str, site_root: str = "") -> str:
    """Return a destination that led to the file `old`, written in the same form for `new` in a note at `source`.

    A folder stays a folder where `new` is an index page, and an ending that was left out or `.html` stays so.
    """
    if written.startswith("/"):
        path = "/" + posixpath.relpath(new, site_root.strip("/") or ".")
    else:
        path = posixpath.relpath(new, posixpath.dirname(source) or ".")
        if written.startswith("./") and not path.startswith("../"):
            path = f"./{path}"
    name, page = posixpath.basename(written.rstrip("/")).lower(), posixpath.basename(old).lower()
    stem = page.rpartition(".")[0]
    folder, _, new_page = path.rpartition("/")
    if name not in (page, stem, f"{stem}.html"):
        if new_page.lower() in _INDEX_KEYS and page in _INDEX_KEYS:
            return (folder or ".") + ("/" if written.endswith("/") or not folder else "")
        return path
    base, _, ending = path.rpartition(".")
    if name == page or f".{ending.lower()}" not in _PAGE_ENDINGS:
        return path
    return f"{base}.html" if name.endswith(".html") else base


_INDEX_KEYS = tuple(page.lower() for page in INDEX_PAGES)


class CommonMarkResolver(Resolver):
    """Resolves destinations from the note's own folder; `site_root` is the folder that a leading `/` means."""

    __slots__ = ("_site_root",)

    def __init__(self, index: FileIndex, site_root: str = "") -> None:
        super().__init__(index)
        self._site_root = path_key(site_root.strip("/"))

    def _resolve(self, link: str, folder: str) -> Found:
        base = self._site_root if link.startswith("/") else folder
        path = posixpath.normpath(posixpath.join(base, link.lstrip("/")))
        path = "" if path == "." else path
        return Found(
            next((found for name in _readings(path, link) if (found := self.index.at(name)) is not None), None)
        )


def _readings(path: str, link: str) -> list[str]:
    """Return the keys of the files that a path may mean: the file, the source of a page, the page of a folder."""
    names = [] if link.endswith("/") else [path]
    if path:
        names += [path + ending for ending in _PAGE_ENDINGS]
    if path.endswith((".html", ".htm")):
        stem = path.rpartition(".")[0]
        names += [stem + ending for ending in _PAGE_ENDINGS]
        if posixpath.basename(stem) == "index":
            names += [posixpath.join(posixpath.dirname(path), page) for page in _INDEX_KEYS]
    return names + [posixpath.join(path, page) for page in _INDEX_KEYS]
