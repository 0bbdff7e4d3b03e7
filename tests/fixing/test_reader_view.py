"""The second check of a safe fix: what a reader of the rendered note is shown."""

from __future__ import annotations

import pytest

from vaultlint.fixing.edits import TextEdit, apply_edits
from vaultlint.fixing.reader_view import loss, view


def lost(text: str, old: str, new: str, *may_change: str) -> str | None:
    """What is lost when the one occurrence of `old` becomes `new`."""
    assert text.count(old) == 1
    start = text.index(old)
    edits = [TextEdit(start, start + len(old), new)]
    return loss(view(text), view(apply_edits(text, edits)), text, edits, frozenset(may_change))


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        # A header row of other cells than the delimiter row is not a table to GFM.
        ("| [[x|y]] | b |\n|---|---|---|\n| 1 | 2 | 3 |\n", "x|y", "x\\|y"),
        ("text\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", "---|\n|", "---|x|\n|"),
        # A cell beyond the last column is not shown.
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", "a | b |\n|---|---|", "a |\n|---|"),
        # Numbers that label what follows, and room for answers.
        ("1.\n\n$$a$$\n\n2.\n\n$$b$$\n", "2.\n", ""),
        ("1.\n2.\n", "1.\n2.\n", ""),
        ("5.\nSpeed\n", "5.\n", ""),
        # Text that falls into a comment or a tag.
        ("a\n\n<b c\n\nword > d\n", "<b c\n\nword", "<b c word"),
        ("a ! word\n\nb -->\n", "! word\n\n", "<!-- word "),
        ("![x](y.png)\n", "![x](y.png)", "!\\[x](y.png)"),
    ],
)
def test_a_loss_is_seen(text: str, old: str, new: str) -> None:
    assert lost(text, old, new, "table", "list", "layout")


@pytest.mark.parametrize(
    ("text", "old", "new", "may_change"),
    [
        ("| a | b |\n|---|---|\n| [[x|y]] | 1 |\n", "x|y", "x\\|y", ["table", "link"]),
        ("text\n| a |\n|---|\n", "text\n", "text\n\n", "table"),
        ("1. rope\n2.\n", "2.\n", "", "list"),
        ("- a\n- \n", "- \n", "", "list"),
        ("- a\n  - \n- b\n", "  - \n", "", "list"),
        ("Itâ€™s\n", "â€™", "’", "prose"),
        ("a [b] (https://x.example/c)\n", "] (", "](", "link"),
        ("#Heading\n", "#H", "# H", "heading"),
        ("caf&eacute; x\n", "&eacute;", "é", "prose"),
    ],
)
def test_a_repair_loses_nothing(text: str, old: str, new: str, may_change: str | list[str]) -> None:
    words = [may_change] if isinstance(may_change, str) else may_change
    assert lost(text, old, new, *words) is None
