"""Folders that are shown side by side: the large ones are split until there are enough to tell something."""

from __future__ import annotations

from collections.abc import Iterable

#: As many folders as a table or a legend can show.
MOST = 24

#: A folder with a smaller share of the notes is not split.
_LARGE = 0.2


def group_by_folder(paths: Iterable[str], most: int = MOST) -> dict[str, str]:
    """The folder that each path is counted under; "" is the vault's root.

    Top folders at first. The largest is split into the folders in it as long as it holds a fifth of all and there is
    room. What lies in a folder itself stays under its name.
    """
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(_first(path), []).append(path)
    total = sum(map(len, groups.values()))
    whole = {""}  # groups that cannot be split
    while len(groups) < most:
        largest = max(
            (name for name in groups if name not in whole), key=lambda name: (len(groups[name]), name), default=None
        )
        if largest is None or len(groups[largest]) < _LARGE * total:
            break
        whole.add(largest)
        parts: dict[str, list[str]] = {}
        for path in groups[largest]:
            parts.setdefault(_below(path, largest), []).append(path)
        if len(parts) > 1 and len(groups) + len(parts) - 1 <= most:
            del groups[largest]
            groups.update(parts)
            whole.update({largest} & parts.keys())
    return {path: name for name, members in groups.items() for path in members}


def _first(path: str) -> str:
    return path.partition("/")[0] if "/" in path else ""


def _below(path: str, folder: str) -> str:
    """The folder just below `folder` that holds the path, or `folder` if it lies there itself."""
    rest = path[len(folder) + 1 :]
    return f"{folder}/{rest.partition('/')[0]}" if "/" in rest else folder
