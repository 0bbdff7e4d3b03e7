"""Diagnostics as the protocol has them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from lsprotocol import types

from vaultlint import rule_registry
from vaultlint.diagnostic import Diagnostic
from vaultlint.rule_pages import rulebook
from vaultlint.server.uris import uri_of
from vaultlint.server.vaults import VaultState

SOURCE = "vaultlint"

_SEVERITY = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}
#: Rules that report what does nothing; editors show it faded.
_UNNECESSARY = frozenset(
    {"unused-definition", "unused-directive", "unused-footnote", "redundant-alias", "empty-bullet", "trailing-space"}
)
_DEPRECATED = frozenset({"deprecated-property"})


def to_protocol(state: VaultState, diagnostics: Iterable[Diagnostic]) -> list[types.Diagnostic]:
    return [_one(state, each) for each in diagnostics]


def _one(state: VaultState, diagnostic: Diagnostic) -> types.Diagnostic:
    page = _page(diagnostic.rule)
    related = [
        types.DiagnosticRelatedInformation(
            types.Location(state.uri(place.path), types.Range(at := state.map(place.path).at(place.place), at)),
            place.message,
        )
        for place in diagnostic.related
    ]
    return types.Diagnostic(
        range=range_of(state, diagnostic),
        message=diagnostic.message,
        severity=_SEVERITY[diagnostic.severity],
        code=diagnostic.rule,
        code_description=types.CodeDescription(page) if page else None,
        source=SOURCE,
        tags=_tags(diagnostic.rule),
        related_information=related or None,
    )


def range_of(state: VaultState, diagnostic: Diagnostic) -> types.Range:
    """The text that a diagnostic is about; empty at the start for one about a whole file."""
    text = state.map(diagnostic.path)
    return types.Range(text.at(diagnostic.place), text.at(diagnostic.end))


def _tags(rule: str) -> list[types.DiagnosticTag] | None:
    if rule in _UNNECESSARY:
        return [types.DiagnosticTag.Unnecessary]
    return [types.DiagnosticTag.Deprecated] if rule in _DEPRECATED else None


@cache
def _page(rule: str) -> str | None:
    """The URI of a rule's page, which is a file: it can be read without a network."""
    folder = rulebook()
    if folder is None or rule_registry.own_rule(rule) is not None:
        return None
    page = folder / f"{rule}.md"
    return uri_of(page) if page.is_file() else None
