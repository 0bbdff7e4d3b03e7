from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Link, Span
from vaultlint.note import Note
from vaultlint.rule import Problem, replace, rule
from vaultlint.rules.urls._web import url_of, written
from vaultlint.urls.canonical import strip_tracking


@rule(on=Link, default=False, fix="safe")
def tracking_parameters(links: Sequence[Link], note: Note) -> Iterator[Problem]:
    """Parameters that tell a site where its readers come from."""
    for link in links:
        if link.is_wiki or "?" not in link.target:
            continue
        # Text that a bare URL swallowed is none of its parameters.
        url = url_of(link)
        source = url if url != link.target else written(note, link)
        stripped = strip_tracking(url)
        names = _dropped(url, stripped) if stripped is not None else ()
        if not names:
            continue
        message = (
            f"{', '.join(f'`{name}`' for name in names)} only {'tracks' if len(names) == 1 else 'track'} the reader"
        )
        if stripped is not None and not url.startswith(stripped.partition("?")[0]):
            message = f"the URL only redirects to {stripped}"
        # An ampersand may be written as an entity: what is written is fixed, not what it means.
        repaired = strip_tracking(source)
        fix = None
        if repaired is not None and link.kind != "property":
            where = Span(link.target_start, link.target_start + len(source))
            fix = replace(where, repaired, "remove them", may_change=("link",))
        yield Problem(link, message, fix)


def _dropped(url: str, stripped: str) -> Sequence[str]:
    """The names of the parameters that the stripped URL lacks, in order."""
    before, after = (
        [*one.partition("?")[2].partition("#")[0].replace("&amp;", "&").split("&")] for one in (url, stripped)
    )
    return list(
        dict.fromkeys(parameter.partition("=")[0] for parameter in before if parameter and parameter not in after)
    )
