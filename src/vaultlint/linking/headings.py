"""Which heading a link meant that leads to none: a slug as web sites make it, lost punctuation, a slip of the pen."""

from __future__ import annotations

from vaultlint.facts import HeadingFact
from vaultlint.pattern import Pattern
from vaultlint.resolution.anchors import Outline, heading_as_subpath, segments
from vaultlint.resolution.similar_names import SimilarNames, squash

_MARKUP = Pattern(r"!?\[\[(?:[^\[\]|]*\|)?([^\[\]]*)\]\]|!?\[([^\[\]]*)\]\([^()]*\)|[*`~=]")
_NOT_IN_SLUG = Pattern(r"[^\w\- ]")


def visible_text(heading: str) -> str:
    """A heading as a reader sees it: link texts for links, no marks of emphasis."""
    return str(_MARKUP.sub(lambda match: match[1] or match[2] or "", heading))


def slug(heading: str) -> str:
    """A heading's anchor as GitHub makes it."""
    return str(_NOT_IN_SLUG.sub("", visible_text(heading).strip().lower())).replace(" ", "-")


def intended_subpath(outline: Outline, subpath: str) -> str | None:
    """The subpath, without its first `#`, that a missing one stands for; None if it is not clear."""
    parts = segments(subpath)
    # The last part says what is meant; the headings above it are kept if they lead to it.
    heading = _intended(outline, parts[-1].strip())
    if heading is None:
        return None
    text = heading_as_subpath(heading.text)
    for above in (parts[:-1], []):
        meant = "#".join([*above, text])
        if outline.find("#" + meant).found == heading:
            return meant
    return None


def _intended(outline: Outline, wanted: str) -> HeadingFact | None:
    """The one heading that the words may stand for; of several with the same text the first."""
    headings, letters = outline.facts.headings, squash(wanted)
    if not letters:
        return None
    for found in (
        [one for one in headings if slug(one.text) == wanted.lower()],
        [one for one in headings if letters in (squash(one.text), squash(visible_text(one.text)))],
    ):
        if found:
            return found[0] if len({one.text for one in found}) == 1 else None
    names = SimilarNames((one.text, str(number)) for number, one in enumerate(headings))
    near = names.a_slip_away(wanted)
    return headings[int(near[0])] if len({headings[int(one)].text for one in near}) == 1 else None
