"""Tags that differ by plural, hyphen or underscore."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.rule import Problem, rule
from vaultlint.vault.vault import Vault


@rule(on=Vault, default=False, needs=("tags",))
def tag_similar(vault: Vault) -> Iterator[Problem]:
    """Tags that differ by a plural, a hyphen or an underscore: `#book` and `#books`."""
    notes = [facts for facts in vault.notes() if facts.kind != "template"]
    uses = Counter(tag.name.lower() for facts in notes for tag in facts.tags)
    groups: dict[str, list[str]] = {}
    for name in uses:
        groups.setdefault(_form(name), []).append(name)
    usual = {}
    for names in groups.values():
        best = min(names, key=lambda one: (-uses[one], one))
        usual.update(dict.fromkeys(names, best))
    reported: set[str] = set()
    for facts in notes:
        for tag in facts.tags:
            name = tag.name.lower()
            best = usual[name]
            if best != name and name not in reported:
                reported.add(name)
                message = f"similar to #{best}, which has {_uses(uses[best])}; #{name} has {_uses(uses[name])}"
                yield Problem(Span(tag.start, tag.end), message, path=facts.path)


def _uses(number: int) -> str:
    return f"{number:,} use{'' if number == 1 else 's'}"


def _form(name: str) -> str:
    """Key shared by similar tags: each level without hyphens and underscores, in the singular."""
    return "/".join(_singular(part.replace("-", "").replace("_", "")) for part in name.split("/"))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
