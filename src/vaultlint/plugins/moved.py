"""Import paths of version 0.1 for plugin rules: they work, with a deprecation warning."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Final

_PACKAGE: Final = "vaultlint."
#: Module of 0.1 → module of today, both without the package's name.
MOVED: Final = {
    "files": "vault.files",
    "web": "online",
    "web.answers": "online.answers",
    "linking": "resolution",
    "linking.aliases": "resolution.aliases",
    "linking.index": "resolution.file_index",
    "linking.namesakes": "resolution.file_index",
    "linking.names": "resolution.similar_names",
    "linking.resolve": "resolution.resolver",
    "linking.subpath": "resolution.anchors",
    "linking.writing": "vault.link_edits",
    "markdown.regions": "markdown.ranges",
    "markdown.source": "markdown.text",
    "markdown.properties": "markdown.front_matter",
    "registry": "rule_registry",
    "selection": "rule_selection",
    "pages": "rule_pages",
    "urls.words": "link_text.words",
    "urls.agreement": "link_text.agreement",
}


class _Alias(Loader):
    """Loads a module of today under its old name."""

    def __init__(self, target: str) -> None:
        self.target = target

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return import_module(self.target)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: the module has run under its own name."""


class MovedModules(MetaPathFinder):
    """Finds modules under the names of version 0.1."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a spec for a moved module, with a warning that names the new import."""
        new = MOVED.get(fullname.removeprefix(_PACKAGE)) if fullname.startswith(_PACKAGE) else None
        if new is None:
            return None
        warn(fullname)
        return ModuleSpec(fullname, _Alias(_PACKAGE + new), is_package=True)


def warn(old: str) -> None:
    """Warn that an import path is deprecated."""
    warnings.warn(f"{old} has moved: import from vaultlint.api instead", DeprecationWarning, stacklevel=2)


def install() -> None:
    """Install the old import paths; called before the first plugin rule is loaded."""
    if not any(isinstance(finder, MovedModules) for finder in sys.meta_path):
        sys.meta_path.insert(0, MovedModules())  # else a module of the new package is loaded a second time
