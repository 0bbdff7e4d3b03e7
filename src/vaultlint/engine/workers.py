"""Check many notes in one process or several. A note's text stays in the worker; packed results come back.

The outcome is the same for any number of jobs: results are keyed by path and sorted later.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from vaultlint.engine.check_note import LARGEST_NOTE, check_note, unreadable
from vaultlint.engine.check_vault import NamesOnlyVault, check_links_by_name
from vaultlint.engine.overlay import Overlay
from vaultlint.engine.plan import Plan
from vaultlint.engine.results import NoteResult, checksum, pack_diagnostics, unpack_diagnostics
from vaultlint.errors import Failure
from vaultlint.settings import VaultSettings

T = TypeVar("T")

#: Below this many notes, or bytes of notes, a pool costs more than it gives.
FEWEST_FOR_POOL = 150
LEAST_FOR_POOL = 250_000
#: How many notes a worker takes at a time: enough to forget the cost of handing over, so few that progress is seen.
_FEWEST_AT_ONCE, _MOST_AT_ONCE = 8, 500

_checker: NoteChecker  # the worker's own, set once when the worker starts

#: A note's path, its facts and diagnostics packed, whether it failed, the hash of its bytes, its traits, and its local
#: results, packed, if there are any.
Packed = tuple[str, bytes, bytes, bool, bytes, int, bytes | None]

#: Told how many notes are done, and of how many.
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class NoteChecker:
    """Checks notes by path: all that a worker needs to know of a vault.

    `names` is there if rules on facts may run before all notes are read. `digest` hashes the bytes of a note.
    """

    overlay: Overlay
    plan: Plan
    settings: VaultSettings
    names: NamesOnlyVault | None = None
    digest: Callable[[bytes], bytes] = checksum

    def check(self, path: str) -> NoteResult:
        """Run the rules on notes, and those on facts as far as the names of the files suffice."""
        try:
            data = self.overlay.read_bytes(path, LARGEST_NOTE)
        except OSError as error:
            return unreadable(path, error.strerror or str(error))
        result = check_note(path, data, self.plan, self.settings)
        result.digest = self.digest(data)
        if self.names is not None and (facts := result.facts) is not None:
            plan, read_text = self.plan.at(path), self.overlay.read_text
            result.local = check_links_by_name(facts, result.traits, plan, self.names, read_text)
        return result


def available_jobs() -> int:
    """The processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def check_notes(
    checker: NoteChecker, paths: Sequence[str], jobs: int, progress: Progress | None
) -> Iterator[NoteResult]:
    """Check all notes; their results come in any order."""
    if jobs > 1 and len(paths) >= FEWEST_FOR_POOL and _enough(checker.overlay, paths):
        yield from _in_pool(checker, in_shares(paths, jobs), jobs, progress)
        return
    for done, path in enumerate(paths, 1):
        yield checker.check(path)
        if progress:
            progress(done, len(paths))


def _enough(overlay: Overlay, paths: Sequence[str]) -> bool:
    """Whether the notes hold so many bytes that a pool is worth its cost; few have to be looked at to tell."""
    total = 0
    for path in paths:
        try:
            total += os.stat(overlay.location(path)).st_size
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
    checker: NoteChecker, chunks: Sequence[Sequence[str]], jobs: int, progress: Progress | None
) -> Iterator[NoteResult]:
    done, total = 0, sum(map(len, chunks))
    for results in in_processes(_check_chunk, chunks, jobs, _start, checker):
        for path, facts, diagnostics, failed, digest, traits, packed in results:
            local = unpack_diagnostics(packed) if packed is not None else None
            yield NoteResult(path, diagnostics, facts, failed, digest, traits, local)
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
    """Results of `work` for each chunk, in order; `start(*given)` is called first in each process.

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
            waiting = [pool.submit(work, chunk) for chunk in chunks][::-1]
        # `pool.map` would cancel what is waiting, and the pool's thread fails on a cancelled call of a killed worker.
        while waiting:
            yield waiting.pop().result()
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
    """End this worker when its parent has ended for any reason: nothing else would wake it."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _start(checker: NoteChecker) -> None:
    global _checker
    _checker = checker
    spare_collecting()


def _check_chunk(paths: Sequence[str]) -> list[Packed]:
    return [_packed(_checker.check(path)) for path in paths]


def _packed(result: NoteResult) -> Packed:
    local = pack_diagnostics(result.local) if result.local is not None else None
    facts, diagnostics = result.packed_facts, result.packed_diagnostics
    return result.path, facts, diagnostics, result.failed, result.digest, result.traits, local


def spare_collecting() -> None:
    """Look for cyclic garbage rarely: a run makes millions of objects and no cycles. Worth a fifth of its time."""
    import gc

    gc.freeze()
    gc.set_threshold(200_000, 50, 1_000)
