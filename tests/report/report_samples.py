"""Runs to render: one with every kind of thing in it, and any run at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from vaultlint.baseline import assign_fingerprints
from vaultlint.diagnostic import Diagnostic, Place, PlacedEdit, PlacedFix, RelatedPlace
from vaultlint.markdown.text import Rows
from vaultlint.report import RuleInfo, Run

ROOT = Path("/vault")

NOTES = {
    "notes/a.md": "# Title\r\n\r\nGr\u221a\u00bc\u221a\u00fce 日本 [[gone]]\n- \nlast",
    "notes/b & <c>.md": "[[gone]] and [[gone]]\n",
}


def place(text: str, offset: int) -> Place:
    return Place(*Rows(text).place(offset))


def edit(path: str, text: str, start: int, end: int, new: str) -> PlacedEdit:
    return PlacedEdit(path, start, end, new, place(text, start), place(text, end))


def found(
    path: str,
    text: str,
    start: int,
    end: int,
    rule: str = "broken-link",
    severity: str = "error",
    message: str = "no such note",
    fix: PlacedFix | None = None,
    related: tuple[RelatedPlace, ...] = (),
) -> Diagnostic:
    key = " ".join(text[start:end].split())
    return Diagnostic(path, place(text, start), place(text, end), rule, "links", severity, message, key, fix, related)


def info(rule: str) -> RuleInfo:
    return RuleInfo(rule, "links", "warning", f"What {rule} asks for.", f"# {rule}\n\nWhy it matters.")


def run_of(diagnostics: Sequence[Diagnostic], notes: dict[str, str] = NOTES, cwd: Path = ROOT, checked: int = 3) -> Run:
    ordered = assign_fingerprints(sorted(diagnostics, key=lambda one: one.order))
    return Run(ordered, ROOT, cwd, checked, read_text=notes.get, rule_info=info)


def sample() -> Run:
    """Errors, warnings and information; safe, unsafe and shown fixes; a rename; a whole file; related places."""
    a, b = "notes/a.md", "notes/b & <c>.md"
    one, two = NOTES[a], NOTES[b]
    bad, link, bullet = one.index("\u221a"), one.index("[[gone]]"), one.index("- \n")
    mojibake = PlacedFix("safe", "", (edit(a, one, bad, bad + 4, "üß"),))
    drop = PlacedFix("unsafe", "Remove the bullet", (edit(a, one, bullet, bullet + 3, ""),))
    relink = PlacedFix("safe", "", (edit(a, one, link, link + 8, "[[here]]"), edit(b, two, 0, 8, "[[here]]")))
    rename = PlacedFix("unsafe", "", (edit(b, two, 0, 8, "[[new]]"),), (), ("gone.md", "new.md"))
    show = PlacedFix("display", "Did you mean this?", (edit(b, two, 13, 21, "[[went]]"),))
    first = (RelatedPlace(b, Place(1, 1), "first use: 100% {0}"),)
    return run_of(
        [
            Diagnostic(a, Place(1, 1), Place(1, 1), "mixed-line-endings", "layout", "info", "CRLF and LF", "LF"),
            found(a, one, bad, bad + 4, "mojibake", "error", "“√¼√ü” was “üß”", mojibake),
            found(a, one, link, link + 8, fix=relink, message="[[gone]] leads nowhere, see [x](1) and {0}"),
            found(a, one, bullet, bullet + 3, "empty-bullet", "warning", "nothing\nin it: 50%, really", drop),
            found(b, two, 0, 8, fix=rename),
            found(b, two, 13, 21, fix=show, related=first),
        ]
    )


def offsets(text: str) -> st.SearchStrategy[tuple[int, int]]:
    end = st.integers(0, len(text))
    return st.tuples(end, end).map(lambda pair: (min(pair), max(pair)))


@st.composite
def fixes(draw: st.DrawFn, notes: dict[str, str]) -> PlacedFix:
    edits = []
    for path in draw(st.lists(st.sampled_from(sorted(notes)), max_size=4)):
        start, end = draw(offsets(notes[path]))
        edits.append(edit(path, notes[path], start, end, draw(st.text(max_size=20))))
    rename = draw(st.none() | st.tuples(st.text(min_size=1, max_size=9), st.text(min_size=1, max_size=9)))
    tier = draw(st.sampled_from(["safe", "unsafe", "display"]))
    return PlacedFix(tier, draw(st.text(max_size=9)), tuple(edits), (), rename)


@st.composite
def runs(draw: st.DrawFn) -> Run:
    """Any notes, any names (also such as are not Unicode), any problems."""
    part = st.text(st.characters(exclude_characters="/\0", exclude_categories=()), min_size=1, max_size=9)
    names = part.map(lambda name: name.encode("utf-8", "replace").decode()) | st.just("caf\udce9.md")
    notes = draw(st.dictionaries(names, st.text(max_size=200), min_size=1, max_size=3))
    diagnostics = []
    for path in draw(st.lists(st.sampled_from(sorted(notes)), max_size=6)):
        start, end = draw(offsets(notes[path]))
        rule = draw(st.sampled_from(["one", "two-words"]))
        severity = draw(st.sampled_from(["error", "warning", "info"]))
        fix = draw(st.none() | fixes(notes))
        related = [RelatedPlace(path, place(notes[path], start), draw(st.text(max_size=9)))] * draw(st.integers(0, 2))
        message = draw(st.text(max_size=40))
        diagnostics.append(found(path, notes[path], start, end, rule, severity, message, fix, tuple(related)))
    cwd = draw(st.sampled_from([ROOT, ROOT / "notes", Path("/"), Path("/elsewhere/deep")]))
    return run_of(diagnostics, notes, cwd, len(notes))
