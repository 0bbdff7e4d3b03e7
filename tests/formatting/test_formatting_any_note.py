"""What holds for every note: it means the same afterwards, and formatting it again changes nothing."""

# ruff: noqa: E501 (a note in one line can be compared with its neighbors)

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rendered import rendered

from vaultlint.formatting import Formatter, Style

TEXT = [
    "word", "#tag", "#nested/tag_x", "[[note]]", "[[a|b]]", "![[x.png|100x200]]", "[[n#h#h2]]", "[[#^id]]", "[t](file:///a%20b)",
    "[x]()", "[x](<a b.md>)", "a_b_c", "2 * 3 * 4", "*em*", "__strong__", "==high==", "%%hidden *x*%%", "$a_b*c\\\\$", "^[note]",
    "[^1]", "`co``de`", "\\#no", "&amp;", "<br>", "https://x.org/_a_", "ends\\\nhere", "two  \nblanks", "line\nend", "📅 2026-01-01",
    "x\u00a0y", "\u3000x", "- x", "1. x", "2) x", "> ", "#", "---", "===", "|", "$$", "[!", "***", "<div>", "a:b", "a ^id",
]  # fmt: skip
BLOCKS = [
    "# Heading", "## Closed ##", "Under\n===", "Under\n---", "---", "***", "* * *", "```py\n  x = 1\n\n    y\n```", "~~~\n```\n~~~",
    "    code\n\n    more", "<div>\n  <b>x</b>\n</div>", "<!-- a\n\nb -->", "| a | b |\n|--|:-:|\n| [[x\\|y]] | 漢字 |",
    "a|b\n-|-\n1|2|3", "[^1]: foot\n\n    more", "- [ ] \n- [/] b", "- [>] x 🔁 every day", "1. a\n3. b\n2. c", "* a\n\n  b\n* c",
    "+ a\n- b", "- a\n  - ", "- a\n-\n- b", "> [!NoTe]- Title\n> text", "> a\nlazy", "> a\n>\n> > b", "- > a\n  >\n  > - b", "-   a\n\n    b",
    "10. a\n    - b\n\n          code",
]  # fmt: skip
#: What pyromark does not know as blocks: whatever stands in them must still come out as it was.
OBSIDIAN = [
    "%%\n- a\n    b\n\n# c\n%%", "$$\na\n= b_c\n\\\\\n$$", "$$\n\\begin{a}\n& x_1\n\n  y_2*\n$$", "<%* if (a) {\n    b\n} %>",
    "<<<<<<< a\nx\n=======\ny\n>>>>>>> b", "- a\n\t- b\n\t\t- [x] c\n\t\t  d\n\t- e", "1. a\n\t1. b\n\t\ttext\n2. c",
    "~~~\n\tx  \n\n```\n~~~", "\tcode\n\n\t\tmore  ", "| a |\n| - |\n| x |\n^id", "> q\n^id", "[r]: <a b.md> 'T'",
]  # fmt: skip

line = st.lists(st.sampled_from(TEXT), min_size=1, max_size=4).map(" ".join)
leaf = st.one_of(st.sampled_from(BLOCKS), line)
marks = st.sampled_from([("- ", "  "), ("*   ", "    "), ("1. ", "   "), ("12. ", "    "), ("> ", "> "), (">", ">")])


def nested(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    inside = st.builds(str.join, st.sampled_from(["\n", "\n\n"]), st.lists(children, min_size=1, max_size=3))
    return st.builds(lambda mark, text: mark[0] + text.replace("\n", "\n" + mark[1]), marks, inside)


block = st.one_of(st.recursive(leaf, nested, max_leaves=6), st.sampled_from(OBSIDIAN).map("\n{}\n".format))
gap = st.sampled_from(["\n", "\n\n", "\n\n\n"])
notes = st.builds(str.join, gap, st.lists(block, max_size=5)).map("{}\n".format)
styles = st.sampled_from(
    [
        Style(),
        Style(
            list_marker="*",
            list_indent="align",
            numbering="ones",
            thematic_break="---",
            headings="atx",
            tables="compact",
        ),
        Style(list_marker="-", numbering="consecutive", emphasis="_", strong="**"),
    ]
)
FORMATTERS: dict[Style, Formatter] = {}


def formatted(note: str, style: Style) -> str:
    return FORMATTERS.setdefault(style, Formatter(style)).text(note)


@settings(max_examples=400, derandomize=True)
@given(notes, styles)
def test_a_formatted_note_means_the_same_and_stays_as_it_is(note: str, style: Style) -> None:
    once = formatted(note, style)
    assert formatted(once, style) == once
    assert rendered(once) == rendered(note)
