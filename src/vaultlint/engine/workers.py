"""Notes checked in several processes. A note's text stays in the worker; packed results come back.

The outcome is the same for any number of jobs: results are keyed by path and sorted later.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from vaultlint.engine.results import NoteResult, pack_diagnostics, unpack_diagnostics
from vaultlint.errors import Failure

if TYPE_CHECKING:
    from vaultlint.engine.session import Progress, Session

T = TypeVar("T")

#: Below this many notes, or bytes of notes, a pool costs more than it gives.
FEWEST_FOR_POOL = 150
LEAST_FOR_POOL = 250_000
#: How many notes a worker takes at a time: enough to forget the cost of handing over, so few that progress is seen.
_FEWEST_AT_ONCE, _MOST_AT_ONCE = 8, 500

_session: Session  # the worker's own, set once when the worker starts

#: A note's path, its facts and diagnostics packed, whether it failed, the hash of its bytes, its traits, and what was
#: said of it early, packed, if anything could be.
Packed = tuple[str, bytes, bytes, bool, bytes, int, bytes | None]


def available_jobs() -> int:
    """The processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def check_notes(session: Session, paths: Sequence[str], jobs: int, progress: Progress | None) -> Iterator[NoteResult]:
    """The results of all notes, in any order."""
    if jobs > 1 and len(paths) >= FEWEST_FOR_POOL and _enough(session, paths):
        yield from _in_pool(session, in_shares(paths, jobs), jobs, progress)
        return
    for done, path in enumerate(paths, 1):
        yield session.check_early(path)
        if progress:
            progress(done, len(paths))


def _enough(session: Session, paths: Sequence[str]) -> bool:
    """Whether the notes hold so many bytes that a pool is worth its cost; few have to be looked at to tell."""
    root = os.fspath(session.root) + os.sep
    total = 0
    for path in paths:
        try:
            total += os.stat(root + session.on_disk(path)).st_size
        except OSError:
            continue  # the check will tell
        if total >= LEAST_FOR_POOL:
            return True
    return False


def in_shares(paths: Sequence[T], jobs: int) -> list[Sequence[T]]:
    """The notes in parts that become smaller towards the end, so that all workers end together.

    Guided self-scheduling (Polychronopoulos and Kuck, 1987), with an eighth of each worker's share for a part.
    """
    shares: list[Sequence[T]] = []
    at = 0
    while at < len(paths):
        size = min(max(_FEWEST_AT_ONCE, (len(paths) - at) // (8 * jobs)), _MOST_AT_ONCE)
        shares.append(paths[at : at + size])
        at += size
    return shares


def _in_pool(
    session: Session, chunks: Sequence[Sequence[str]], jobs: int, progress: Progress | None
) -> Iterator[NoteResult]:
    done, total = 0, sum(map(len, chunks))
    for results in in_processes(_check_chunk, chunks, jobs, _start, session):
        for path, facts, diagnostics, failed, digest, traits, said in results:
            early = unpack_diagnostics(said) if said is not None else None
            yield NoteResult(path, diagnostics, facts, failed, digest, traits, early)
        done += len(results)
        if progress:
            progress(done, total)


def in_processes(
    work: Callable[[Sequence[str]], list[T]],
    chunks: Sequence[Sequence[str]],
    jobs: int,
    start: Callable[..., None],
    *given: Any,
) -> Iterator[list[T]]:
    """What `work` makes of each chunk, in their order; `start(*given)` is called first in each process.

    Ctrl-C is the parent's affair: a worker that it ends while it holds the lock of a queue keeps all others waiting.
    """
    import multiprocessing
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor

    # Where the system can fork, a worker starts with everything that the parent has loaded.
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
    context = multiprocessing.get_context(method)
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(start, given))
    try:
        with _signals_later():  # the workers are made here
            results = pool.map(work, chunks)
        yield from results
    except BrokenExecutor:
        raise Failure(
            "a worker process was ended by the system, perhaps for lack of memory. Try --jobs 1, or fewer notes."
        ) from None
    except BaseException:
        # Interrupted: what the workers have begun is of no use, and may take long.
        for worker in multiprocessing.active_children():
            worker.kill()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


#: What ends a run; the parent takes them, and a worker ends with it.
_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@contextmanager
def _signals_later() -> Iterator[None]:
    """Hold back the signals that end a run: one in the midst of a fork is lost. A new process holds them back too."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(start: Callable[..., None], given: tuple[Any, ...]) -> None:
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in _ENDING[1:]:  # the parent turns them into an exception; a worker just ends
        signal.signal(number, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    Thread(target=_end_with_parent, daemon=True).start()
    start(*given)


def _end_with_parent() -> None:
    """End this worker when its parent has ended, however that was: nobody else would wake it."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _start(session: Session) -> None:
    global _session
    _session = session
    spare_collecting()


def _check_chunk(paths: Sequence[str]) -> list[Packed]:
    return [_packed(_session.check_early(path)) for path in paths]


def _packed(result: NoteResult) -> Packed:
    early = pack_diagnostics(result.early) if result.early is not None else None
    facts, diagnostics = result.packed_facts, result.packed_diagnostics
    return result.path, facts, diagnostics, result.failed, result.digest, result.traits, early


def spare_collecting() -> None:
    """Look for cyclic garbage rarely: a run makes millions of objects and no cycles. Worth a fifth of its time."""
    import gc

    gc.freeze()
    gc.set_threshold(200_000, 50, 1_000)
