"""Import plugin rules in Python: files named by `rule-paths`, packages named by `plugins`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from zlib import crc32

from vaultlint.errors import Failure
from vaultlint.plugins import GROUP, moved
from vaultlint.rule import Rule

ENTRY_POINTS = "vaultlint.rules"


def from_path(named: str, source: str) -> list[Rule]:
    """The rules of a Python file, or of every Python file in a folder whose name begins with no `_`."""
    moved.install()
    path = Path(named)
    files = sorted(path.glob("*.py")) if path.is_dir() else [path]
    if not path.exists():
        raise Failure(f"{source}: rule-paths: {path} does not exist. Paths are relative to the folder of the config.")
    found = [rule for file in files if file.name[0] != "_" for rule in _of_module(_import(file), file)]
    if not found:
        raise Failure(f"{source}: rule-paths: {path} contains no rule, a function decorated with @rule.")
    return found


def from_package(name: str, source: str) -> list[Rule]:
    """The rules of an installed package, by the name of its entry point."""
    moved.install()
    from importlib.metadata import entry_points

    points = entry_points(group=ENTRY_POINTS, name=name)
    if not points:
        known = sorted({one.name for one in entry_points(group=ENTRY_POINTS)})
        told = f"Installed are: {', '.join(known)}." if known else "None is installed."
        raise Failure(f"{source}: plugins: no installed package offers rules under the name '{name}'. {told}")
    found: list[Rule] = []
    for point in points:
        try:
            loaded = point.load()
        except (ImportError, AttributeError, SyntaxError) as error:
            raise Failure(f"{source}: plugins: '{name}' cannot be loaded: {error}.") from None
        rule = getattr(loaded, "rule", None)  # the entry point may be one rule, or a module of them
        found += [_own(rule, None)] if isinstance(rule, Rule) else _of_module(loaded, None)
    if not found:
        raise Failure(f"{source}: plugins: '{name}' contains no rule, a function decorated with @rule.")
    return found


@cache
def _import(file: Path) -> ModuleType:
    """The module of a file. Errors in it are reported with the file's name: it is the user's own code."""
    from importlib.util import module_from_spec, spec_from_file_location

    name = f"vaultlint_own_{crc32(str(file).encode('utf-8', 'surrogateescape')):08x}_{file.stem}"
    spec = spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise Failure(f"{file} is not a Python file: rule-paths takes files that end in .py, and folders of them.")
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses, among others, look their module up
    writes = sys.dont_write_bytecode
    sys.dont_write_bytecode = True  # leave no files in a vault
    try:
        spec.loader.exec_module(module)
    except (ArithmeticError, AttributeError, ImportError, LookupError, NameError, OSError, RuntimeError, SyntaxError,
            TypeError, ValueError) as error:  # fmt: skip
        raise Failure(f"{file}: the rule cannot be loaded: {type(error).__name__}: {error}.") from None
    finally:
        sys.dont_write_bytecode = writes
    return module


def _of_module(module: ModuleType, file: Path | None) -> Iterable[Rule]:
    """The rules of a module, or of a package that names those of its modules; not those that it imports from others."""
    for value in list(vars(module).values()):
        made = getattr(value, "rule", None)
        if isinstance(made, Rule) and f"{value.__module__}.".startswith(f"{module.__name__}."):
            yield _own(made, file)


def _own(made: Rule, file: Path | None) -> Rule:
    home = file or Path(made.check.__code__.co_filename)
    return replace(made, group=GROUP, home=home)
