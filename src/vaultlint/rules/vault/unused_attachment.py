"""Attachments that no note uses."""

from __future__ import annotations

from collections.abc import Iterator

from vaultlint.rule import Problem, rule
from vaultlint.vault.uses import linked_files, without_mentioned
from vaultlint.vault.vault import Vault

# Obsidian help, "Accepted file formats", notes, canvases and bases apart.
_ATTACHMENTS = (
    *(".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"),
    *(".flac", ".m4a", ".mp3", ".ogg", ".wav", ".webm", ".3gp", ".mkv", ".mov", ".mp4", ".ogv", ".pdf"),
)
_MAY_NAME_FILES = (".md", ".markdown", ".canvas", ".base", ".html", ".css", ".json", ".svg")


@rule(on=Vault, default=False, needs=("disk",))
def unused_attachment(vault: Vault) -> Iterator[Problem]:
    """An attachment whose name is in no note, canvas, base or drawing."""
    linked = linked_files(vault)
    unlinked = [path for path in vault.index if path.lower().endswith(_ATTACHMENTS) and path not in linked]
    texts = [path for path in vault.index if path.lower().endswith(_MAY_NAME_FILES)]
    for path in without_mentioned(vault, unlinked, texts):
        yield Problem(None, "no note uses this file", path=path)
