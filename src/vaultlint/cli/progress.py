"""A progress line on standard error for long runs."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_AFTER = 0.5  # seconds: a run that is over sooner shows nothing
_EVERY = 0.1


@contextmanager
def progress_on_terminal(
    word: str, total: int, *, shown: bool, unit: str = "notes"
) -> Iterator[Callable[[int, int], None] | None]:
    """Yields what the engine calls with (done, total) of each vault; None if nothing is to be shown."""
    if not shown:
        yield None
        return
    begun = last = time.monotonic()
    drawn = False

    def show(done: int, of: int) -> None:
        nonlocal last, drawn
        now = time.monotonic()
        if now - begun > _AFTER and now - last > _EVERY:
            last, drawn = now, True
            sys.stderr.write(f"\r\033[K{word} {done:,} of {of if of > total else total:,} {unit}")
            sys.stderr.flush()

    try:
        yield show
    finally:
        if drawn:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
