"""One tag in several spellings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from vaultlint.markdown.spans import Span
from vaultlint.rule import Problem, replace, rule
from vaultlint.vault.vault import Vault


@rule(on=Vault, default=False, fix="unsafe", needs=("tags",))
def tag_case(vault: Vault) -> Iterator[Problem]:
    """One tag, one spelling: `#Python` and `#python` are the same tag."""
    spellings: dict[str, Counter[str]] = {}  # tag in lower case, up to one of its `/` → how its last part is written
    notes = [facts for facts in vault.notes() if facts.kind != "template"]
    for facts in notes:
        for tag in facts.tags:
            for key, part in _parts(tag.name):
                spellings.setdefault(key, Counter())[part] += 1
    usual = {key: _most_used(counts) for key, counts in spellings.items()}
    for facts in notes:
        for tag in facts.tags:
            best = "/".join(usual[key] for key, _ in _parts(tag.name))
            if best != tag.name:
                where = Span(tag.start, tag.end)
                # In the front matter the span holds the name alone.
                text = best if tag.end - tag.start == len(tag.name) else f"#{best}"
                fix = replace(where, text, f"write {best}", safe=False, may_change=["tag", "property"])
                message = f"mostly written #{best} in this vault"
                yield Problem(where, message, fix if facts.kind != "canvas" else None, path=facts.path)


def _parts(name: str) -> Iterator[tuple[str, str]]:
    above = ""
    for part in name.split("/"):
        above += "/" + part.lower()
        yield above, part


def _most_used(counts: Counter[str]) -> str:
    return min(counts, key=lambda part: (-counts[part], part.swapcase()))
