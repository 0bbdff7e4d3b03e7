"""Restrict what an untrusted configuration, found in the checked tree, may name.

It chooses rules, options, severities and the like. It names no code, and no file outside the tree that holds it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from vaultlint.errors import Failure
from vaultlint.escape import visible

#: Keys that name code to run.
CODE_KEYS: Final = ("plugins", "rule-paths")
#: Keys that name a file; it must be inside the tree.
FILE_KEYS: Final = ("baseline", "site-root")
#: Keys that are the user's to set: where to write, and what to follow out of the vault.
USER_KEYS: Final = ("cache-dir", "follow-links")
#: Keys that may name plugin rules.
RULE_KEYS: Final = ("select", "extend-select", "ignore", "per-file-ignores", "severity", "rules", "overrides")
#: How a user consents; also said in messages.
CONSENT: Final = "If you trust it, add --trust-config, or run `vaultlint config --trust` once"


@dataclass(slots=True)
class Stranger:
    """A configuration that is not trusted.

    `tree` is the real path of the folder that its files may come from, `own_cache` of the user's cache folder.
    With `needs_code` a configuration that names code is a Failure. `notices` collects what it did not get.
    """

    tree: Path
    own_cache: Path | None = None
    needs_code: bool = True
    notices: list[str] = field(default_factory=list)
    #: Whether code was left out, so that rules which other keys name may be unknown.
    lacks_code: bool = False

    def holds(self, path: Path) -> bool:
        """Whether a file, links followed, is in the tree and not in git's folder."""
        real = Path(os.path.realpath(path))
        return real.is_relative_to(self.tree) and ".git" not in real.relative_to(self.tree).parts

    def notice(self, text: str) -> None:
        if text not in self.notices:
            self.notices.append(text)

    def allowed(self, table: dict[str, Any], path: Path) -> dict[str, Any]:
        """The keys of a file that count; others are noticed. Failure if it names code that is needed."""
        shown = visible(str(path))
        code = [key for key in CODE_KEYS if table.get(key)]
        if code and self.needs_code:
            raise Failure(
                f"{shown}: {code[0]} names code to run, which a configuration that was found with the notes may not. "
                f"{CONSENT}."
            )
        if code:
            self.lacks_code = True
            self.notice(f"{shown}: the rules of {' and '.join(code)} are not loaded. {CONSENT}.")
        kept = {key: value for key, value in table.items() if key not in code}
        for key in FILE_KEYS:
            named = kept.get(key)
            if isinstance(named, str) and named and not self.holds(path.parent / Path(named).expanduser()):
                self.notice(f"{shown}: {key} leads outside {visible(str(self.tree))} and is not used. {CONSENT}.")
                del kept[key]
        if isinstance(kept.get("schemas"), list):
            kept["schemas"] = [one for one in kept["schemas"] if self._may_read_schema(one, path)]
        for key in USER_KEYS:
            if key in kept and not (key == "cache-dir" and self._in_own_cache(kept[key], path)):
                self.notice(
                    f"{shown}: {key} is not honored in a configuration found with the checked notes. {CONSENT}."
                )
                del kept[key]
        return kept

    def _may_read_schema(self, table: Any, path: Path) -> bool:
        named = table.get("schema") if isinstance(table, dict) else None
        if not isinstance(named, str) or self.holds(path.parent / Path(named).expanduser()):
            return True
        shown = f"{visible(str(path))}: schema leads outside {visible(str(self.tree))}"
        self.notice(f"{shown} and is not used. {CONSENT}.")
        return False

    def _in_own_cache(self, named: Any, path: Path) -> bool:
        if not isinstance(named, str) or self.own_cache is None:
            return False
        folder = Path(os.path.realpath(path.parent / Path(named).expanduser()))
        return folder.is_relative_to(self.own_cache)


def tree_of(config: Path, root: Path) -> Path:
    """The tree whose files a configuration may name: the work tree of its folder, else the vault, else that folder."""
    folder = Path(os.path.realpath(config.parent))
    for ancestor in (folder, *folder.parents):
        if (ancestor / ".git").exists():
            return ancestor
    real_root = Path(os.path.realpath(root))
    return real_root if folder.is_relative_to(real_root) else folder
