"""Compare link texts with URLs: what a text says, and whether it contradicts its target.

Read `words` (texts and URLs in a comparable form), `agreement` (any trace of it ends the search), `judge` (the
verdict), `stated_ids`, `near_misses`, `work_titles`, `conflicts` (links against each other), `suggest_url` (what was
meant). `data_words` holds the word lists.
"""
