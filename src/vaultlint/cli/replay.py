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
    """What an earlier run printed; None if something has changed, or it printed in another way."""
    if previous is None or not previous.is_current() or not _is_plain(output):
        return None
    packed = previous.printed(_key(root, output, color=color))
    return Printed(*marshal.loads(packed)) if packed is not None else None


def remember_printed(previous: CachedRun | None, root: Path, output: Output, printed: Printed, *, color: bool) -> None:
    """Let the next run print the same, if nothing changes until then."""
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
    """All that the text depends on besides the diagnostics."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    return output.targets[0][0], color, width, output.most, drawn(), str(root), str(Path.cwd())
