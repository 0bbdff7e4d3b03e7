"""The command `vaultlint`, and `python -m vaultlint`: arguments in, exit status out."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; every way in which a run can fail ends here, in one sentence and status 2."""
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):  # answered without loading anything
        from vaultlint import __version__

        try:
            print(f"vaultlint {__version__}", flush=True)
        except OSError as error:
            return _fail(f"standard output: {error.strerror}.")
        return 0
    try:
        from vaultlint.cli import run
    except KeyboardInterrupt:  # Ctrl-C while loading: nothing has been done
        return _fail("interrupted.")
    return run(arguments)


def _fail(message: str) -> int:
    print(f"vaultlint: {message}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
