"""Count the modules of vaultlint whose functions run when `check` reads two short notes, and the calls between modules.

    python tools/modules_entered.py [--list]

A reader who follows such a check has to open each of them. What runs on import (bodies, decorators) does not count.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import FrameType

import vaultlint
from vaultlint.cli import run

SOURCE = str(Path(vaultlint.__file__).parent)
NOTES = {
    "One.md": "# One\n\nA line with [[Two]].\n\n- item\n",
    "Two.md": "# Two\n\nText and a [link](One.md).\n\n#tag\n",
}


def main() -> None:
    """Run the check under a profile function, and print what it saw."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / ".obsidian").mkdir()
        for name, text in NOTES.items():
            (Path(folder) / name).write_text(text, "utf-8")
        os.chdir(folder)
        entered, calls = trace()
        os.chdir("/")
    rules = {module for module in entered if module.startswith("rules/")}
    print(f"{len(entered)} modules entered, {len(rules)} of them rules; {calls.total():,} calls between modules.")
    if "--list" in sys.argv:
        for module in sorted(entered):
            print(f"{calls[module]:6,} {module}")


def trace() -> tuple[set[str], Counter[str]]:
    """Return the modules whose functions ran, and how often each was called from another module."""
    entered: set[str] = set()
    calls: Counter[str] = Counter()

    def on_call(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event != "call" or not code.co_filename.startswith(SOURCE) or not code.co_flags & inspect.CO_OPTIMIZED:
            return
        caller = frame.f_back.f_code if frame.f_back else None
        if caller is None or caller.co_name == "<module>":
            return  # a decorator, or a table that is made on import
        module = code.co_filename[len(SOURCE) + 1 :]
        entered.add(module)
        if caller.co_filename.startswith(SOURCE) and caller.co_filename != code.co_filename:
            calls[module] += 1

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        sys.setprofile(on_call)
        run(["check", "--no-cache", "--isolated", "."])
        sys.setprofile(None)
    return entered, calls


if __name__ == "__main__":
    main()
