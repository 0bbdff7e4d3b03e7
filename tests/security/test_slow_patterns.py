"""Patterns and file names of a stranger take no time to speak of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hostile import vaultlint, write

from vaultlint.vault.ignore_patterns import IgnorePatterns

LONG = "a" * 120
PATTERNS = (
    "*a*a*a*a*a*a*b*",
    "*a" * 60 + "b",
    "**/" * 20 + "*a*a*a*a*a*b/x",
    "a/**/a/**/a/**/a/**/a/**/b",
    "[a]*" * 40 + "b",
    "?*" * 50 + "b",
    "**a**a**a**a**b",
    "(a+)+b",
)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("arguments", [(), ("--isolated",)])
def test_a_gitignore_that_would_backtrack(tmp_path: Path, pattern: str, arguments: tuple[str, ...]) -> None:
    files = {f"{LONG}.md": "# A\n", "a/" * 30 + "x.md": "# X\n", ".gitignore": f"{pattern}\n!{pattern}c\n"}
    root = write(tmp_path / "vault", {**files, ".obsidian/app.json": "{}"})
    assert vaultlint(root, "check", *arguments).status in (0, 1)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_globs_of_a_configuration_that_would_backtrack(tmp_path: Path, pattern: str) -> None:
    quoted = json.dumps(pattern)
    config = f"""
exclude = [{quoted}]
[per-file-ignores]
{quoted} = ["links"]
[[overrides]]
paths = [{quoted}]
ignore = ["links"]
"""
    files = {f"{LONG}.md": "# A\n", "a/" * 30 + "x.md": "# X\n", "vaultlint.toml": config}
    root = write(tmp_path / "vault", {**files, ".obsidian/app.json": "{}"})
    assert vaultlint(root, "check").status in (0, 1)


def test_no_expression_holds_two_stars_that_may_both_move() -> None:
    """Only an atomic group, or the last star of a segment, may be followed by more."""
    for pattern in PATTERNS:
        for _, _, matchers in IgnorePatterns([pattern])._groups:
            for matcher in matchers:
                expression = matcher.__self__.pattern  # type: ignore[attr-defined]
                for segment in expression.split("/)*"):
                    free = segment.replace("(?>[^/]*?", "").count("[^/]*")
                    assert free <= 1 + segment.count("/"), expression
