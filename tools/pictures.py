"""Draw what a terminal shows, as SVG for docs/images: `python tools/pictures.py`; `--check` only compares the text."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
_WIDTH = 100

#: File → the commands that it shows, run in a copy of the example vault.
PICTURES: Final = {
    "terminal-check.svg": ['vaultlint check "Recipes/Sourdough starter.md"'],
    "terminal-fix.svg": ["vaultlint fix --diff Home.md", "vaultlint fix Home.md --quiet", "vaultlint undo"],
}

_THEME = TerminalTheme(
    (24, 26, 31),
    (220, 223, 228),
    [(63, 68, 81), (224, 108, 117), (152, 195, 121), (229, 192, 123), (97, 175, 239), (198, 120, 221), (86, 182, 194),
     (230, 230, 230)],
    [(110, 116, 130), (240, 130, 138), (170, 215, 140), (240, 205, 140), (120, 190, 250), (212, 140, 232),
     (105, 200, 210), (255, 255, 255)],
)  # fmt: skip

# Without the fonts that rich would load from elsewhere.
_FORMAT = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g></g></svg>
"""


def _shown(commands: list[str]) -> Text:
    """Run the commands in a copy of the example vault; return what a terminal shows, with its colors."""
    shown = Text()
    with tempfile.TemporaryDirectory() as folder:
        script = 'cp -r "$1" "$2/vault" && cd "$2/vault"'
        subprocess.run(["bash", "-c", script, "-", ROOT / "examples" / "vault", folder], check=True)
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": str(_WIDTH),
            "VAULTLINT_STATE_DIR": f"{folder}/state",
            "VAULTLINT_CACHE_DIR": f"{folder}/cache",
        }
        environment.pop("NO_COLOR", None)
        for command in commands:
            full = command.replace("check", "check --output-format full") + " --color always"
            done = subprocess.run(
                ["bash", "-c", full],
                cwd=f"{folder}/vault",
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            shown.append(Text.assemble(("$ ", "bold green"), (command, "bold")))
            shown.append("\n")
            shown.append(Text.from_ansi(done.stdout.rstrip("\n")))
            shown.append("\n\n")
    shown.rstrip()
    return shown


def _draw(shown: Text) -> str:
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=_WIDTH, file=nowhere, force_terminal=True, color_system="truecolor")
        console.print(shown)
        return console.export_svg(title="", theme=_THEME, code_format=_FORMAT, unique_id="terminal")


def words_of(svg: str) -> list[str]:
    """Return the words that a picture shows."""
    return html.unescape(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))).split()


def main(arguments: list[str]) -> int:
    """Write the pictures, or compare their words; the exit status."""
    stale = []
    for name, commands in PICTURES.items():
        shown = _shown(commands)
        path = IMAGES / name
        if "--check" not in arguments:
            path.write_text(_draw(shown), "utf-8", newline="\n")
        elif _letters(words_of(path.read_text("utf-8"))) != _letters(shown.plain.split()):
            stale.append(name)
    if stale:
        print(f"{', '.join(stale)}: run python tools/pictures.py", file=sys.stderr)
    return 1 if stale else 0


def _letters(words: list[str]) -> str:
    """Join words without the numbers of a run, which are those of its time."""
    return re.sub(r"\d{8}-\d{6}-\w\w", "", "".join(words))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
