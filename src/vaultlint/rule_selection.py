"""Select the rules that run: names, groups and `ALL`, with the semantics of ruff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from vaultlint import rule_registry
from vaultlint.errors import Failure

#: Reports of the engine itself: selected, ignored and explained like rules. Name → group.
ENGINE_RULES = {"unreadable-note": "vault", "unused-directive": "vault"}

#: Severity, fix and summary of the reports that the engine makes itself.
ENGINE_FACTS: dict[str, tuple[str, str | None, str]] = {
    "unreadable-note": ("error", None, "A note that cannot be read was not checked."),
    "unused-directive": ("warning", "safe", "A directive that suppresses nothing hides the next problem of its kind."),
}

#: Reported whatever is selected: a note that could not be read was not checked. The fix is only shown then.
ALWAYS = frozenset({"invalid-encoding", "unreadable-note"})


#: Rules about syntax that only Obsidian reads: they run in commonmark folders only if they are named.
_OBSIDIAN_SYNTAX = frozenset({
    "ambiguous-link", "broken-block", "deprecated-property", "duplicate-block-id", "invalid-tag", "malformed-callout",
    "malformed-wikilink", "misplaced-block-id", "mojibake-name", "property-type", "redundant-alias",
    "self-shadowed-link", "tag-case", "unclosed-highlight", "unquoted-property-link", "unportable-name",
})  # fmt: skip
#: Rules about links that other programs resolve in ways of their own.
_FOREIGN_LINKS = frozenset({"ambiguous-link", "broken-block", "broken-heading", "broken-link", "malformed-wikilink"})
#: Logseq reads each block of its outline by itself: one below a heading is not code, one without text is waiting for
#: some, a fence ends with its block, a property is `name:: value`, and a table needs no delimiter row.
_LOGSEQ_BLOCKS = frozenset({
    "empty-bullet", "empty-heading", "indented-code", "ordered-list-numbering", "table-columns", "unclosed-fence",
    "unquoted-property-link",
})  # fmt: skip
_WITHOUT_MEANING = {"Logseq": _FOREIGN_LINKS | _LOGSEQ_BLOCKS, "Dendron": _FOREIGN_LINKS}


def without_meaning(flavor: str | None, program: str) -> frozenset[str]:
    """The rules that mean nothing in a folder of this flavor, or of this other program."""
    syntax = _OBSIDIAN_SYNTAX if flavor == "commonmark" else frozenset()
    return syntax | _WITHOUT_MEANING.get(program, frozenset())


class Selection(NamedTuple):
    """Selection by one layer (config, command line); `select` is None if the layer does not set it.

    `online`: the web was asked, so that the rules which need its answers may run.
    """

    select: Sequence[str] | None = None
    extend_select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    source: str = "the command line"
    online: bool = False


def known() -> dict[str, str]:
    """Every rule name → its group, those of the engine included."""
    return {**rule_registry.catalogue(), **ENGINE_RULES}


def nearest(name: str, names: Iterable[str]) -> str:
    """` Did you mean X?` for the nearest known name, or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(name, list(names), 1, 0.6)
    return f" Did you mean '{close[0]}'?" if close else ""


def names_of(selector: str, source: str) -> tuple[int, list[str]]:
    """Specificity of a selector (0 ALL, 1 group, 2 rule), and the rules it names. Failure if it names none."""
    rules = known()
    if selector == "ALL":
        return 0, list(rules)
    if selector in rules:
        return 2, [selector]
    members = [name for name, group in rules.items() if group == selector]
    if members:
        return 1, members
    hint = _elsewhere(selector) or nearest(selector, [*rules, *set(rules.values()), "ALL"])
    raise Failure(f"unknown rule or group '{selector}' in {source}.{hint} `vaultlint rules` lists them all.")


def _elsewhere(selector: str) -> str:
    """Return a hint if other linters call rules by that name, else an empty string."""
    from vaultlint.rule_pages import rules_by_alias

    same = [f"'{name}'" for name in sorted(rules_by_alias().get(selector.lower(), ()))]
    return f" It is called {' and '.join(same)} here." if same else ""


def resolve(layers: Sequence[Selection], defaults: Iterable[str]) -> tuple[list[str], frozenset[str]]:
    """Return the names of the rules that run, sorted, and which of them were not selected by name.

    A later layer's `select` starts afresh; the more specific word wins.
    """
    chosen = dict.fromkeys(defaults, 0)  # rule → how specifically it was asked for
    ignored: dict[str, int] = {}
    for layer in layers:
        if layer.select is not None:
            chosen, ignored = {}, {}
        for words, table in (((*(layer.select or ()), *layer.extend_select), chosen), (layer.ignore, ignored)):
            for word in words:
                level, names = names_of(word, layer.source)
                for name in names:
                    table[name] = max(level, table.get(name, 0))
    running = {name for name, level in chosen.items() if level > ignored.get(name, -1)}
    unselected = frozenset(name for name in ALWAYS if name not in chosen and ignored.get(name, 0) < 2)
    return sorted(running | {name for name in ALWAYS if ignored.get(name, 0) < 2}), unselected
