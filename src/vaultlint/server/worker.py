"""The one thread that touches vaults: what the user waits for goes first.

A session is not safe to use from two threads, and the event loop has to read on while a vault is checked.
"""

from __future__ import annotations

import asyncio
import heapq
import threading
from collections.abc import Callable
from concurrent.futures import Future
from enum import IntEnum
from itertools import count
from typing import Any, TypeVar

T = TypeVar("T")


class Priority(IntEnum):
    """The order in which waiting work is done."""

    REQUEST = 0  # somebody waits for the answer
    NOTE = 1  # diagnostics of a note after a change
    FILES = 2  # what changed on the disk
    VAULT = 3  # what a change means to other notes


class Stopped(Exception):
    """The server ends, so work on a vault may stop where it is."""


class Interrupted(Exception):
    """Somebody waits for other work."""


class Worker:
    """Runs functions one at a time in a thread of its own, by priority and then in the order given."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, Future[Any], Callable[[], Any]]] = []
        self._numbers = count()
        self._ready = threading.Condition()
        self._stopping = False
        # A daemon: a check that hangs must not keep the process alive after its client has gone.
        self._thread = threading.Thread(target=self._work, name="vaultlint", daemon=True)
        self._thread.start()

    def submit(self, priority: Priority, work: Callable[[], T]) -> Future[T]:
        """Schedule `work`; a future that is cancelled before it starts never runs."""
        future: Future[T] = Future()
        with self._ready:
            if self._stopping:
                future.cancel()
            else:
                heapq.heappush(self._waiting, (priority, next(self._numbers), future, work))
                self._ready.notify()
        return future

    async def run(self, priority: Priority, work: Callable[[], T]) -> T:
        """The result of `work`, for the event loop to wait for."""
        return await asyncio.wrap_future(self.submit(priority, work))

    def stop(self, patience: float = 2.0) -> None:
        """Drop what waits, and wait for what runs, `patience` seconds at most."""
        with self._ready:
            self._stopping = True
            for *_, future, _work in self._waiting:
                future.cancel()
            self._waiting.clear()
            self._ready.notify()
        self._thread.join(patience)

    def keep_going(self) -> None:
        """Called now and then by long work. Raises Stopped when the server ends."""
        if self._stopping:
            raise Stopped

    def give_way(self) -> None:
        """Called now and then by work that can wait. Raises Interrupted when something more urgent has come."""
        self.keep_going()
        waiting = self._waiting
        if waiting and waiting[0][0] < Priority.VAULT and not waiting[0][2].cancelled():
            raise Interrupted

    def _work(self) -> None:
        while True:
            with self._ready:
                while not self._waiting and not self._stopping:
                    self._ready.wait()
                if self._stopping:
                    return
                *_, future, work = heapq.heappop(self._waiting)
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)
