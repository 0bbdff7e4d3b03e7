"""Cached answers in one SQLite file for all vaults; how long one is valid depends on what it was."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from vaultlint.errors import Failure
from vaultlint.online.answers import Answer

_VERSION: Final = 1
_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
#: Titles serve long after an answer is too old to be believed.
_FORGOTTEN_AFTER: Final = 365 * _DAY
_AT_ONCE: Final = 100
#: For so long an answer may wait to be written.
SECONDS_BETWEEN: Final = 2.0
_TABLES: Final = f"""
CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, value TEXT NOT NULL, asked INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version = {_VERSION};
"""


def time_to_live(answer: Answer) -> int:
    """For how many seconds an answer is as good as asking again."""
    if answer.status == "alive":
        return 30 * _DAY if answer.moved else 14 * _DAY
    if answer.status == "dead":
        return _DAY
    if answer.code in (401, 403, 451):
        return _DAY
    return _HOUR // 4


class Store:
    """Answers on the disk, by resource. `folder` None keeps nothing: every answer is forgotten with the run.

    Raises Failure if the file cannot be written; one that is damaged, or of another version, is begun anew.
    """

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / "web.sqlite3" if folder is not None else None
        # What waits to be written: a transaction left open would keep other runs from writing.
        self._waiting: dict[str, Answer] = {}
        self._saved_at = time.monotonic()
        try:
            self._base = self._open()
        except (OSError, sqlite3.Error) as error:
            raise self._failure(error) from None

    def _open(self) -> sqlite3.Connection:
        if self._path is None:
            return self._prepared(sqlite3.connect(":memory:"))
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # URLs of private notes stand in it.
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        base = sqlite3.connect(self._path, timeout=10.0)
        try:
            return self._prepared(base)
        except sqlite3.OperationalError:
            base.close()
            raise
        except sqlite3.DatabaseError:
            base.close()
            self._path.write_bytes(b"")
            return self._prepared(sqlite3.connect(self._path, timeout=10.0))

    def _prepared(self, base: sqlite3.Connection) -> sqlite3.Connection:
        (version,) = base.execute("PRAGMA user_version").fetchone()
        if version not in (0, _VERSION):
            base.execute("DROP TABLE IF EXISTS answer")
        base.executescript(_TABLES)
        base.execute("DELETE FROM answer WHERE asked < ?", (int(time.time()) - _FORGOTTEN_AFTER,))
        base.commit()
        return base

    def load(self, keys: Iterable[str]) -> dict[str, Answer]:
        """Stored answers about these resources, of any age."""
        self.save()
        found: dict[str, Answer] = {}
        wanted = list(keys)
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            for key, value in self._base.execute(f"SELECT key, value FROM answer WHERE key IN ({marks})", part):
                # What another program wrote there is as good as nothing.
                with suppress(ValueError, TypeError):
                    found[key] = _unpacked(value)
        return found

    def put(self, key: str, answer: Answer) -> Answer:
        """Store an answer and return it with its expiry time. Written with the next `save`, or by itself."""
        answer = answer._replace(until=answer.asked + time_to_live(answer))
        self._waiting[key] = answer
        if len(self._waiting) >= _AT_ONCE or time.monotonic() - self._saved_at > SECONDS_BETWEEN:
            self.save()
        return answer

    def save(self) -> None:
        """Write what waits to be written."""
        rows = [(key, json.dumps(one._asdict()), one.asked) for key, one in self._waiting.items()]
        try:
            if rows:
                with self._base:
                    self._base.executemany("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise self._failure(error) from None
        self._waiting.clear()
        self._saved_at = time.monotonic()

    def close(self) -> None:
        try:
            self.save()
        finally:
            self._base.close()

    def _failure(self, error: Exception) -> Failure:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        return Failure(
            f"{self._path}: the cache cannot be used: {reason}. Name another with --cache-dir, or --no-cache."
        )


def _unpacked(value: str) -> Answer:
    fields = json.loads(value)
    answer = Answer(**fields)
    return answer._replace(sought=tuple(answer.sought), missing=tuple(answer.missing))
