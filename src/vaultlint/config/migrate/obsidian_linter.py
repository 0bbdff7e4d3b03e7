"""The plugin obsidian-linter's `data.json` (its source, `src/settings-data.ts`; its documentation, "Settings")."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vaultlint.config.migrate.counterparts import find
from vaultlint.config.migrate.model import Imported, as_table, read_any, texts
from vaultlint.config.migrate.obsidian_properties import READERS
from vaultlint.errors import Failure
from vaultlint.pattern import Pattern

_NO_NAME = Pattern(r"[^a-z0-9]+")
_GROUP = Pattern(r"\$(?:(\d{1,2})|<(\w+)>|(&)|(\$))")


#: Names of older files, in small letters with hyphens → today's.
_RENAMED = {
    "remove-space-around-fullwidth-characters": "remove-space-around-characters",
    "space-between-chinese-and-english-or-numbers": "space-between-chinese-japanese-or-korean-and-english-or-numbers",
    "list-item-style": "list-style",
    "start-header-increment-at-heading-level-2": "start-at-h2",
}
#: Keys of the file that are read; the others are settings of the app.
_READ = ("ruleConfigs", "foldersToIgnore", "filesToIgnore", "customRegexes", "lintCommands")


def read(path: Path) -> Imported:
    """Turn on what is on there; what is off there says nothing about vaultlint's own rules."""
    table = as_table(read_any(path), path)
    rules = table.get("ruleConfigs")
    if not isinstance(rules, dict):
        raise Failure(f"{path} is not a data.json of obsidian-linter: it has no 'ruleConfigs'.")
    found = Imported("obsidian-linter", path)
    for name, options in rules.items():
        _take_rule(name, options, found)
    folders = (folder.strip("/") for folder in texts(table.get("foldersToIgnore", [])))
    found.exclude += [f"/{folder}/" for folder in folders if folder]
    for one in table.get("filesToIgnore") or ():
        if isinstance(one, dict) and one.get("match"):
            found.left.append(f"the files that match {one['match']!r}: write them as a pattern of exclude")
    for one in table.get("customRegexes") or ():
        if isinstance(one, dict) and one.get("find") and one.get("enabled", True):
            _pattern(one, len(found.patterns) + 1, found)
    if table.get("lintCommands"):
        found.left.append("lintCommands: vaultlint runs no commands of the app")
    if rest := sorted(str(key) for key in table if key not in _READ):
        found.left.append(f"settings of the app: {', '.join(rest)}")
    return found


def _take_rule(name: str, value: Any, found: Imported) -> None:
    """Import a rule: a table with `enabled`, or one of an older file.

    Before version 1.0 names and options were titles, and the switch of a rule was its first option, whose name was
    the rule's description: `"Trailing spaces": {"Removes extra spaces after every line.": true}`.
    """
    options = {_key(key): one for key, one in value.items()} if isinstance(value, dict) else {"enabled": value}
    if "enabled" not in options and options:
        options["enabled"] = options.pop(next(iter(options)))
    if options.get("enabled") is not True:
        if not isinstance(options.get("enabled", False), bool):
            found.left.append(f"{name}: {options['enabled']!r} is neither true nor false")
        return
    counterpart = find("obsidian-linter", _RENAMED.get(_key(name), _key(name)))
    if counterpart is None:
        found.left.append(f"{name}: obsidian-linter has no such rule today")
        return
    found.switch(counterpart.rules, True)
    if counterpart.why:
        found.leave(counterpart)
        return
    if (reader := READERS.get(counterpart.name)) is not None:
        taken, left = reader(options)
        if taken is None:
            found.on.difference_update(counterpart.rules)
        else:
            found.options.setdefault(counterpart.rules[0], {}).update(taken)
        found.leave_options(counterpart, left)
        return
    given = {_RENAMED.get(key, key): one for key, one in options.items() if one not in (False, "", [], None)}
    found.take_options(counterpart, given)


def _key(title: str) -> str:
    kebab: str = _NO_NAME.sub("-", title.lower())
    return kebab.strip("-")


def _pattern(given: dict[str, Any], number: int, found: Imported) -> None:
    """A custom replacement becomes a pattern, written on request only: JavaScript's expressions differ a little."""
    from vaultlint.plugins.patterns import rule_of
    from vaultlint.rule import PatternRule

    label = str(given.get("label") or "")
    name = _key(label)
    name = name if name and name[0].isalpha() else f"custom-{name or number}"
    flags = "".join(flag for flag in "is" if flag in str(given.get("flags") or ""))
    expression = (f"(?{flags})" if flags else "") + str(given["find"])
    pattern: dict[str, Any] = {
        "name": name,
        "regex": expression,
        "message": label.replace("\\", "\\\\") or "text that is to be replaced",
        "replacement": _template(str(given.get("replace") or "")),
        "fix": "unsafe",
        "where": "anywhere",
    }
    try:
        rule_of(PatternRule(**pattern, source=str(found.path)))
    except Failure as failure:
        found.left.append(f"the custom replacement {label or given['find']!r}: {failure}")
    else:
        found.patterns.append(pattern)


def _template(text: str) -> str:
    """A replacement of JavaScript as one of Python: `$1` → `\\1`, `$<name>` → `\\g<name>`, `$&` → `\\g<0>`."""

    def group(match: Any) -> str:
        number, name, whole, _ = match.groups()
        return f"\\g<{number}>" if number else f"\\g<{name}>" if name else "\\g<0>" if whole else "$"

    escaped: str = _GROUP.sub(group, text.replace("\\", "\\\\"))
    return escaped
