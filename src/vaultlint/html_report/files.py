"""Reading earlier reports, and writing a report over nothing that is not one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from vaultlint.errors import Failure
from vaultlint.html_report.data import GENERATOR

#: Where in a file its generator is named.
_HEAD = 1000
_MARKS = (f'<meta name="generator" content="{GENERATOR}">'.encode(), f'"generator": "{GENERATOR}"'.encode())


def is_report(start: bytes) -> bool:
    """Whether a file that begins so is a page, or data, that `vaultlint report` wrote."""
    head = start[:_HEAD]
    return _MARKS[0] in head or head.startswith(b"{" + _MARKS[1])


def write_report(file: Path, text: str, *, force: bool) -> None:
    """Write a report, whole or not at all.

    Raises:
        Failure: something that is not a report lies there and `force` is not given, or it cannot be written.

    """
    place = Path(os.path.realpath(file))
    check_target(file, force=force)
    new = place.with_name(f".{place.name}.{os.urandom(6).hex()}.tmp")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with new.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as out:
            out.write(text)
        new.replace(place)
    except OSError as error:
        with suppress(OSError):
            new.unlink()
        raise Failure(f"{file}: the report cannot be written: {error.strerror or error}.") from None


def check_target(file: Path, *, force: bool) -> None:
    """Failure if something lies there that must not be replaced."""
    place = Path(os.path.realpath(file))
    if not os.path.lexists(place):
        return
    if not place.is_file():
        raise Failure(f"{file} is not a file. Name the file to write, such as report.html.")
    try:
        with place.open("rb") as existing:
            known = is_report(existing.read(_HEAD))
    except OSError as error:
        raise Failure(f"{file}: {error.strerror or error}.") from None
    if not known and not force:
        raise Failure(f"{file} is there and is not a report of vaultlint. Choose another name, or add --force.")


def read_history(file: Path) -> list[dict[str, Any]]:
    """The figures of earlier reports, oldest first.

    Raises:
        Failure: the file cannot be read, or a line is not a report.

    """
    try:
        with file.open(encoding="utf-8") as lines:
            found = list(_entries(file, lines))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise Failure(f"{file}: the history cannot be read: {reason}.") from None
    return sorted(found, key=lambda entry: str(entry["created"]))


def _entries(file: Path, lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        figures = value.get("figures") if isinstance(value, dict) and value.get("generator") == GENERATOR else None
        if not isinstance(figures, dict) or not isinstance(value.get("created"), str):
            raise Failure(f"{file}:{number}: this line is not a report that `vaultlint report --format jsonl` printed.")
        numbers = {key: count for key, count in figures.items() if isinstance(count, int)}
        yield {"created": value["created"], "figures": numbers}
