"""Rules at work: over notes, then over the vault.

Read `plan` (which rules run, with which options), `placing` (what rules yield becomes diagnostics), `checking` (one
note), `vault_rules` and `early` (rules that ask the vault), then `session` (a vault: notes in parallel, facts folded,
rules on the vault, silence). `recall` and `keeping` stand between a session and the cache.
"""
