"""A destination → the file that it leads to as CommonMark tools and GitHub read it, and headings by their slugs.

Sources: CommonMark 0.31 (destinations are relative URLs), RFC 3986 section 5 (relative references), GitHub's anchors
(lower case, punctuation dropped, spaces to hyphens, `-1` for repeats); `{#id}` as in Docusaurus, Hugo and Pandoc.
"""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from vaultlint.pattern import Pattern
from vaultlint.resolution.anchors import Anchor, Outline
from vaultlint.resolution.file_index import FileIndex, path_key
from vaultlint.resolution.resolver import Found, Resolver

#: The pages that stand for their folder.
INDEX_PAGES = ("index.md", "README.md", "_index.md")

_MARKUP = Pattern(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]|!?\[([^\[\]]*)\]\([^()]*\)|[*`~=]")
_NOT_IN_SLUG = Pattern(r"[^\w\- ]")
_EXPLICIT_ID = Pattern(r"[ \t]*\{#[^{}\s]+\}[ \t]*\Z")
_HYPHENS = Pattern(r"-+")


def visible_text(heading: str) -> str:
    """A heading as a reader sees it: link texts for links, no marks of emphasis."""
    return str(_MARKUP.sub(lambda match: match[1] or match[2] or "", heading))


def slug(heading: str) -> str:
    """A heading's anchor as GitHub makes it, without the number that tells repeated ones apart."""
    return str(_NOT_IN_SLUG.sub("", visible_text(heading).strip().lower())).replace(" ", "-")


def slugs(outline: Outline) -> dict[str, int]:
    """The anchors of all headings of a note, repeated ones with `-1`, `-2`, to the number of the heading."""
    found: dict[str, int] = {}
    seen: dict[str, int] = {}
    for number, heading in enumerate(outline.facts.headings):
        anchor = slug(_EXPLICIT_ID.sub("", heading.text))
        count = seen.get(anchor, 0)
        seen[anchor] = count + 1
        found.setdefault(f"{anchor}-{count}" if count else anchor, number)
        found.setdefault(_HYPHENS.sub("-", anchor).strip("-"), number)  # as some site generators write it
    return found


def find_anchor(outline: Outline, known: dict[str, int], subpath: str) -> Anchor:
    """What `#fragment` leads to in a note; `known` are its slugs."""
    fragment = unquote(subpath[1:]).strip()
    if not fragment or fragment in outline.facts.anchors or fragment.startswith(":~:") or fragment.lower() == "top":
        return Anchor("note")
    number = known.get(fragment.lower())
    return Anchor("heading", outline.facts.headings[number] if number is not None else None)


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
        names = [path, f"{path}.md"] if not link.endswith("/") else []
        names += [posixpath.join(path, page.lower()) for page in INDEX_PAGES]
        return Found(next((found for name in names if (found := self.index.at(name)) is not None), None))
