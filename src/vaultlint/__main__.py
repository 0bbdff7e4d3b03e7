"""The command `vaultlint`, and `python -m vaultlint`: arguments in, exit status out."""

from __future__ import annotations

import gc
import os
import signal
import sys


def main() -> int:
    """Run the command line; each way in which a run can fail ends in one sentence and status 2, or 130 for Ctrl-C."""
    arguments = sys.argv[1:]
    if (answer := _at_once(arguments)) is not None:
        return _print(answer)
    gc.set_threshold(200_000)  # what is loaded stays: looking for garbage meanwhile takes 6 of 150 ms
    try:
        from vaultlint.cli import run
    except KeyboardInterrupt:  # Ctrl-C while loading: nothing has been done
        return _fail("interrupted.", 130)
    status = run(arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run is over: Ctrl-C changes nothing of its status any more
    return _without_leftovers(status)


def _at_once(arguments: list[str]) -> str | None:
    """Answer what needs no command line, since loading it takes most of the time."""
    if arguments in (["--version"], ["-V"]):
        from vaultlint import __version__

        return f"vaultlint {__version__}\n"
    if len(arguments) == 2 and arguments[0] == "explain" and not (sys.stdout and sys.stdout.isatty()):
        from vaultlint.rule_pages import printed

        return printed(arguments[1])
    return None


def _print(text: str) -> int:
    if sys.stdout is None:  # closed by who called
        return 0
    try:
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.flush()
    except BrokenPipeError:  # the reader has seen enough: nothing is wrong
        _discard_output()
    except OSError as error:
        return _without_leftovers(_fail(f"standard output: {error.strerror}."))
    return 0


def _without_leftovers(status: int) -> int:
    """Return the status of a run; drop output that could not be written, which has been reported by now.

    Python would try to write it once more at exit, and would end the process with status 120.
    """
    try:
        sys.stdout.flush()
    except OSError:
        _discard_output()
    return status


def _discard_output() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(message: str, status: int = 2) -> int:
    print(f"vaultlint: {message}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
