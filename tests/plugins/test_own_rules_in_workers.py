"""Where a process cannot be forked (Windows, macOS) a worker is sent a checker, and loads the user's rules anew."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

from test_own_rules import PATTERN, RULE

from vaultlint.cli.options import VaultOptions
from vaultlint.cli.sessions import open_sessions
from vaultlint.engine.workers import NoteChecker

WORKER = """
import pickle, sys
checker = pickle.load(sys.stdin.buffer)
print(sorted(one.rule for path in ("a.md", "b.md") for one in checker.check(path).diagnostics))
"""


def test_a_checker_reaches_a_process_that_knows_nothing(make_vault) -> None:
    toml = 'rule-paths = ["lint"]\n' + PATTERN + '[[overrides]]\npaths = ["b.md"]\nignore = ["teh"]\n'
    files = {"vaultlint.toml": toml, "lint/ship_name.py": RULE, "a.md": "# Albatross\n\nteh\n", "b.md": "teh\n"}
    root: Path = make_vault(files)
    (session,) = open_sessions([root], VaultOptions(), None)
    sent = pickle.dumps(NoteChecker(session.overlay, session.plan, session.settings))
    done = subprocess.run([sys.executable, "-c", WORKER], input=sent, capture_output=True, timeout=60, check=True)
    assert done.stdout.decode().strip() == "['ship-name', 'teh']"
