"""A rule's page as a reader sees it who does not know the notation of cases."""

from __future__ import annotations

from vaultlint.rule_pages import for_reader

PAGE = """---
group: links
---
Prose with `code`.

```toml
exclude = ["a"]
```

## A case

`folder/a.md`

````md
```md
inside
```
````

`quiet.md`
is text here.

```report
a.md 1:1 x: said
```

`folder/a.md`

```md fixed
y
```

```files
b.png
```

`board.canvas`

```canvas unsafe fixed
```
"""


def opening(fence: str, language: str, title: str) -> str:
    return f"{title}|{fence}{language}"


def test_blocks_are_called_by_what_they_hold() -> None:
    lines = for_reader(PAGE, opening).splitlines()
    assert lines[0] == "Prose with `code`."
    assert [line for line in lines if "|" in line] == [
        "|```toml",
        "`folder/a.md`|````md",
        "what is reported|```text",
        "`folder/a.md` after `vaultlint fix`|```md",
        "other files of the vault|```text",
        "`board.canvas` after `vaultlint fix --unsafe-fixes`|```canvas",
    ]


def test_what_stands_in_blocks_stays() -> None:
    text = for_reader(PAGE, opening)
    assert "````md\n```md\ninside\n```\n````\n\n`quiet.md`\nis text here.\n" in text


def test_prose_may_be_rewritten_and_blocks_not() -> None:
    text = for_reader(PAGE, opening, str.upper)
    assert "PROSE WITH `CODE`." in text
    assert "\ninside\n" in text
    assert "IS TEXT HERE." in text
