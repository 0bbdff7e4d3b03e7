"""Fixes: applied, proved, written, in that order and never otherwise.

Read `edits` (characters in, characters out), `proof` (what a fix did not claim to change is still there), `mend` (round
after round until nothing changes), then `save` (to the disk, through the journal).
"""
