"""Bytes → text → spans: the one place that knows the Markdown parser, and what Obsidian adds to CommonMark.

Read `spans` (what there is), then `source`, `events` (the one pass: links, code, headings), `blocks` (containers,
paragraphs and tables, when somebody asks), `wikilinks`, `obsidian`, `properties` (where it is found), then `document`
(all of it together).
"""
