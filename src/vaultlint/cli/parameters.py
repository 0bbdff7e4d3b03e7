"""Typed command options: a frozen dataclass declares a command's parameters, and the command gets an instance.

    @dataclass(frozen=True, kw_only=True)
    class ListOptions:
        paths: Sequence[Path] = argument(nargs=-1, type=click.Path(path_type=Path))
        json: bool = flag("--json", help="Print JSON.")
        vault: VaultOptions = group(VaultOptions)

    @command()
    @takes(ListOptions)
    def list(options: ListOptions) -> int: ...

The name of a field is the name of its parameter. Records that several commands share are in `options`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import field, fields
from functools import wraps
from typing import Any, TypeVar

import click

Record = TypeVar("Record")
Result = TypeVar("Result")
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

_PARAMETER, _GROUP = "parameter", "group"


def option(*flags: str, **settings: Any) -> Any:
    """Return a field that an option fills; `settings` are those of `click.option`."""
    default = settings.get("default", () if settings.get("multiple") else None)
    return field(default=default, metadata={_PARAMETER: lambda name: click.option(*flags, name, **settings)})


def flag(*flags: str, help: str) -> Any:
    """Return a field that is true if one of the flags is given."""
    parameter: Callable[[str], Decorator] = lambda name: click.option(*flags, name, is_flag=True, help=help)  # noqa: E731
    return field(default=False, metadata={_PARAMETER: parameter})


def argument(**settings: Any) -> Any:
    """Return a field that a positional argument fills; `settings` are those of `click.argument`."""
    default = () if settings.get("nargs") == -1 else None
    return field(default=default, metadata={_PARAMETER: lambda name: click.argument(name, **settings)})


def group(record: type[Record]) -> Record:
    """Return a field that holds another record of options."""
    made: Record = field(default_factory=record, metadata={_GROUP: record})
    return made


def takes(record: type[Record]) -> Callable[[Callable[[Record], Result]], Callable[..., Result]]:
    """Give a command the parameters that `record` declares, and call it with an instance."""

    def decorate(function: Callable[[Record], Result]) -> Callable[..., Result]:
        @wraps(function)
        def call(**given: Any) -> Result:
            return function(_filled(record, given))

        for parameter in reversed([*_parameters(record)]):
            parameter(call)
        return call

    return decorate


def _parameters(record: type[Any]) -> Iterator[Decorator]:
    for each in fields(record):
        if _GROUP in each.metadata:
            yield from _parameters(each.metadata[_GROUP])
        elif _PARAMETER in each.metadata:
            yield each.metadata[_PARAMETER](each.name)


def _filled(record: type[Record], given: dict[str, Any]) -> Record:
    values = {}
    for each in fields(record):  # type: ignore[arg-type]
        if _GROUP in each.metadata:
            values[each.name] = _filled(each.metadata[_GROUP], given)
        elif _PARAMETER in each.metadata:
            values[each.name] = given[each.name]
    return record(**values)
