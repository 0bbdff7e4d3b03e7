"""`vaultlint.toml`, or `[tool.vaultlint]` in `pyproject.toml`.

`model` (what a configuration holds), `loading` (found, read, joined with what it extends), `keys` (each key's reader),
`presets/` (named beginnings), `schema` (all of it for editors), `showing` (as TOML again), `proposing` (what `init`
writes), `importing/` (what other linters' configurations correspond to).
"""

from __future__ import annotations

from vaultlint.config.load import CONFIG_FILES, files_of_config, find_config, load_config
from vaultlint.config.model import Config, Override
from vaultlint.config.trust import Stranger, tree_of

__all__ = ["CONFIG_FILES", "Config", "Override", "Stranger", "files_of_config", "find_config", "load_config", "tree_of"]
