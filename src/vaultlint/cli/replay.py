"""Print the report of the previous run again where nothing has changed.

Rendering, and unpacking the diagnostics for it, is two thirds of a run over a damaged vault in which nothing changed.
"""

from __future__ import annotations

import marshal
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from vaultlint.cli.output import Output, Printed
from vaultlint.cli.say import drawn

if TYPE_CHECKING:
    from vaultlint.cache.previous_run import CachedRun


def printed_before(previous: CachedRun | None, root: Path, output: Output, *, color: bool) -> Printed | None:
    """Output of an earlier run; None if anything has changed, or its format differs."""
    if previous is None or not previous.is_current() or not _is_plain(output):
        return None
    packed = previous.printed(_key(root, output, color=color))
    return Printed(*marshal.loads(packed)) if packed is not None else None


def remember_printed(previous: CachedRun | None, root: Path, output: Output, printed: Printed, *, color: bool) -> None:
    """Store the output for the next run, which repeats it if nothing changed."""
    if previous is not None and _is_plain(output):
        packed = marshal.dumps((printed.text, printed.summary, list(printed.severities)), 2)
        previous.keep_printed(_key(root, output, color=color), packed)


def _is_plain(output: Output) -> bool:
    """Whether one report goes to standard output, and nothing else anywhere."""
    return (
        len(output.targets) == 1
        and output.targets[0][1] is None
        and output.targets[0][0] != "github"  # which also writes a summary of the job
        and not (output.statistics or output.show_fixes or output.to_stderr)
    )


def _key(root: Path, output: Output, *, color: bool) -> tuple[object, ...]:
    """Key of all that the text depends on besides the diagnostics."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    return output.targets[0][0], color, width, output.most, drawn(), str(root), str(Path.cwd())
