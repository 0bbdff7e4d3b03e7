"""Resolve links: link text → file and anchor, by paths and facts alone.

Read `file_index` (files by name), `resolver` (a link to its file, as Obsidian resolves it), `anchors` (what is after
`#`), `commonmark` (the same for GitHub's rules), `aliases`; then what a broken link may have meant: `similar_names` and
`git_history`.
"""
