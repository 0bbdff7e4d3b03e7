"""Convert other linters' configurations.

The rulebook's notes say under `aliases` what a rule is called elsewhere; they are the table. Read `model` (what is
taken over), then a module for each linter.
"""

from __future__ import annotations

from pathlib import Path

from vaultlint.config.migrate.model import Imported
from vaultlint.errors import Failure

#: Files that `init` points out when it sees one.
KNOWN_FILES = (
    ".markdownlint.json", ".markdownlint.jsonc", ".markdownlint.yaml", ".markdownlint.yml",
    ".markdownlint-cli2.jsonc", ".markdownlint-cli2.yaml", ".rumdl.toml", "rumdl.toml",
    ".obsidian/plugins/obsidian-linter/data.json",
)  # fmt: skip


def import_config(path: Path) -> Imported:
    """Convert the configuration of another linter. Failure if the file is of no known linter."""
    name = path.name
    if name.endswith((".cjs", ".mjs", ".js")):
        raise Failure(
            f"{path} is a program, and vaultlint runs no program to import it. Write it as JSON or YAML first."
        )
    if name == "data.json":
        from vaultlint.config.migrate.obsidian_linter import read
    elif "rumdl" in name or name == "pyproject.toml":
        from vaultlint.config.migrate.rumdl import read
    elif "markdownlint" in name:
        from vaultlint.config.migrate.markdownlint import read
    else:
        raise Failure(
            f"{path}: vaultlint imports .markdownlint.*, .markdownlint-cli2.*, .rumdl.toml, rumdl.toml, pyproject.toml "
            "and obsidian-linter's data.json; it knows the linter by the name of the file."
        )
    return read(path)
