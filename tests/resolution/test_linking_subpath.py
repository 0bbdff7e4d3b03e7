"""After the `#`: headings, heading paths, block ids, footnotes, free fragments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaults import verdicts

from vaultlint.resolution.anchors import heading_as_subpath, normalized_heading
from vaultlint.resolution.commonmark import slug

NOTE = """# Tides: low & high
## Spring
### Table
## *Neap* tides
### Table
# See [[Moon|the moon]]
> # Quoted

- # In a list

Setext
------

A fact. ^Fact-1

- item ^item
  more

![[x.png]]^glued

Text.[^n]

[^n]: A note.
"""


@pytest.mark.parametrize(
    ("subpath", "status"),
    [
        ("Tides low high", "resolved"),
        ("tides:  LOW & high!", "resolved"),
        ("Tides low high#Table", "resolved"),
        ("Spring#Table", "resolved"),
        ("Neap tides#Table", "resolved"),
        ("Neap tides#Spring", "missing-heading"),
        ("Table#Spring", "missing-heading"),
        ("See Moon the moon", "resolved"),
        ("See the moon", "missing-heading"),
        ("Quoted", "missing-heading"),
        ("In a list", "missing-heading"),
        ("Setext", "resolved"),
        ("", "resolved"),
        ("##Spring", "resolved"),
        ("tides-low--high", "missing-heading"),
        ("^fact-1", "resolved"),
        ("^FACT-1 ", "resolved"),
        ("^item", "missing-block"),
        ("^glued", "missing-block"),
        ("^none", "missing-block"),
        ("[^n]", "resolved"),
        ("[^N]", "resolved"),
        ("[^m]", "missing-block"),
    ],
)
def test_what_stands_behind_the_hash(subpath: str, status: str) -> None:
    files = {"Sea.md": NOTE, "n.md": f"[[Sea#{subpath}]]\n"}
    assert verdicts(files, "n.md") == [f"{status} Sea.md"]


def test_fragments_of_other_files_are_free() -> None:
    files = {"a.pdf": "", "b.canvas": "", "n.md": "[[a.pdf#page=3]] [[b.canvas#^none]]"}
    assert verdicts(files, "n.md") == ["resolved a.pdf", "resolved b.canvas"]


def test_areas_of_a_drawing_are_free() -> None:
    drawing = "---\nexcalidraw-plugin: parsed\n---\n"
    files = {"d.excalidraw.md": drawing, "n.md": "![[d.excalidraw#^area=x1]] [[d.excalidraw#^gone]]"}
    assert [one.split()[0] for one in verdicts(files, "n.md")] == ["resolved", "missing-block"]


def test_in_the_same_note() -> None:
    assert verdicts({"n.md": "# Here\n[[#here]] [x](#HERE) [[#there]]"}, "n.md") == [
        "resolved n.md",
        "resolved n.md",
        "missing-heading n.md",
    ]


@given(st.text())
def test_the_comparison_form_is_settled(text: str) -> None:
    form = normalized_heading(text)
    assert normalized_heading(form) == form


@given(st.text())
def test_a_heading_is_found_by_what_is_written_for_it(text: str) -> None:
    written = heading_as_subpath(text)
    assert normalized_heading(written) == normalized_heading(text)
    assert not set(written) & set("#|^")


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("What's *new*? (v2.0)", "whats-new-v20"), ("See [[Moon|the moon]]", "see-the-moon"), ("Ä B", "ä-b")],
)
def test_slugs(heading: str, expected: str) -> None:
    assert slug(heading) == expected
