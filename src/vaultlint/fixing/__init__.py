"""Fixes: applied, proved, written, in that order and never otherwise.

Read `edits` (characters in, characters out), `proof` (what a fix did not claim to change is still there), `draft` (a
note in the making), `standing` (no link leads worse), `wide` (a fix over several files as one), `mend` (round after
round until nothing changes), `outcome`, then `save` (to the disk, through the journal). `move` is `vaultlint mv`.
"""
