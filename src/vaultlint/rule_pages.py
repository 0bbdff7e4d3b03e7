"""The pages of rules: in the wheel beside the code, in a checkout in `rules/`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from inspect import getdoc
from pathlib import Path

from vaultlint.errors import Failure
from vaultlint.pattern import Pattern
from vaultlint.rule import PatternRule, Rule

_NAME = Pattern(r"`[^`]+`$")
_RULE_NAME = Pattern(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_ITEM = Pattern(r"  - (.+)")


@cache
def rulebook() -> Path | None:
    """The folder of the rulebook; None if it was not installed."""
    package = Path(__file__).parent
    for folder in (package / "rulebook", package.parent.parent / "rules"):
        if folder.is_dir():
            return folder
    return None


def page(rule: str) -> str | None:
    """The note of a rule, as written; of a user's own rule without one, what is known of it."""
    from vaultlint import rule_registry

    if (own := rule_registry.own_rule(rule)) is not None:
        return page_of(own)
    folder = rulebook()
    path = folder / f"{rule}.md" if folder else None
    return path.read_text("utf-8") if path and path.is_file() else None


#: What a block of a case holds → the language of its text, and what to call it; `md` may be another language.
BLOCKS = {
    "report": ("text", "what is reported"),
    "files": ("text", "other files of the vault"),
    "toml": ("toml", "options of the rule"),
    "web": ("text", "what the web answers"),
    "git": ("text", "commits"),
}
_FIXED = {"fixed": "after `vaultlint fix`", "unsafe fixed": "after `vaultlint fix --unsafe-fixes`"}


def for_reader(text: str, opening: Callable[[str, str, str], str], prose: Callable[[str], str] = str) -> str:
    """A page without front matter, its blocks called by what they hold, for who does not know the notation of cases.

    `opening` makes the first line of a block from its fence, language and title (Markdown, may be empty); the file's
    name that is above a block is a part of its title. `prose` may rewrite every line outside of blocks.
    """
    written: list[str] = []
    fence, in_case = "", False
    for line in without_front_matter(text).split("\n"):
        mark = line[: len(line) - len(line.lstrip("`"))]
        if fence:
            written.append(line)
            if line == fence:
                fence = ""
        elif len(mark) >= 3:
            fence = mark
            kind = line[len(mark) :].strip()
            language, title = _called(kind) if in_case else (kind, "")
            written.append(opening(fence, language, f"{_name_above(written)} {title}".strip()))
        else:
            in_case = in_case or line.startswith("## ")
            written.append(prose(line))
    return "\n".join(written)


def _called(kind: str) -> tuple[str, str]:
    language, _, state = kind.partition(" ")
    return BLOCKS.get(kind) or (language, _FIXED.get(state, ""))


def _name_above(written: list[str]) -> str:
    """The file name above a block: in backticks, alone on its line."""
    last = next((at for at in range(len(written) - 1, -1, -1) if written[at].strip()), None)
    if last is None or not _NAME.match(written[last]):
        return ""
    name = written[last]
    del written[last:]
    return name


def printed(rule: str) -> str | None:
    """The page of a rule of vaultlint's as a program reads it: a head instead of the front matter, else as written.

    It loads nothing else of vaultlint, so that a hook or an editor has it at once.
    """
    if not _RULE_NAME.match(rule):
        return None
    folder = rulebook()
    path = folder / f"{rule}.md" if folder else None
    if path is None or not path.is_file():
        return None
    text = path.read_text("utf-8")
    return head(rule, text) + without_front_matter(text) if text.startswith("---\n") else text


def head(name: str, text: str) -> str:
    """The head of a page: name, group, severity, whether it is on, fix, options and their defaults, names elsewhere.

    The front matter says the same as the rule's function (a test holds them against each other).
    """
    facts, lists = _front_matter(text)
    fix = f"{facts['fix']} fix" if facts.get("fix", "none") != "none" else "no fix"
    state = "on by default" if facts["default"] == "true" else "off by default"
    options = "".join(f"- option `{one}`\n" for one in lists.get("options", ()))
    aliases = ", ".join(lists.get("aliases", ()))
    known_as = f"- elsewhere: {aliases}\n" if aliases else ""
    more = f"{options}{known_as}\n" if options or known_as else ""
    return f"# {name}\n\n{facts['group']}, {facts['severity']}, {state}, {fix}\n\n{more}"


def aliases(text: str) -> list[str]:
    """The names that a rule has in other linters."""
    return _front_matter(text)[1].get("aliases", []) if text.startswith("---\n") else []


def _front_matter(text: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The scalars and the lists of a page's front matter, which `tools/rulebook.py` writes in ever the same form."""
    facts: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    name = ""
    for line in text[4 : text.index("\n---\n")].split("\n"):
        if item := _ITEM.match(line):
            lists.setdefault(name, []).append(_plain(item[1]))
        else:
            name, _, value = line.partition(":")
            facts[name] = _plain(value.strip())
    return facts, lists


def _plain(value: str) -> str:
    if not value.startswith('"'):
        return value
    from json import loads  # YAML's double quotes are JSON's

    return str(loads(value))


def without_front_matter(text: str) -> str:
    """The text of a page below its properties."""
    return text.split("\n---\n", 1)[1].lstrip("\n") if text.startswith("---\n") else text


def page_of(rule: Rule) -> str:
    """The note beside the rule's file; without one, its docstring or its pattern, as Markdown."""
    note = rule.home.with_name(f"{rule.name}.md") if rule.home else None
    if note is not None and note.is_file():
        return note.read_text("utf-8")
    if rule.pattern is not None:
        return "\n".join(_of_pattern(rule.pattern))
    where = f"\n\nFrom {rule.home}." if rule.home else ""
    return f"# {rule.name}\n\n{getdoc(rule.check) or 'The rule has no docstring.'}{where}\n"


def _of_pattern(pattern: PatternRule) -> Iterator[str]:
    yield f"# {pattern.name}\n"
    yield f"{pattern.message}\n"
    yield f"Severity {pattern.severity}. Looks for the pattern in: {pattern.where}. From {pattern.source}.\n"
    yield from _block("The pattern:", [pattern.regex])
    if pattern.replacement is not None:
        yield from _block(f"What it becomes ({pattern.fix}):", [pattern.replacement])
    if pattern.match:
        yield from _block("It reports:", pattern.match)
    if pattern.no_match:
        yield from _block("It does not report:", pattern.no_match)


def _block(title: str, texts: tuple[str, ...] | list[str]) -> Iterator[str]:
    yield f"{title}\n"
    yield from (f"```\n{text}\n```\n" for text in texts)


@cache
def rules_by_alias() -> dict[str, set[str]]:
    """Rules of vaultlint by what other linters call them, in lower case; each rule by its own name too.

    Raises: `Failure` if the rulebook, which holds the names, was not installed.
    """
    if rulebook() is None:
        raise Failure("the rulebook, which holds the names that rules have in other linters, was not installed.")
    from vaultlint import rule_registry

    found: dict[str, set[str]] = {}
    for name in rule_registry.catalogue():
        if rule_registry.is_built_in(name):
            for alias in aliases(page(name) or ""):
                found.setdefault(alias.lower(), set()).add(name)
            found.setdefault(name, set()).add(name)
    return found
