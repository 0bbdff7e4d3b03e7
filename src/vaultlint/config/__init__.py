"""`vaultlint.toml`, or `[tool.vaultlint]` in `pyproject.toml`.

Read `model` (the values), `load` (find, read, merge), `keys` (how each key is read), `trust` (what an untrusted file
may not name), `schema` (a JSON schema for editors), `dump` (TOML again), `starter` and `propose_schemas` (what `init`
writes), `format_style` (`[format]`), `json_schema` (files that `[[schemas]]` names). `presets/` holds named beginnings,
`migrate/` reads other linters' configurations.
"""

from __future__ import annotations

from vaultlint.config.load import CONFIG_FILES, files_of_config, find_config, load_config
from vaultlint.config.model import Config, Override
from vaultlint.config.trust import Stranger, tree_of

__all__ = ["CONFIG_FILES", "Config", "Override", "Stranger", "files_of_config", "find_config", "load_config", "tree_of"]
