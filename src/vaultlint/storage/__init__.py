"""The layer that writes files, and the journal that takes a run back. It knows paths and bytes, nothing of Markdown.

Read the modules in this order:

    errors       WriteRefused: one file stays as it was, and why
    content      what a file is expected to hold: bytes, or their fingerprint
    target       which file a path means: links are followed inside the vault, never out of it
    temporary    names of temporary files; removing those of runs that were killed
    metadata     mode, owner, extended attributes and creation time go from the old file to the new
    busy         nobody writes into a file while it is replaced, where the system can promise that
    atomic       one file: prepare, sync, swap, verify, finish, or take back
    rename       a file or a folder gets a new name and never overwrites
    transaction  several files and renames, all or none; many transactions with few waits for the disk
    state        the folder that keeps what outlives a run; the lock of a vault
    records      the file a run is kept in: appended, checked, readable up to where it was torn
    history      what a run did, read from that file
    journal      runs: begin, record, commit, list, drop the oldest
    view         the vault as it will be after steps that are only intended
    undo_plan    which steps take a run back, and what must stay as somebody changed it since
    undo         takes a run back, as a run of its own

What a caller needs:

    remove_leftovers(folders)                         once, before writing
    with Journal.open(vault).begin(command) as run:   takes the vault's lock
        refused = write(transactions, run)            None or a WriteRefused for each transaction
    undo(Journal.open(vault), run_id)
"""
