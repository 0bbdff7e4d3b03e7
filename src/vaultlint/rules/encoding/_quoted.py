"""Text in a message."""

from __future__ import annotations


def quoted(text: str) -> str:
    """The text in quotes, with invisible characters as escapes."""
    if text.isprintable():
        return f"“{text}”"
    drawn = "".join(char if char.isprintable() or char == "\uf8ff" else f"<U+{ord(char):04X}>" for char in text)
    return f"“{drawn}”"
