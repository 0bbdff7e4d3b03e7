from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.rule_registry import load
from vaultlint.ruletest.cases import draw, fence, read_cases, undraw
from vaultlint.ruletest.runner import expected, run
from vaultlint.ruletest.update import mirror, rewrite
from vaultlint.ruletest.variants import make_variant, variants_of

NOTE = """# Prose

Text with `code`.

## One file

```toml
first = 1
```

```md
# a
```

## A vault

only: as-written

`a/b.md`

```md
[[c]]
```

`.obsidian/app.json`
```json
{}
```

```files
x.png
c.md
```

```report
a/b.md 1:1 x: y
```

`a/b.md`

```md unsafe fixed
x
```

## No case

```python
x = 1
```
"""


def test_sections_with_files_are_cases():
    one, vault = read_cases(NOTE, "heading-jump")
    assert (one.name, one.row, one.options, one.files) == ("One file", 5, "first = 1\n", {"note.md": b"# a\n"})
    assert not one.named
    assert variants_of(one) == ["as written", "below front matter", "in a long note", "with CRLF"]
    assert vault.files == {"a/b.md": b"[[c]]\n", ".obsidian/app.json": b"{}\n", "x.png": b"", "c.md": b""}
    assert vault.named
    assert variants_of(vault) == ["as written"]
    assert vault.report == ["a/b.md 1:1 x: y"]
    assert vault.fixed("unsafe") == {"a/b.md": b"x\n"}
    assert vault.fixed("safe") == {}


def test_longer_fences_hold_shorter_ones():
    (case,) = read_cases("## a\n\n````md\n```\nx\n```\n````\n", "heading-jump")
    assert case.files == {"note.md": b"```\nx\n```\n"}


def test_an_open_fence_is_an_error():
    with pytest.raises(ValueError, match="row 3"):
        read_cases("## a\n\n```md\nx\n", "heading-jump")


@pytest.mark.parametrize(
    ("drawn", "content"),
    [
        ("a␠\n", b"a \n"),
        ("␉a␍\n", b"\ta\r\n"),
        ("a␄\n", b"a"),
        ("caf\\xE9\n", b"caf\xe9\n"),
        ("\\u{200B}\\u{FEFF}\n", "\u200b\ufeff\n".encode()),
        ("\\u{5C}xE9\n", b"\\xE9\n"),
        ("\\u{2420}\n", "␠\n".encode()),
        ("", b""),
    ],
)
def test_what_cannot_be_seen_is_drawn(drawn, content):
    assert undraw(drawn) == content
    assert draw(content) == drawn


@given(st.one_of(st.binary(max_size=40), st.text("ab \t\r\n\\xE9u{}␠␉␍␄`é\u200b", max_size=40).map(str.encode)))
def test_drawing_loses_nothing(content):
    assert undraw(draw(content)) == content


@given(st.text("ab`~\n", max_size=60))
def test_a_block_holds_any_text(text):
    text = draw(text.encode())
    note = "## a\n\n" + "\n".join(fence("md", text, "x.md")) + "\n"
    (case,) = read_cases(note, "heading-jump")
    assert case.blocks[0].text == text


@pytest.mark.parametrize("variant", ["below front matter", "in a long note", "with CRLF"])
def test_a_rule_that_depends_on_its_surroundings_is_found_out(variant):
    text = rewrite("## a\n\n```md\n- x\n-\n```\n", "empty-bullet")
    (case,) = read_cases(text, "empty-bullet")
    assert run(case, variant).report == case.report == ["2:1 -: list item without text"]
    assert run(case, variant).fixed == expected(case, variant).fixed != {}
    assert make_variant(case, variant).files != case.files


def test_rewriting_replaces_adds_and_takes_out():
    old = "\n```report\nold\n```\n"
    text = f"## a\n\n```md\n# a\n### b\n```\n{old}\nProse.\n\n## b\n\n```md\n# a\n```\n{old}"
    new = rewrite(text, "heading-jump")
    assert "```report\n2:1 ###: level 3 follows level 1\n```\n\n```md unsafe fixed\n# a\n## b\n```\n\nProse.\n" in new
    assert new.endswith("## b\n\n```md\n# a\n```\n")
    assert rewrite(new, "heading-jump") == new


def test_front_matter_is_mirrored_and_the_rest_of_it_kept():
    text = mirror("---\nsummary: old\naliases:\n  - MD001\noptions:\n  - x\n---\n\nText.\n", load("heading-jump"))
    assert text.startswith('---\nsummary: "A heading more than one level deeper')
    assert 'options:\n  - "first = 0"\naliases:\n  - MD001\n---\n\nText.\n' in text
    assert mirror("Text.\n", load("heading-jump")).endswith("---\n\nText.\n")
