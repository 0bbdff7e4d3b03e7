"""Write files safely, and keep a journal for undo. This package knows paths and bytes, nothing of Markdown.

Read the modules in this order:

    errors       WriteRefused: one file was not written, and why
    paths        which file a path means; temporary files and leftovers of killed runs
    metadata     mode, owner, times and extended attributes
    lease        keep other programs from writing into a file that is being replaced
    interrupts   delay Ctrl-C while files are swapped
    atomic       one file: prepare, sync, swap, verify, finish or revert
    rename       rename a file or a folder without overwriting anything
    transaction  several files and renames, all or none
    lock         the state folder of a vault, and its lock
    run_file     the file of a run: append records, read them up to where they are torn
    run_state    which runs are undone
    journal      runs: begin, record, commit, list, drop the oldest
    undo         revert a run, as a run of its own

What a caller needs:

    remove_leftovers(folders)                         once, before writing
    with Journal.open(vault).begin(command) as run:   takes the vault's lock
        refused = write(transactions, run)            None or a WriteRefused for each transaction
    undo(Journal.open(vault), run_id)
"""
