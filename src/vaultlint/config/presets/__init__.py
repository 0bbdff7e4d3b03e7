"""Named beginnings of a configuration, each a TOML file beside this one."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).parent


def presets() -> list[str]:
    """The names, sorted."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


def preset_file(name: str) -> Path:
    return _FOLDER / f"{name}.toml"
