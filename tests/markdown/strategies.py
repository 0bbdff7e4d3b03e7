"""Texts for hypothesis: what is in notes, mixed in ways that no one would write."""

from __future__ import annotations

from hypothesis import strategies as st

#: Pieces of Markdown and of Obsidian's additions, whole and torn.
FRAGMENTS = (
    "# ", "## Heading", "###", "#", "#tag", "#a/b-c", "#🏔️", "#123", " #", "===", "---", "***", "-", "- ",
    "* ", "+ ", "1. ", "12) ", "- [ ] ", "- [x] ", "- [/] ", "- []", "> ", ">", "> [!note] ",
    "> [!tip]- Title", ">> ", "[[", "]]", "[[Note]]", "[[Note|alias]]", "[[Note#Heading]]", "[[Note#^id]]",
    "![[image.png|100x20]]", "![[", "[[a\\|b]]", "[[a [b] c]]", "[a](b)", "[a](<b c>)", "![a](b.png)", "[",
    "]", "(", ")", "[id]: target", "[id]", "[a][id]", "[a][]", "[^1]", "[^1]: note", "^[inline]", "^[", "^id",
    " ^block-1", "^", "`", "``", "`code`", "```", "```\n", "~~~", "~~~\n", "```python\n", "    code", "\t",
    "$", "$$", "$x$", "$$\n", "$5 and $6", "%%", "%% note %%", "%%\n", "%%%%", "==", "==high==", "~~",
    "~~gone~~", "*", "**", "_", "__", "<!--", "-->", "<!-- c -->", "<div>", "</div>", "<b>", "<br>", "<", ">",
    "<https://example.com>", "https://example.com/a_(b)", "http://", "|", "| a | b |", "|---|---|",
    "| [[a|b]] |", "| [[a\\|b]] |", "\\|", "\\", "\\[", "\\`", "&amp;", "&", "---\n", "---\na: b\n---\n",
    "key: value\n", "tags: [a, b]\n", "- item\n", "up: [[x]]\n", "up: \"[[x]]\"\n",
    "\"{{date}}\": {{title}}\n", "<% tp.date %>", "{{title}}", "a", "word", " ", "  ", "    ", "\n", "\n\n",
    "\r\n", "\r", "\r\n\r\n", "\ufeff", "\u00a0", "\u200b", "\u2028", "\x0b", "\x0c", "\x00", "\x85", "é", "ß",
    "日本語", "🏔", "👩‍👩‍👧", "क्षि", "مرحبا", "\ue000", "\U0010ffff", "İ",
)  # fmt: skip

#: Any text that UTF-8 can hold, front matter, CR and BOM included.
notes = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(("", "", "\ufeff")),
        st.sampled_from(
            ("", "", "", "---\ntitle: a\n", "---\r\ntags: [a, b]\r\n---\r\n", '---\na: é\nb:\n  - "[[x]]"\n---\n')
        ),
        st.lists(
            st.one_of(
                st.sampled_from(FRAGMENTS),
                st.sampled_from(FRAGMENTS),
                st.sampled_from(FRAGMENTS),
                st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
            ),
            max_size=24,
        ).map("".join),
    ),
)

#: What shortcuts of rules look for: callouts, highlights, tables, reference links, lists, torn and whole.
RARE_MARKS = (
    "> [!note]", "> [!tip]- Title", ">[!note]", "> text", "[!note", "[ !note]", "[! note ]", "![[a.png]]",
    "[![a](b)](c)", "==a==", " ==a b==", "|==a==|", "==a ", " a==", "===", "==", "=", "(==a==)", "[==a](b==)",
    "https://a.b/==c d==", "`==a b==`", "`", "$", "%%", "<b>", "\\", "| a | b |", "|---|---|", "| a | b | c |",
    "| [[a|b]] |", "| a \\| b |", "| a |>", "|", "> | a | b |", "> |---|---|", "- | a | b |\n  |---|---|",
    "[A title]", "- [A title]", "- [A](b)", "- - [A](b)", "1. [A title]", "> - [A title]", "# [A title]", "# [A](b)",
    "[A title]\n===", "- [ ] [A title]", "[^1]: ", "[A](b)", "1. a", "2. b", "3. c", "4. d", "1) a", "12. a", " 2. b",
    "   - a", "\t- a", "    2. b", "text", "# Heading", "- a", "```", "<!--", "-->", "<div>", "$$", "***", "a", " ",
    "\n", "\n", "\n", "\n\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "1. **a**", "2. - b", "3. > c",
)  # fmt: skip

#: Notes full of these, and any other notes.
notes_with_rare_marks = st.one_of(
    st.lists(st.sampled_from(RARE_MARKS), max_size=20).map("".join),
    st.lists(st.sampled_from(RARE_MARKS), max_size=14).map("\n".join),
    notes,
)
