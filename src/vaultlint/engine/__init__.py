"""Run rules: over single notes, then over the vault.

Read `plan` (which rules run, with which options), `check_note` (bytes → diagnostics and facts), `results` (what is
kept of a note, and which change invalidates it), `check_vault` (rules that need more than one note), `suppression`
(what is not shown), then `session` (a vault: notes checked by `workers`, changes in memory by an `overlay`). `impact`
finds the links elsewhere that a change breaks. The previous run is known as `results.PreviousRun` only:
`vaultlint.cache` implements it, and nothing here imports that.
"""
