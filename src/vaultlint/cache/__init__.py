"""Results of previous runs, in the user's cache folder: two files per vault, a table and a heap.

Read `store` (the two files), `keys` (what results depend on besides the notes), `previous_run` (which results are still
valid). Without a cache a run only takes longer. Nothing in it is trusted: everything read is compared with a hash, and
dropped when in doubt. A run in which one note changed reads and writes the table alone, and appends that note's facts
to the heap.
"""
