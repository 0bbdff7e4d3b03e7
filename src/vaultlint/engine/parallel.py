"""Notes checked in several processes. A note's text stays in the worker; diagnostics and facts come back.

The outcome is the same for any number of jobs: results are keyed by path and sorted later.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from vaultlint.engine.checking import NoteResult

if TYPE_CHECKING:
    from vaultlint.engine.session import Progress, Session

#: Below this many notes a pool costs more than it gives.
FEWEST_FOR_POOL = 150
_CHUNK = 64

_session: Session  # the worker's own, set once when the worker starts


def available_jobs() -> int:
    """The processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def check_notes(session: Session, paths: Sequence[str], jobs: int, progress: Progress | None) -> Iterator[NoteResult]:
    """The results of all notes, in any order."""
    total = len(paths)
    if jobs <= 1 or total < FEWEST_FOR_POOL:
        for done, path in enumerate(paths, 1):
            yield session.check(path)
            if progress:
                progress(done, total)
        return
    yield from _in_pool(session, paths, jobs, progress)


def _in_pool(session: Session, paths: Sequence[str], jobs: int, progress: Progress | None) -> Iterator[NoteResult]:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Where the system can fork, a worker starts with everything that the parent has loaded.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    context = multiprocessing.get_context(method)
    chunks = [paths[at : at + _CHUNK] for at in range(0, len(paths), _CHUNK)]
    done = 0
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(session,)) as pool:
        for results in pool.map(_check_chunk, chunks):
            yield from results
            done += len(results)
            if progress:
                progress(done, len(paths))


def _start(session: Session) -> None:
    global _session
    _session = session


def _check_chunk(paths: Sequence[str]) -> list[NoteResult]:
    return [_session.check(path) for path in paths]
