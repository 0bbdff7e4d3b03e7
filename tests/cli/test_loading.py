"""What a plain command does not load: it would take longer than the check of a note."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

NOTE = """---
tags: [a]
created: 2024-02-28
---

# One

Über [[two]] and [a page](https://example.org/a-page).
"""

HEAVY = (
    "concurrent.futures", "hashlib", "html", "httpx", "mdformat", "multiprocessing", "pathspec", "platformdirs",
    "rapidfuzz", "regex", "rich", "subprocess", "tempfile", "tomllib", "yaml",
)  # fmt: skip
SCRIPT = f"""
import sys
from vaultlint.__main__ import main
status = main()
print(status, [name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""


def test_the_check_of_a_note_loads_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    (tmp_path / "one.md").write_text(NOTE, "utf-8")
    (tmp_path / "two.md").write_text("Two.\n", "utf-8")
    command = [sys.executable, "-c", SCRIPT, "check", "one.md", "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8")
    assert done.stderr.splitlines()[-1] == "0 []", done.stdout
