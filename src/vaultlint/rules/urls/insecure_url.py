from __future__ import annotations

from collections.abc import Iterator, Sequence

from vaultlint.markdown.spans import Link, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, replace, rule
from vaultlint.rules.urls._web import written
from vaultlint.urls.parse import host, split

# Machines near by have no certificate; names under these ends never leave a house, or are not on the web at all.
_NEAR = Pattern(
    r"localhost|[^.]+|.*\.(?:localhost|local|localdomain|lan|home|internal|intranet|test|example|invalid|onion|i2p)"
    r"|127\..*|10\..*|192\.168\..*|169\.254\..*|172\.(?:1[6-9]|2\d|3[01])\..*|0\.0\.0\.0|\[.*\]|(?:.*\.)?example\.(?:com|org|net)"
)


@rule(on=Link, default=False, fix="unsafe")
def insecure_url(links: Sequence[Link], note: Note) -> Iterator[Problem]:
    """A link over http where https could be: anyone on the way can read and change the page."""
    for link in links:
        if link.is_wiki or link.target[:7].lower() != "http://":
            continue
        parts = split(link.target)
        name, port = host(parts.authority or "")
        if not name or port not in ("", "80") or _NEAR.fullmatch(name):
            continue
        fix = None
        if written(note, link)[:5].lower() == "http:" and not port and link.kind != "property":
            scheme = Span(link.target_start, link.target_start + 4)
            fix = replace(scheme, "https", "write https", safe=False, may_change=("link",))
        yield Problem(link, "URL uses unencrypted http", fix)
