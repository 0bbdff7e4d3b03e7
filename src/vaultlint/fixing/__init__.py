"""Fixes: apply, verify, write, always in that order.

Read `edits` (characters in, characters out), `verify` (what a fix does not declare to change is still there; a fix is
rejected here), `reader_view` (a safe fix loses nothing for a reader), `link_guard` (no link resolves worse),
`multi_file` (fixes over several files), `fixer` (the loop until nothing changes), `results`, then `write` (to the disk,
through the journal). `move` carries out `vaultlint mv`.
"""
