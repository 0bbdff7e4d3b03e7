"""Text → spans: the only package that knows the Markdown parser, and what Obsidian adds to CommonMark.

Read `spans` (the constructs), `text` (rows, front matter, block comments), `pulldown` (the one pass over the parser's
events: links, code, headings), `blocks` (containers, paragraphs and tables, on demand), `links`, `obsidian` (tags,
block ids, callouts …), `front_matter`, then `document` (all of it together). `ranges` answers what lies where,
`property_edits` and `property_values` serve those who change or read properties, `property_blocks` those who reorder
them. Fast paths: `pulldown_ascii`, `front_matter_fast`.
"""
