"""No fix lets a link stand worse than before, wherever that link is and whichever notes are checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

BROKEN = "Caf\u00c3\u00a9"


@pytest.mark.parametrize(
    ("other", "link"),
    [
        ("yy.md", f"[[zz#{BROKEN}]]\n"),
        ("yy.md", f"[t](zz.md#{BROKEN})\n"),
        ("sub/yy.md", f"> ![[ZZ#{BROKEN}]]\n"),
        ("c.canvas", f'{{"nodes":[{{"id":"1","type":"file","file":"zz.md","subpath":"#{BROKEN}"}}],"edges":[]}}'),
    ],
)
@pytest.mark.parametrize("whole", [False, True])
def test_a_heading_that_others_link_to_stays(
    make_vault: Callable[..., Path], vaultlint: Callable, other: str, link: str, whole: bool
) -> None:
    root = make_vault({"zz.md": f"# {BROKEN}\n\n{BROKEN}\n", other: link, "far.md": "text\n"})
    paths = [] if whole else ["zz.md"]
    done = vaultlint("fix", "--select", "mojibake", "--quiet", *paths, cwd=root)
    if whole and other.endswith(".md"):
        # The link is result in the same run; until then neither is, or both are.
        text = (root / "zz.md").read_text() + (root / other).read_text()
        assert (BROKEN + "\n\n" in text) == (f"#{BROKEN}" in text)
    else:
        assert (root / "zz.md").read_text().startswith(f"# {BROKEN}\n")
        assert "would no longer lead where it leads" in done.err
    assert vaultlint("check", "--select", "broken-heading", cwd=root).status == 0


def test_a_heading_that_nobody_links_to_is_mended(make_vault: Callable[..., Path], vaultlint: Callable) -> None:
    root = make_vault({"zz.md": f"# {BROKEN}\n", "yy.md": "[[zz]]\n"})
    vaultlint("fix", "--select", "mojibake", "zz.md", cwd=root)
    assert (root / "zz.md").read_text() == "# Caf\u00e9\n"


def test_levels_count_in_a_path_of_headings(make_vault: Callable[..., Path], vaultlint: Callable) -> None:
    root = make_vault({"zz.md": "# A\n\n## B\n\n#### C\n\n### D\n", "yy.md": "[[zz#B#C]] [[zz#A#D]]\n"})
    vaultlint("fix", "--unsafe-fixes", "--select", "heading-jump", "zz.md", cwd=root)
    assert vaultlint("check", "--select", "broken-heading", cwd=root).status == 0
