"""No regular expression may backtrack badly."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

#: Processes that share the expressions: all of them in one take minutes.
SHARES = 2


@pytest.mark.slow
def test_no_expression_takes_more_than_its_share_of_the_worst_text() -> None:
    script = Path(__file__).with_name("worst_cases.py")
    with ThreadPoolExecutor(SHARES) as pool:
        tried = pool.map(lambda share: _try(script, share), range(SHARES))
    assert sum(tried) > 4000


def _try(script: Path, share: int) -> int:
    """Run a share of the expressions; return the number of texts they were tried on."""
    try:
        done = subprocess.run([sys.executable, script, str(share), str(SHARES)], capture_output=True, timeout=400)
    except subprocess.TimeoutExpired as late:
        last = (late.stdout or b"").decode().splitlines()[-1:]
        pytest.fail(f"still at it: {last}")
    assert done.returncode == 0, done.stderr.decode()
    return len(done.stdout.splitlines())
