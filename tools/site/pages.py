"""The rulebook as pages of the site.

The notes of `rules/` are written for a vault: wikilinks, properties, blocks named by their place in a case. Here they
become what Python-Markdown reads.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from vaultlint.rule_pages import for_reader

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "rules"
TABLE = "Rules.md"

_WIKILINK = re.compile(r"\[\[([^\[\]|\\]+)(?:\\?\|([^\[\]]+))?\]\]")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_COMMENT = re.compile(r"%%.*?%%")
_EMPTY = re.compile(r"^((`{3,})[^`\n]+)\n(?=\2$)", re.MULTILINE)  # Python-Markdown knows no empty blocks


def navigation() -> dict[str, Any]:
    """Return the rules for the navigation, by group, in the order of the table."""
    groups: dict[str, list[str]] = {}
    for path in _rules():
        groups.setdefault(_properties(path)["group"], []).append(f"rules/{path.name}")
    order = re.findall(r"^## (\S+)$", (RULES / TABLE).read_text("utf-8"), re.MULTILINE)
    names = sorted(groups, key=lambda name: (order.index(name) if name in order else len(order), name))
    return {"Rules": [f"rules/{TABLE}", *({name: groups[name]} for name in names)]}


def write_rules(folder: Path) -> None:
    """Write the table and a page for each rule."""
    folder.mkdir(parents=True)
    table = "# Rules\n\n" + _body((RULES / TABLE).read_text("utf-8"))
    (folder / TABLE).write_text(table, "utf-8", newline="\n")
    for path in _rules():
        properties = _properties(path)
        text = path.read_text("utf-8").split("---\n", 2)[2]
        page = f"---\ntitle: {path.stem}\n---\n\n# {path.stem}\n\n{_about(properties)}\n\n{_body(text)}"
        (folder / path.name).write_text(page, "utf-8", newline="\n")


def _rules() -> list[Path]:
    """Return the notes of the rules, without the table."""
    return [path for path in sorted(RULES.glob("*.md")) if path.name != TABLE]


def _properties(path: Path) -> dict[str, Any]:
    """Return the front matter of a note."""
    return dict(yaml.safe_load(path.read_text("utf-8").split("---\n", 2)[1]))


def _about(properties: dict[str, Any]) -> str:
    """Return the front matter as a sentence and a table of one row."""
    others = ", ".join(f"`{alias}`" for alias in properties.get("aliases", ())) or "–"
    default = "on" if properties["default"] else "off"
    return (
        f"{properties['summary']}\n\n"
        "| group | severity | default | fix | elsewhere known as |\n|---|---|---|---|---|\n"
        f"| {properties['group']} | {properties['severity']} | {default} | {properties['fix']} | {others} |"
    )


def _body(markdown: str) -> str:
    """Return the text with its wikilinks as links and its blocks under titles."""
    shown = for_reader(markdown, _opening, _prose).replace("](../docs/", "](../")
    return _EMPTY.sub(r"\1\n\n", shown)


def _opening(fence: str, language: str, title: str) -> str:
    shown = title.replace("`", "")
    return f'{fence}{language} title="{shown}"' if shown else f"{fence}{language}"


def _prose(line: str) -> str:
    """Return a line of text in which wikilinks are links and comments are gone; code stays."""
    parts: list[str] = []
    end = 0
    for code in _CODE.finditer(line):
        parts += [_linked(line[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, _linked(line[end:])])


def _linked(text: str) -> str:
    return _WIKILINK.sub(
        lambda found: f"[{found[2] or found[1].strip()}]({found[1].strip()}.md)", _COMMENT.sub("", text)
    )
