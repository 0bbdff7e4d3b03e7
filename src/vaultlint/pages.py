"""The rulebook's notes, one a rule: in the wheel beside the code, in a checkout in `rules/`."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from vaultlint.pattern import Pattern

_NAME = Pattern(r"`[^`]+`$")


@cache
def rulebook() -> Path | None:
    """The folder of the rulebook; None if it was not installed."""
    package = Path(__file__).parent
    for folder in (package / "rulebook", package.parent.parent / "rules"):
        if folder.is_dir():
            return folder
    return None


def page(rule: str) -> str | None:
    """The note of a rule, as written; of a user's own rule without one, what is known of it."""
    from vaultlint import registry

    if (own := registry.own_rule(rule)) is not None:
        from vaultlint.own.page import page_of

        return page_of(own)
    folder = rulebook()
    path = folder / f"{rule}.md" if folder else None
    return path.read_text("utf-8") if path and path.is_file() else None


#: What a block of a case holds → the language of its text, and what to call it; `md` may be another language.
BLOCKS = {
    "report": ("text", "what is reported"),
    "files": ("text", "other files of the vault"),
    "toml": ("toml", "options of the rule"),
    "web": ("text", "what the web answers"),
}
_FIXED = {"fixed": "after `vaultlint fix`", "unsafe fixed": "after `vaultlint fix --unsafe-fixes`"}


def for_reader(text: str, opening: Callable[[str, str, str], str], prose: Callable[[str], str] = str) -> str:
    """A page without front matter, its blocks called by what they hold, for who does not know the notation of cases.

    `opening` makes the first line of a block from its fence, language and title (Markdown, may be empty); the file's
    name that stands above a block is a part of its title. `prose` may rewrite every line outside of blocks.
    """
    written: list[str] = []
    fence, in_case = "", False
    for line in without_front_matter(text).split("\n"):
        mark = line[: len(line) - len(line.lstrip("`"))]
        if fence:
            written.append(line)
            if line == fence:
                fence = ""
        elif len(mark) >= 3:
            fence = mark
            kind = line[len(mark) :].strip()
            language, title = _called(kind) if in_case else (kind, "")
            written.append(opening(fence, language, f"{_name_above(written)} {title}".strip()))
        else:
            in_case = in_case or line.startswith("## ")
            written.append(prose(line))
    return "\n".join(written)


def _called(kind: str) -> tuple[str, str]:
    language, _, state = kind.partition(" ")
    return BLOCKS.get(kind) or (language, _FIXED.get(state, ""))


def _name_above(written: list[str]) -> str:
    """Take the name of a file that stands above a block: one in back-ticks, alone on its line."""
    last = next((at for at in range(len(written) - 1, -1, -1) if written[at].strip()), None)
    if last is None or not _NAME.match(written[last]):
        return ""
    name = written[last]
    del written[last:]
    return name


def without_front_matter(text: str) -> str:
    """The text of a page below its properties."""
    return text.split("\n---\n", 1)[1].lstrip("\n") if text.startswith("---\n") else text
