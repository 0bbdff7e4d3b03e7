"""Options of obsidian-linter's rules on properties, in vaultlint's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from vaultlint.config.migrate.model import texts
from vaultlint.pattern import Pattern

#: Options here, None if the rule is not to run; and the names of options there that have no counterpart.
Taken = tuple[dict[str, Any] | None, list[str]]

_ASCENDING: Final = "Ascending Alphabetical"
_DESCENDING: Final = "Descending Alphabetical"

#: Formats of Moment.js that are those of ISO 8601, which is read without a format.
_ISO = Pattern(r"YYYY-MM-DD(?:(?:T|\[T\]| )HH:mm(?::ss(?:\.SSS)?)?(?: ?ZZ?)?)?\Z")


def _property_order(given: dict[str, Any]) -> Taken:
    """`yaml-key-sort`: the order is a list, or one text with a name on each line."""
    listed = given.get("yaml-key-priority-sort-order")
    names = [name.strip() for text in texts(listed) for name in text.split("\n") if name.strip()]
    place = "last" if given.get("priority-keys-at-start-of-yaml") is False else "first"
    rest = given.get("yaml-sort-order-for-other-keys")
    taken: dict[str, Any] = {place: names} if names else {}
    if rest in (_ASCENDING, _DESCENDING):
        taken["sort-rest"] = True
    if rest == _DESCENDING:
        taken["descending"] = True
    return taken, []


def _sorted_list_values(given: dict[str, Any]) -> Taken:
    """`sort-yaml-array-values`: what is not named there is on."""
    switches = {"aliases": "sort-alias-key", "tags": "sort-tag-key", "*": "sort-array-keys"}
    properties = [name for name, switch in switches.items() if given.get(switch) is not False]
    exclude = texts(given.get("ignore-keys") or [])
    if "*" in properties:
        exclude += [name for name in ("aliases", "tags") if name not in properties]
        properties = ["*"]
    taken: dict[str, Any] = {"properties": properties}
    if exclude:
        taken["exclude"] = exclude
    if given.get("sort-order") == _DESCENDING:
        taken["descending"] = True
    return taken, []


def _title_matches_name(given: dict[str, Any]) -> Taken:
    """`yaml-title`: the first heading, else the name of the file, in every note; or one of the two alone."""
    mode = given.get("mode")
    taken: dict[str, Any] = {"insert": True} if mode == "filename" else {"heading": True, "insert": True}
    if isinstance(given.get("title-key"), str):
        taken["property"] = given["title-key"]
    return taken, ["mode"] if mode == "first-h1" else []


def _modified_property(given: dict[str, Any]) -> Taken:
    """`yaml-timestamp`: of its two dates git knows that of the last change."""
    left = ["date-created"] if given.get("date-created") is not False else []
    if given.get("date-modified") is False:
        return None, left
    left += ["convert-to-utc"] if given.get("convert-to-utc") is True else []
    taken: dict[str, Any] = {"property": str(given.get("date-modified-key") or "date modified")}
    form = str(given.get("format") or "dddd, MMMM Do YYYY, h:mm:ss a")
    if not _ISO.match(form):
        taken["format"] = form
    return taken, left


#: Rule there -> what reads its options.
READERS: Final[dict[str, Callable[[dict[str, Any]], Taken]]] = {
    "yaml-key-sort": _property_order,
    "sort-yaml-array-values": _sorted_list_values,
    "yaml-timestamp": _modified_property,
    "yaml-title": _title_matches_name,
}
