"""`vaultlint report`: the state of a vault as data, and the data as one self-contained page.

Read `data` (what is reported; `folders` says which folders are shown apart), then `page` (how it is shown:
`page.html.j2`, `page.css`, `page.js`, `graph.js`). `files` reads earlier reports and writes new ones.
"""
