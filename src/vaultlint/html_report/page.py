"""The data of a report as one HTML page that loads nothing and runs nothing but its own scripts.

Texts of the vault are untrusted. In the page they are escaped by Jinja or lie in a JSON element without `<`; scripts
put them in as text; and the content security policy allows only the page's own script and style, by their hashes.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import quote

from vaultlint.errors import needs_extra
from vaultlint.escape import visible, with_named_blanks
from vaultlint.html_report.data import GENERATOR, SEVERITIES
from vaultlint.pattern import Pattern

#: Rows of a list that are written out; the page says how many more there are.
MOST_ROWS = 500

#: Problems that the page can search; `--format json` has all.
MOST_PROBLEMS = 10_000

#: Size of a chart of the trend, in its own units.
_CHART = (160, 44)

# What could end a script element, line ends of JavaScript alone, and characters that steer how others are shown.
_NOT_IN_SCRIPT = Pattern("[<>&\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


class Chart(NamedTuple):
    """A figure over time: its values, the points of its line, and where the last one is."""

    label: str
    values: list[int]
    points: str
    last: tuple[float, float]

    @property
    def change(self) -> int:
        return self.values[-1] - self.values[0]


def render_page(report: Mapping[str, Any]) -> str:
    """The page of a report.

    Raises:
        Failure: jinja2 is not installed.

    """
    with needs_extra("report", "a report as HTML"):
        import jinja2
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_resource), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )  # fmt: skip
    environment.filters.update(number=_number, size=_size, title=_title, shown=visible, drawn=_drawn, percent=_percent)
    style, script = _resource("page.css"), _resource("graph.js") + _resource("page.js")
    text: str = environment.get_template("page.html.j2").render(
        report=report,
        figures=report["figures"],
        generator=GENERATOR,
        severities=SEVERITIES,
        most=MOST_ROWS,
        most_problems=MOST_PROBLEMS,
        style=style,
        script=script,
        policy=_policy(style, script),
        data=_json_element(_page_data(report)),
        charts=_charts(report["history"]),
        note_url=_note_url(report["vaults"]),
    )
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _resource(name: str) -> str:
    return (files("vaultlint.html_report") / name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """Return a content security policy under which nothing is loaded, and only these texts run."""
    hashes = [b64encode(sha256(text.encode("utf-8")).digest()).decode() for text in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; worker-src blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _json_element(value: object) -> str:
    """JSON for a script element: nothing in it ends the element, and nothing turns the text of the page around."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(_NOT_IN_SCRIPT.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def _page_data(report: Mapping[str, Any]) -> dict[str, Any]:
    """Data for the scripts in compact form: tables of names, and rows of numbers."""
    problems = sorted(report["problems"], key=lambda one: SEVERITIES.index(one["severity"]))[:MOST_PROBLEMS]
    paths = _Table()
    rules = _Table()
    messages = _Table()
    rows = [
        [
            paths.index(one["path"]),
            one["row"],
            one["column"],
            rules.index(one["rule"]),
            SEVERITIES.index(one["severity"]),
            messages.index(one["message"]),
            {"safe": 1, "unsafe": 2}.get(one["fix"], 0),
        ]
        for one in problems
    ]
    groups = {one["rule"]: one["group"] for one in problems}
    nodes, folders = report["graph"]["nodes"], _Table()
    return {
        "vaults": report["vaults"],
        "severities": SEVERITIES,
        "paths": [visible(path) for path in paths.values],
        "files": [path if visible(path) != path else 0 for path in paths.values],
        "rules": [[rule, groups[rule]] for rule in rules.values],
        "messages": [visible(message) for message in messages.values],
        "problems": rows,
        "nodes": [
            [visible(one["name"]), -1 if one["missing"] else folders.index(one["folder"]), one["problems"]]
            for one in nodes
        ],
        "folders": [visible(folder) for folder in folders.values],
        "edges": [number for edge in report["graph"]["edges"] for number in edge],
    }


class _Table:
    """Different values, each with its index."""

    def __init__(self) -> None:
        self._indexes: dict[str, int] = {}

    def index(self, value: str) -> int:
        return self._indexes.setdefault(value, len(self._indexes))

    @property
    def values(self) -> list[str]:
        return list(self._indexes)


def _charts(history: Sequence[Mapping[str, Any]]) -> list[Chart]:
    """Charts of the figures that matter, if there is more than one report."""
    named = {
        "Problems": "problems",
        "Errors": "error",
        "Broken links": "broken",
        "Orphans": "orphans",
        "Notes": "notes",
        "Links": "links",
    }
    if len(history) < 2:
        return []
    return [_chart(label, [int(one["figures"].get(key, 0)) for one in history]) for label, key in named.items()]


def _chart(label: str, values: list[int]) -> Chart:
    width, height = _CHART
    low, high = min(values), max(values)
    places = [
        (4 + (width - 8) * number / (len(values) - 1), height - 5 - (height - 10) * (value - low) / (high - low or 1))
        for number, value in enumerate(values)
    ]
    return Chart(label, values, " ".join(f"{x:.1f},{y:.1f}" for x, y in places), places[-1])


def _note_url(vaults: Sequence[Mapping[str, Any]]) -> Any:
    """Return what gives the address at which Obsidian opens a note; "" where a vault is none of Obsidian."""
    sorted_vaults = sorted(vaults, key=lambda one: -len(one["prefix"]))

    @cache
    def url(path: str) -> str:
        for one in sorted_vaults:
            if path.startswith(one["prefix"]):
                if one["flavor"] != "obsidian":
                    return ""
                vault, file = (_quoted(text) for text in (one["name"], path[len(one["prefix"]) :]))
                return f"obsidian://open?vault={vault}&file={file}"
        return ""

    return url


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogateescape"), safe="")


def _number(value: int) -> str:
    return f"{value:,}"


def _percent(part: int, whole: int) -> str:
    """A share that is 100 % or 0 % only if nothing or all is missing."""
    if not whole or part in (0, whole):
        return "100\u202f%" if part == whole else "0\u202f%"
    return f"{min(max(part / whole * 100, 0.1), 99.9):.1f}\u202f%"


def _size(value: int) -> str:
    for unit, factor in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value >= factor:
            return f"{value / factor:.1f}\u202f{unit}"
    return f"{value}\u202fB"


def _drawn(text: str) -> str:
    """A text in which spaces of all kinds can be seen."""
    return "␠" if text == " " else with_named_blanks(visible(text))


def _title(path: str) -> str:
    """The name of a note without its folder."""
    return path.rpartition("/")[2].removesuffix(".md")
