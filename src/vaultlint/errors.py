"""Errors that end a run: one sentence for the user, exit status 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final


class Failure(Exception):
    """The run itself cannot go on. The message is one clear sentence that names the place and the way out."""


#: How an extra is installed.
SOURCE: Final = 'pipx install --force "obsidian-vaultlint[{}] @ git+https://github.com/vaultlint/vaultlint"'

#: Extra of the distribution → the packages that it adds.
EXTRAS: Final = {
    "graph": ("networkx",),
    "online": ("httpx", "httpcore", "anyio", "sniffio"),
    "report": ("jinja2", "markupsafe"),
    "schemas": ("jsonschema", "jsonschema_specifications"),
    "server": ("pygls", "lsprotocol", "cattrs", "attrs"),
}


@contextmanager
def needs_extra(extra: str, what: str) -> Iterator[None]:
    """Import what an extra of the distribution brings.

    A missing package becomes a Failure, whose sentence has `what` as its subject.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in EXTRAS[extra]:
            raise
        raise Failure(
            f"{what} needs the Python package {missing}, which is not installed: it comes with the extra `{extra}`. "
            f"For example, run `{SOURCE.format(extra)}`"
        ) from None
