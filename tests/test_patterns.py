"""No regular expression may backtrack badly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_no_expression_takes_more_than_its_share_of_the_worst_text() -> None:
    script = Path(__file__).with_name("worst_cases.py")
    try:
        done = subprocess.run([sys.executable, str(script)], capture_output=True, timeout=300)
    except subprocess.TimeoutExpired as late:
        last = (late.stdout or b"").decode().splitlines()[-1:]
        pytest.fail(f"still at it: {last}")
    assert done.returncode == 0, done.stderr.decode()
    assert len(done.stdout.splitlines()) > 2000
