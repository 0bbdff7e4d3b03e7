"""Tell which files of a vault are published, by Obsidian Publish, Quartz and properties.

Sources: Obsidian help, "Publish your content" (`publish: true` wins over excluded folders, `publish: false` over
everything) and `.obsidian/publish.json`; Quartz documentation, "private pages", "RemoveDrafts", "ExplicitPublish",
`quartz.config.ts` of version 4 and `quartz.config.yaml` of version 5. Configurations are read as text, never run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from vaultlint.facts import Facts
from vaultlint.pattern import Pattern
from vaultlint.regular_file import read_regular
from vaultlint.settings import Publishing
from vaultlint.vault.ignore_patterns import IgnorePatterns

_LARGEST = 64_000
_QUARTZ_FILES = ("quartz.config.ts", "quartz.config.yaml", "quartz.config.yml")
#: Comments and strings of JavaScript, whichever begins first; one that is never closed goes on to the end.
_COMMENT_OR_STRING = Pattern(
    r"//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?"
    r"|\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?|`(?:[^`\\]|\\.)*+`?",
    re.DOTALL,
)
_LIST = Pattern(r"\bignorePatterns[\"']?\s*:\s*\[([^\[\]]*)\]")
_STRING = Pattern(r"\"([^\"\\\n]*)\"|'([^'\\\n]*)'|`([^`\\$]*)`")
_BRACES = Pattern(r"\{([^{},/]+(?:,[^{},/]+)+)\}")
#: What globs of JavaScript can say and patterns of .gitignore cannot.
_FOREIGN = Pattern(r"[!?*+@]\(|[{}\\]|^!")


class State(NamedTuple):
    """Whether a file is published, with the reason if it is not; `is_published` is None where that is not known."""

    is_published: bool | None
    reason: str = ""


_PUBLISHED, _UNKNOWN = State(True), State(None)


class Site:
    """The files of a vault that a site publishes.

    require: a property that must be true for a note to be published; "" for what the configuration of Quartz says.
    exclude: patterns as in .gitignore of further files that are not.
    """

    def __init__(self, told: Publishing, require: str = "", exclude: tuple[str, ...] = ()) -> None:
        self._told = told
        self._require = require.lower() or ("publish" if told.is_explicit else "")
        self._exclude = IgnorePatterns(exclude)
        self._ignored = IgnorePatterns(told.ignored)

    def state(self, path: str, facts: Facts | None) -> State:
        """Return whether a file is published; `facts` are None for what is not a note."""
        flags = facts.flags if facts is not None else {}
        told = self._told
        if self._exclude.match_file(path) or self._ignored.match_file(path):
            return State(False, f"the site leaves out `{path}`")
        if flags.get("publish") is False and (told.has_obsidian_publish or not told.has_quartz):
            return State(False, "`publish: false`")
        if flags.get("draft") is True and (told.removes_drafts or not told.has_quartz):
            return State(False, "`draft: true`")
        if self._require and facts is not None and flags.get(self._require) is not True:
            return State(False, f"it has no `{self._require}: true`")
        if flags.get("publish") is True or not told.has_obsidian_publish:
            return _PUBLISHED
        if folder := _folder_of(path, told.excluded):
            return State(False, f"Obsidian Publish leaves out the folder `{folder}`")
        return _PUBLISHED if not told.included or _folder_of(path, told.included) else _UNKNOWN


def _folder_of(path: str, folders: tuple[str, ...]) -> str:
    """The first of the folders that holds a file, or is the file; "" if none does."""
    return next((one for one in folders if path == one or path.startswith(one + "/")), "")


def read_publishing(root: Path) -> Publishing:
    """Read what the programs that may publish the vault at `root` are told."""
    shared = _json(root / ".obsidian" / "publish.json")
    quartz, base = _quartz_config(root)
    patterns, filters = ([], set[str]()) if quartz is None else quartz
    return Publishing(
        has_obsidian_publish=bool(shared),
        included=_folders(shared.get("included")),
        excluded=_folders(shared.get("excluded")),
        has_quartz=quartz is not None,
        ignored=tuple(base + line for pattern in patterns for line in _as_gitignore(pattern)),
        removes_drafts="remove-draft" in filters,
        is_explicit="explicit-publish" in filters,
    )


def _folders(value: object) -> tuple[str, ...]:
    return tuple(one.strip("/") for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _quartz_config(root: Path) -> tuple[tuple[list[str], set[str]] | None, str]:
    """The patterns and filters of Quartz, None without it, and the folder that the patterns count from.

    Quartz publishes a folder `content` beside its configuration; that folder may be the vault, or a link to it.
    """
    content = "/content" if (root / "content").is_dir() else ""
    places = [(root, content), (root / ".quartz", "")]
    if root.name == "content":
        places.append((root.parent, ""))
    for folder, base in places:
        for name in _QUARTZ_FILES:
            try:
                text = read_regular(folder / name, _LARGEST).decode("utf-8-sig")
            except (OSError, ValueError):
                continue
            return (_from_typescript(text) if name.endswith(".ts") else _from_yaml(text)), base
    return None, ""


def _from_typescript(text: str) -> tuple[list[str], set[str]]:
    code = _COMMENT_OR_STRING.sub(lambda found: " " if found[0].startswith("/") else found[0], text)
    listed = _LIST.search(code)
    patterns = [one[1] or one[2] or one[3] or "" for one in _STRING.finditer(listed[1])] if listed else []
    names = {"remove-draft": "RemoveDrafts", "explicit-publish": "ExplicitPublish"}
    return patterns, {word for word, name in names.items() if re.search(rf"\b{name}\s*\(", code)}


def _from_yaml(text: str) -> tuple[list[str], set[str]]:
    import yaml

    try:
        # Not libyaml, which follows deep nesting until the stack is used up.
        found = yaml.load(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return [], {"remove-draft"}
    found = found if isinstance(found, dict) else {}
    options, plugins = found.get("configuration"), found.get("plugins")
    listed = options.get("ignorePatterns") if isinstance(options, dict) else None
    patterns = [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    return patterns, set(_enabled(plugins if isinstance(plugins, list) else []))


def _enabled(plugins: list[Any]) -> Iterator[str]:
    for one in plugins:
        if isinstance(one, dict) and isinstance(one.get("source"), str) and one.get("enabled") is not False:
            yield one["source"].rpartition("/")[2].removesuffix("s")


def _as_gitignore(pattern: str) -> Iterator[str]:
    """A pattern of fast-glob, which counts from the content's root, as lines of .gitignore; none if it cannot be."""
    pattern = pattern.removeprefix("./").strip("/")
    if (braces := _BRACES.search(pattern)) is not None and pattern.count("{") == 1:
        variants = [pattern[: braces.start()] + one + pattern[braces.end() :] for one in braces[1].split(",")]
    else:
        variants = [pattern]
    yield from (f"/{one}" for one in variants if one and not _FOREIGN.search(one))


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(read_regular(path, _LARGEST))
    except (OSError, RecursionError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
