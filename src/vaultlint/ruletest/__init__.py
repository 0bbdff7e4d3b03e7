"""Rule tests: a rule's page holds examples, and the examples are the rule's tests.

Read `cases` (from a page to its cases), `runner` (a case through the engine), `variants` (the same case in other
surroundings), `update` (write the expected parts, the front matter and the table of rules), `plugin_rules` (the
examples of plugin rules). `git_repository` makes a case's vault a repository.
"""
