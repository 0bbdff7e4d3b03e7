"""`vaultlint.toml`, or `[tool.vaultlint]` in `pyproject.toml`.

`model` (what a configuration holds), `loading` (found, read, joined with what it extends), `keys` (each key's reader),
`presets/` (named beginnings), `schema` (all of it for editors), `showing` (as TOML again), `proposing` (what `init`
writes), `importing/` (what other linters' configurations correspond to).
"""

from __future__ import annotations

from vaultlint.config.load import CONFIG_FILES, find_config, load_config
from vaultlint.config.model import Config, Override

__all__ = ["CONFIG_FILES", "Config", "Override", "find_config", "load_config"]
