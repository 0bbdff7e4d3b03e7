"""What earlier runs found, in the user's folder for caches: two files a vault, `table` and `heap`.

Nothing in them is needed: without them a run takes longer. Nothing in them is trusted: whatever is read is compared
with a hash, and thrown away when in doubt. A run in which one note changed reads and writes the table alone, and adds
to the heap what is known of that note; the facts of the others stay where they are.
"""
