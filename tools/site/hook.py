"""A hook for mkdocs: the rulebook becomes pages of the site.

The notes of `rules/` are written for a vault: wikilinks, properties, blocks named by their place in a case. Here they
become what Python-Markdown reads. Nothing is written beside the notes; mkdocs reads them where they are.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import yaml
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from vaultlint.rule_pages import for_reader

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "rules"
TABLE = "Rules.md"

_log = logging.getLogger("mkdocs.hooks.rulebook")

_WIKILINK = re.compile(r"\[\[([^\[\]|\\]+)(?:\\?\|([^\[\]]+))?\]\]")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_COMMENT = re.compile(r"%%.*?%%")
_EMPTY = re.compile(r"^((`{3,})[^`\n]+)\n(?=\2$)", re.MULTILINE)  # Python-Markdown knows no empty blocks


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the rules into the navigation, by group, in the order of the table."""
    groups: dict[str, list[str]] = {}
    for path in sorted(RULES.glob("*.md")):
        if path.name != TABLE:
            groups.setdefault(_properties(path)["group"], []).append(f"rules/{path.name}")
    order = re.findall(r"^## (\S+)$", (RULES / TABLE).read_text("utf-8"), re.MULTILINE)
    names = sorted(groups, key=lambda name: (order.index(name) if name in order else len(order), name))
    config.nav = [*(config.nav or []), {"Rules": [f"rules/{TABLE}", *({name: groups[name]} for name in names)]}]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the notes of the rulebook."""
    for path in sorted(RULES.glob("*.md")):
        files.append(File.generated(config, f"rules/{path.name}", abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """A page as Python-Markdown wants it."""
    path = page.file.src_uri
    if not path.startswith("rules/"):
        return markdown.replace("](../rules/", "](rules/")
    name = Path(path).stem
    if path == f"rules/{TABLE}":
        return "# Rules\n\n" + _body(markdown, path, files)
    page.meta["title"] = name
    return f"# {name}\n\n{_about(page.meta)}\n\n{_body(markdown, path, files)}"


def _properties(path: Path) -> dict[str, Any]:
    """The front matter of a note."""
    return dict(yaml.safe_load(path.read_text("utf-8").split("---\n", 2)[1]))


def _about(properties: Any) -> str:
    """The front matter as a sentence and a table of one row."""
    others = ", ".join(f"`{alias}`" for alias in properties.get("aliases", ())) or "–"
    default = "on" if properties["default"] else "off"
    return (
        f"{properties['summary']}\n\n"
        "| group | severity | default | fix | elsewhere known as |\n|---|---|---|---|---|\n"
        f"| {properties['group']} | {properties['severity']} | {default} | {properties['fix']} | {others} |"
    )


def _body(markdown: str, path: str, files: Files) -> str:
    """The text with its wikilinks as links and its blocks under titles."""
    shown = for_reader(markdown, _opening, lambda line: _prose(line, path, files))
    return _EMPTY.sub(r"\1\n\n", shown)


def _opening(fence: str, language: str, title: str) -> str:
    shown = title.replace("`", "")
    return f'{fence}{language} title="{shown}"' if shown else f"{fence}{language}"


def _prose(line: str, path: str, files: Files) -> str:
    """A line of text: wikilinks become links, comments go, code stays."""
    parts: list[str] = []
    end = 0
    for code in _CODE.finditer(line):
        parts += [_linked(line[end : code.start()], path, files), code[0]]
        end = code.end()
    return "".join([*parts, _linked(line[end:], path, files)])


def _linked(text: str, path: str, files: Files) -> str:
    def link(found: re.Match[str]) -> str:
        target = found[1].strip()
        if files.get_file_from_path(f"rules/{target}.md") is None:
            _log.warning("%s: no page for [[%s]]", path, target)
        return f"[{found[2] or target}]({target}.md)"

    return _WIKILINK.sub(link, _COMMENT.sub("", text))
