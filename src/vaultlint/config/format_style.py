"""The style options of `[format]`. By default every choice stays as the note has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Literal, get_args, get_type_hints

from vaultlint.errors import Failure


@dataclass(frozen=True, slots=True)
class Style:
    """One choice a field; `keep` means as written.

    list_indent: `keep` leaves tabs or spaces before nested blocks where they still mean the same, `align` puts nested
    blocks under the text of their item. numbering: `consecutive` counts from the list's first number, `ones` repeats
    it. headings: `atx` turns a one-line setext heading into `#` form. tables: `align` pads cells to the width their
    characters take on screen, `compact` leaves one space on each side.
    """

    list_marker: Literal["keep", "-", "*", "+"] = "keep"
    list_indent: Literal["keep", "align"] = "keep"
    numbering: Literal["keep", "consecutive", "ones"] = "keep"
    emphasis: Literal["keep", "*", "_"] = "keep"
    strong: Literal["keep", "**", "__"] = "keep"
    thematic_break: Literal["keep", "---"] = "keep"
    headings: Literal["keep", "atx"] = "keep"
    tables: Literal["align", "compact", "keep"] = "align"


@cache
def choices() -> dict[str, tuple[str, ...]]:
    """Each option by its name on the command line (`list-marker`) with the values it takes."""
    hints = get_type_hints(Style)
    return {field.name.replace("_", "-"): get_args(hints[field.name]) for field in fields(Style)}


def style_from(settings: Mapping[str, Any]) -> Style:
    """The style that `settings` describe: option name (`-` or `_`) → value.

    Raises `Failure` for a name or value that does not exist.
    """
    chosen: dict[str, Any] = {}
    for key, value in settings.items():
        name = key.replace("_", "-")
        allowed = choices().get(name)
        if allowed is None:
            raise Failure(f"unknown style option {key!r}; choose one of {', '.join(choices())}")
        if value not in allowed:
            raise Failure(f"style option {name!r} cannot be {value!r}; choose one of {', '.join(allowed)}")
        chosen[name.replace("-", "_")] = value
    return Style(**chosen)
