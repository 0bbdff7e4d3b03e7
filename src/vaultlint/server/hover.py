"""Hover on a link: its target, or why it is broken."""

from __future__ import annotations

from lsprotocol import types

from vaultlint.facts import BlockFact, HeadingFact, LinkFact
from vaultlint.markdown.spans import Paragraph
from vaultlint.report.run import counted
from vaultlint.server.cursor import FootnoteUse, TagUse, footnotes, thing_at
from vaultlint.server.navigation import tag_uses
from vaultlint.server.vaults import VaultState
from vaultlint.vault.vault import Resolution

_MOST_LINES = 24
_MOST_CHARACTERS = 1600


def hover(state: VaultState, path: str, offset: int, *, markdown: bool = True) -> types.Hover | None:
    """The preview for the thing at a character; None if there is nothing to say."""
    thing = thing_at(state, path, offset)
    if isinstance(thing, LinkFact):
        content = _of_link(state, thing, path)
    elif isinstance(thing, TagUse):
        uses = list(tag_uses(state, thing.name))
        content = (
            f"`#{thing.name}`: {counted(len(uses), 'use')} in {counted(len({where for where, _ in uses}), 'note')}"
        )
    elif isinstance(thing, FootnoteUse):
        content = _of_footnote(state, path, thing)
    else:
        return None
    if not content or thing is None:
        return None
    kind = types.MarkupKind.Markdown if markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, content), state.map(path).range(thing.start, thing.end))


def _of_link(state: VaultState, link: LinkFact, source: str) -> str:
    found = state.vault.resolve(link, source)
    if found.status in ("external", "template"):
        return ""
    if found.path is None:
        return _cause(state, link, source) or f"`{_code(found.target.linkpath)}` does not exist"
    if found.status == "ambiguous":
        listed = "\n".join(f"- `{_code(path)}`" for path in found.candidates)
        return f"Several files have this name:\n\n{listed}"
    title = f"**{_escaped(found.path)}**"
    if found.anchor is not None and found.anchor.missing:
        cause = _cause(state, link, source) or f"{title} has no such {found.anchor.kind}"
        return f"{cause}\n\n{_outline(state, found.path)}".rstrip()
    return f"{title}\n\n{_preview(state, found)}".rstrip()


def _cause(state: VaultState, link: LinkFact, source: str) -> str:
    """Diagnostics of a broken link."""
    for one in state.reported.get(source, ()):
        if one.rule.startswith("broken-") and one.place.row == link.row and one.place.column == link.column:
            return one.message
    return ""


def _preview(state: VaultState, found: Resolution) -> str:
    assert found.path is not None
    if not found.path.lower().endswith((".md", ".markdown")):
        return ""
    note = state.note(found.path)
    there = found.anchor.found if found.anchor is not None else None
    if isinstance(there, HeadingFact):
        facts = state.facts(found.path)
        after = [
            heading.start
            for heading in (facts.headings if facts else ())
            if heading.start > there.start and heading.level <= there.level
        ]
        line = note.text.rfind("\n", 0, there.start) + 1
        return _shortened(note.text[line : after[0] if after else len(note.text)])
    if isinstance(there, BlockFact):
        block = next(
            (paragraph for paragraph in note.spans(Paragraph) if paragraph.start <= there.start <= paragraph.end), None
        )
        return _shortened(note.text[block.start : block.end] if block else note.line(there.row))
    matter = note.front_matter
    return _shortened(note.text[matter.end if matter is not None and matter.closed else 0 :])


def _outline(state: VaultState, path: str) -> str:
    """The headings that a broken link to one could have meant."""
    facts = state.facts(path)
    headings = [
        f"{'  ' * (heading.level - 1)}- {_escaped(heading.text)}" for heading in (facts.headings if facts else ())
    ]
    return "\n".join(headings[:_MOST_LINES])


def _of_footnote(state: VaultState, path: str, use: FootnoteUse) -> str:
    note = state.note(path)
    for footnote in footnotes(note):
        if footnote.defines and footnote.label.lower() == use.label.lower() and footnote.start != use.start:
            return _shortened(note.line(note.rows.place(footnote.start)[0]).partition("]:")[2])
    return ""


def _shortened(text: str) -> str:
    """The beginning of a text that is shown as Markdown; what it cuts open, it closes."""
    lines = text.strip("\r\n\ufeff").replace("\r\n", "\n").split("\n")
    shown = "\n".join(lines[:_MOST_LINES])[:_MOST_CHARACTERS]
    fences = [line.strip() for line in shown.split("\n") if line.strip().startswith(("```", "~~~"))]
    if len(fences) % 2:
        shown += "\n" + fences[-1][:3]
    cut = len(lines) > _MOST_LINES or len(shown) >= _MOST_CHARACTERS
    # A client that renders pictures would fetch them: a preview makes no requests.
    return shown.replace("![", "\\![") + ("\n\n…" if cut else "")


def _escaped(text: str) -> str:
    return "".join("\\" + letter if letter in "\\`*_[]<>#!" else letter for letter in text)


def _code(text: str) -> str:
    return text.replace("`", "'")
