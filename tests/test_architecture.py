"""Packages depend in one direction, and no modules import each other, lazy and type-only imports included."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src"

#: Each package (or module of the top level) may import those above it. `api` only re-exports.
LAYERS = (
    # records and small tools
    "errors",
    "pattern",
    "fast_path",
    "escape",
    "memo",
    "regular_file",
    "git_state",
    "git_process",
    "git",
    "settings",
    "diagnostic",
    "facts",
    "baseline",
    # a note
    "markdown",
    "note",
    "directives",
    "rule",
    # what rules share
    "urls",
    "link_text",
    "encoding",
    "resolution",
    "vault",
    "online",
    # which rules exist, and which run
    "rules",
    "rule_registry",
    "rule_pages",
    "rule_selection",
    "plugins",
    "config",
    # checking
    "engine",
    "cache",
    # writing
    "storage",
    "fixing",
    "formatting",
    # what users see
    "ruletest",
    "report",
    "html_report",
    "server",
    "cli",
    "library",
    "__main__",
    "api",
)


def _imports() -> dict[str, set[str]]:
    """Modules and the modules that they import anywhere, also inside functions and for types alone."""
    paths = {_module(path): path for path in SOURCE.rglob("*.py")}
    return {name: set(_imported(name, path, paths)) for name, path in paths.items()}


def _module(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


def _imported(name: str, path: Path, known: dict[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            members = [f"{node.module}.{alias.name}" for alias in node.names]
            targets = [member if member in known else node.module for member in members]
        else:
            continue
        yield from (target for target in targets if target in known and target not in (name, "vaultlint"))


IMPORTS = _imports()


def _package(module: str) -> str:
    return module.split(".")[1] if "." in module else module


def test_every_package_has_a_layer() -> None:
    assert {_package(module) for module in IMPORTS} - {"vaultlint"} <= set(LAYERS)


@pytest.mark.parametrize("package", LAYERS)
def test_a_package_imports_only_what_is_above_it(package: str) -> None:
    above = {*LAYERS[: LAYERS.index(package) + 1], "vaultlint"}
    upward = {
        f"{module} imports {target}"
        for module, targets in IMPORTS.items()
        if _package(module) == package
        for target in targets
        if _package(target) not in above
    }
    assert not upward


@pytest.mark.parametrize("package", sorted({_package(module) for module in IMPORTS}))
def test_a_package_says_in_which_order_to_read_its_modules(package: str) -> None:
    folder = SOURCE / "vaultlint" / package
    guide = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) if folder.is_dir() else None
    if guide is None or "Read " not in guide or package in ("report", "server"):
        return  # one module per format, per feature
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    missing = sorted(module for module in modules if not re.search(rf"\b{module}\b", guide))
    assert not missing, f"name {', '.join(missing)} in the docstring of {package}/__init__.py"


def test_no_modules_import_each_other() -> None:
    assert not list(_circles(IMPORTS))


def _circles(imports: dict[str, set[str]]) -> Iterator[set[str]]:
    """Groups of modules that reach each other."""
    reach = {module: _reachable(module, imports) for module in imports}
    seen: set[str] = set()
    for module in sorted(imports):
        circle = {other for other in reach[module] if module in reach[other]}
        if circle and not circle & seen:
            seen |= circle
            yield circle


def _reachable(module: str, imports: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(imports[module])
    while ahead:
        target = ahead.pop()
        if target not in found:
            found.add(target)
            ahead.extend(imports[target])
    return found
