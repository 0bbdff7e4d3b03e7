"""The rules of these tests are the user's own, who vouches for them."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULTLINT_TRUST_CONFIG", "1")
