"""What a note holds, counted in a way of its own: markdown-it for blocks, plain expressions for the rest.

Nothing here comes from vaultlint, so that a mistake in its parser or its proof cannot hide in the audit as well.
"""

from __future__ import annotations

import re
from collections import Counter

import pyromark
from markdown_it import MarkdownIt

FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")
COMMENT = re.compile(r"%%.*?%%", re.S)
HTML_COMMENT = re.compile(r"<!--.*?-->", re.S)
INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)((?:[^\n]|\n(?![> \t]*\n))+?)(?<!`)\1(?!`)")
BLOCK_MATH = re.compile(r"\$\$((?:[^\n]|\n(?![> \t]*\n))+?)\$\$")
INLINE_MATH = re.compile(r"(?<![\\$\w])\$(?![\s$])([^$\n]+?)(?<![\s\\])\$(?![\d$])")
INLINE: dict[str, re.Pattern[str]] = {
    "embeds": re.compile(r"!\[\[([^\[\]\n]+)\]\]"),
    "wikilinks": re.compile(r"(?<!!)\[\[([^\[\]\n]+)\]\]"),
    "links": re.compile(r"\]\(\s*<?([^()<>\n]*(?:\([^()\n]*\)[^()<>\n]*)*)>?\s*\)"),
    "URLs": re.compile(r"https?://[^\s<>\"|\]\[)(*_`]+"),
    "definitions": re.compile(r"^[> \t]*(\[[^\]\n^]+\]:[ \t]*\S+)", re.M),
    "tags": re.compile(r"(?:^|(?<=[\s>]))(#(?=[^\s#]*[^\W\d])[\w/-]+)", re.M),
    "block ids": re.compile(r"(?:^|(?<=[ \t>]))(\^[A-Za-z0-9-]+)[ \t]*$", re.M),
    "highlights": re.compile(r"==([^=\n]+)=="),
    "footnote marks": re.compile(r"(\[\^[^\]\s]+\])(?!:)"),
    "footnotes": re.compile(r"^[> \t]*(\[\^[^\]\s]+\]:)", re.M),
    "tasks": re.compile(r"^[> \t]*(?:[-*+]|\d+[.)])[ \t]+(\[[^\]\n]\])[ \t]", re.M),
    "callouts": re.compile(r"^[ \t]*(?:>[ \t]?)+(\[![^\]\n]+\][+-]?)", re.M),
}
WORD = re.compile(r"[^\W_]+")
RENDER = (
    pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS | pyromark.Options.ENABLE_MATH | pyromark.Options.ENABLE_WIKILINKS
)  # fmt: skip
BLOCK_TAG = re.compile(r"(</?(?:p|li|ul|ol|h[1-6]|blockquote|table|thead|tbody|tr|th|td|hr|pre|div|br)\b[^<>]*>)")

_parser = MarkdownIt("commonmark").enable("table")


def split(data: bytes) -> tuple[str, str]:
    """Front matter and body, with line endings alike. Bytes that are no UTF-8 are read as Latin-1."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    match = FRONT_MATTER.match(text)
    return (match[0], text[match.end() :]) if match else ("", text)


def constructs(data: bytes) -> dict[str, Counter[str]]:
    """Kind → how often each construct of that kind occurs, by what it says."""
    matter, body = split(data)
    found: dict[str, Counter[str]] = {"front matter": Counter([matter.rstrip()])}
    found["comments"] = Counter(_ink(match[0]) for match in COMMENT.finditer(body))
    found["comments"].update(_ink(match[0]) for match in HTML_COMMENT.finditer(body))
    blocks: dict[str, list[str]] = {
        "headings": [],
        "code blocks": [],
        "table cells": [],
        "items": [],
        "HTML blocks": [],
    }
    code_lines: set[int] = set()
    tokens = _parser.parse(body)
    in_cell = in_heading = ""
    for token in tokens:
        if token.type in ("fence", "code_block"):
            blocks["code blocks"].append(token.info.strip() + "\n" + token.content.rstrip("\n"))
            code_lines.update(range(*(token.map or [0, 0])))
        elif token.type == "html_block":
            blocks["HTML blocks"].append(_ink(token.content))
        elif token.type == "heading_open":
            in_heading = token.tag
        elif token.type in ("th_open", "td_open"):
            in_cell = "cell"
        elif token.type == "list_item_open":
            blocks["items"].append("ordered" if token.info else "bullet")
        elif token.type == "inline" and in_heading:
            blocks["headings"].append(f"{in_heading} {_ink(token.content)}")
            in_heading = ""
        elif token.type == "inline" and in_cell:
            if token.content:
                blocks["table cells"].append(_ink(token.content))
            in_cell = ""
    found.update({name: Counter(items) for name, items in blocks.items()})
    text = "\n".join("" if number in code_lines else line for number, line in enumerate(body.split("\n")))
    found["inline code"] = Counter(_ink(match[2]) for match in INLINE_CODE.finditer(text))
    text = INLINE_CODE.sub(" ", text)
    found["math"] = Counter(_ink(match[1]) for match in BLOCK_MATH.finditer(text))
    text = BLOCK_MATH.sub(" ", text)
    found["math"].update(_ink(match[1]) for match in INLINE_MATH.finditer(text))
    for name, pattern in INLINE.items():
        found[name] = Counter(match[1] if pattern.groups else match[0] for match in pattern.finditer(text))
    found["words"] = Counter(WORD.findall(re.sub(r"(?m)^([> \t]*)\d+[.)](?=\s)", r"\1", body)))
    return found


def _ink(text: str) -> str:
    """Text without what a quote puts before its lines, and with blanks folded."""
    return " ".join(re.sub(r"(?m)^[ \t]*(?:>[ \t]?)+", "", text).split())


def rendered(data: bytes) -> str:
    """The HTML without front matter and without the blanks around blocks."""
    _, body = split(data)
    html = pyromark.html(body, options=RENDER)
    made, preformatted = [], False
    for part in re.split(r"(</?pre\b)", html):
        preformatted = part == "<pre" or (preformatted and part != "</pre")
        if preformatted:
            made.append(part)
        else:
            folded = re.sub(r"[ \t\n]+", lambda match: "\n" if "\n" in match[0] else match[0], part)
            made.append("".join(piece.strip() for piece in BLOCK_TAG.split(folded)))
    return "".join(made)
