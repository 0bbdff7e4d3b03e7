"""Trusted configurations: by option, by environment variable, or by a list in the user's state folder.

The list holds a digest of the configuration and of the Python files it names, as direnv keeps one of `.envrc`: what
somebody changes later, by a pull for instance, has to be vouched for again.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from vaultlint.config import files_of_config
from vaultlint.errors import Failure
from vaultlint.regular_file import read_regular

#: Set to 1 to vouch for every configuration, in CI of a repository that takes no pull requests from strangers.
VARIABLE = "VAULTLINT_TRUST_CONFIG"
_YES = ("1", "true", "yes", "on")


def is_trusted(path: Path) -> bool:
    """Whether the environment or the list vouches for a configuration as it is now."""
    if os.environ.get(VARIABLE, "").strip().lower() in _YES:
        return True
    trusted = _read()
    key = os.path.realpath(path)
    return key in trusted and trusted[key] == (_digest(path) or None)


def remember_trust(path: Path, trusted: bool) -> None:
    """Put a configuration on the list, or take it off. Failure if the list cannot be written."""
    from vaultlint.storage.lock import make_private

    listed = _read()
    listed.pop(os.path.realpath(path), None)
    if trusted:
        digest = _digest(path)
        if not digest:
            raise Failure(f"{path}: a file that the configuration names cannot be read.")
        listed[os.path.realpath(path)] = digest
    file = _file()
    make_private(file.parent)
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        temporary.unlink(missing_ok=True)
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as target:
            json.dump(listed, target, indent=1, sort_keys=True)
        temporary.replace(file)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror or error}.") from None


def _file() -> Path:
    from vaultlint.storage.lock import state_folder

    return state_folder() / "trusted-configs.json"


def _read() -> dict[str, Any]:
    try:
        found = json.loads(read_regular(_file()))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _digest(path: Path) -> str:
    """A digest of all that a configuration consists of; "" if that cannot be read."""
    import hashlib

    total = hashlib.sha256()
    try:
        for file in files_of_config(Path(os.path.realpath(path))):
            for part in (os.fsencode(file), read_regular(file)):
                total.update(len(part).to_bytes(8, "big") + part)
    except OSError:
        return ""
    return total.hexdigest()
