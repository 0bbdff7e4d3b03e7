"""Fast paths: shortcuts registered beside the plain code that they must agree with; one test compares every pair.

The rules' `requires` are gates of the same kind, and have a test of their own (`tests/engine/test_required_text.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


class FastPath(NamedTuple):
    """A shortcut and the plain function of the same parameters.

    A gate returns whether the plain function may find anything. Any other shortcut returns what the plain function
    returns, or None to decline.
    """

    fast: Callable[..., Any]
    slow: Callable[..., Any]
    is_gate: bool

    @property
    def name(self) -> str:
        return f"{self.fast.__module__}.{self.fast.__qualname__}".removeprefix("vaultlint.")


#: Every fast path of the modules imported so far.
FAST_PATHS: Final[list[FastPath]] = []


def fast_path(*, slow: Callable[..., Any]) -> Callable[[Function], Function]:
    """Register a function that returns what `slow` returns, only sooner, or None to decline."""

    def register(fast: Function) -> Function:
        FAST_PATHS.append(FastPath(fast, slow, is_gate=False))
        return fast

    return register


def gate(*, slow: Callable[..., Any]) -> Callable[[Function], Function]:
    """Register a function that is false only where `slow` finds nothing."""

    def register(fast: Function) -> Function:
        FAST_PATHS.append(FastPath(fast, slow, is_gate=True))
        return fast

    return register
