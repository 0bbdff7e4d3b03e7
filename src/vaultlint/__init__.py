"""A linter and formatter for Obsidian-style vaults.

Packages in the order of the data flow; each imports only what is above it (`tests/test_architecture.py`):

    markdown/       text → spans: the only package that knows the Markdown parser, and what Obsidian adds
    note  facts     a note as a rule sees it; the little that leaves the worker which read it
    rule  api       @rule, Problem, Fix; what a rule's author imports
    urls/ link_text/ encoding/   what several rules share: URLs, link text against URL, mojibake
    resolution/     link text → file and anchor, as Obsidian resolves it, or as GitHub does
    vault/          the facts of all notes: files, flavor, broken links, link edits, renames
    online/         what servers answer (`links --online`)
    rules/          one function per rule, in the folder of its group; its page and tests are rules/<name>.md
    rule_registry  rule_selection  rule_pages  config/  plugins/   which rules exist, and which run
    engine/         rules over notes and the vault, in parallel; suppression and order; the session
    cache/          results of the previous run
    storage/        files replaced whole, the journal, undo
    fixing/         edits, verification, the link guard, the loop until nothing is left to fix
    formatting/     layout through mdformat, block by block, verified
    report/         diagnostics → text
    html_report/    the state of a vault as one page
    server/         the language server
    cli/            arguments in, exit status out
    library/        a vault from Python: notes, links, diagnostics, fixes
"""

__version__ = "0.2.0"
