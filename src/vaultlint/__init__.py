"""A linter and formatter for Obsidian-style vaults.

The way of the data, and the order in which to read the modules:

    markdown/    text → spans: the one place that knows the Markdown parser, and what Obsidian adds
    note         a note: its text and its spans, what a rule sees
    facts        the little that leaves the worker which read a note: headings, block ids, links, tags
    linking/     what a link leads to, as Obsidian resolves it
    vault        the facts of all notes, folded
    rule         @rule, Problem, Fix: all that a rule's author imports
    rules/       one function a rule, in the folder of its group; its page and tests are rules/<name>.md
    encoding/ urls/   what several rules share: mojibake; canonical URLs, identifiers, text against URL
    registry selection config   which rules there are, which run, with which options
    engine/      rules over notes and the vault, in parallel; silence and order
    cache/       what earlier runs found: a table of the notes, a heap of their facts
    fixing/      apply, prove, and look again until nothing is left to mend
    writing/     files replaced whole, and the journal that takes a run back
    formatting/  layout through mdformat, block by block, with proof
    report/      diagnostics → text
    cli/         arguments in, exit status out
"""

__version__ = "0.1.0"
