"""All notes' facts together: files, collecting facts, the vault, broken links, link edits, renames."""
