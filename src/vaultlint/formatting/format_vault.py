"""Format many notes in several processes, and write them through the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from vaultlint.config.format_style import Style
from vaultlint.engine.check_note import LARGEST_NOTE
from vaultlint.engine.workers import FEWEST_FOR_POOL, in_processes, in_shares
from vaultlint.fixing.write import Invocation, Saved, Write, write_all
from vaultlint.formatting.format_note import Formatted, NoteFormatter
from vaultlint.settings import VaultSettings

Progress = Callable[[int, int], None]

_worker: tuple[Path, NoteFormatter]  # a worker's own, set once when the worker starts


def format_notes(
    root: Path, paths: Sequence[str], style: Style, settings: VaultSettings, jobs: int, progress: Progress | None = None
) -> Iterator[Formatted]:
    """Format notes of the vault at `root` in memory, in the order of `paths`, whatever the number of jobs."""
    if jobs <= 1 or len(paths) < FEWEST_FOR_POOL:
        formatter = NoteFormatter(style, settings)
        for done, path in enumerate(paths, 1):
            yield _read_and_format(root, path, formatter)
            if progress:
                progress(done, len(paths))
        return
    done = 0
    for results in in_processes(_format_chunk, in_shares(paths, jobs), jobs, _start, root, style, settings):
        yield from results
        done += len(results)
        if progress:
            progress(done, len(paths))


def save_formatted(root: Path, changed: Sequence[Formatted], invocation: Invocation) -> Saved:
    """Write formatted notes; `vaultlint undo` reverts that."""
    writes = [Write([(formatted.path, formatted.before, formatted.after, ("format",))]) for formatted in changed]
    return write_all(root, writes, invocation)


def _start(root: Path, style: Style, settings: VaultSettings) -> None:
    global _worker
    _worker = (root, NoteFormatter(style, settings))


def _format_chunk(paths: Sequence[str]) -> list[Formatted]:
    root, formatter = _worker
    found = []
    for path in paths:
        one = _read_and_format(root, path, formatter)
        if not one.changed:
            one.before = one.after = b""  # only what is to be written goes back to the parent
        found.append(one)
    return found


def _read_and_format(root: Path, path: str, formatter: NoteFormatter) -> Formatted:
    try:
        file = root / path
        if (size := file.stat().st_size) > LARGEST_NOTE:
            reason = f"{size:,} bytes are more than a note of {LARGEST_NOTE:,} bytes. Exclude it"
            return Formatted(path, b"", b"", left_alone=reason, failed=True)
        data = file.read_bytes()
    except OSError as error:
        return Formatted(path, b"", b"", left_alone=f"it cannot be read: {error.strerror or error}", failed=True)
    return formatter.format(path, data)
