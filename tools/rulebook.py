"""Write the expected parts of the rulebook anew: `python tools/rulebook.py [FILE or FOLDER …]`.

Rewritten are the `report`, `fixed` and `unsafe fixed` blocks of every case, the front matter that mirrors the code, and
the table in rules/Rules.md; without a name also schema/vaultlint.schema.json. Read the diff: what it shows is what the
rules now say.
"""

from __future__ import annotations

import sys
from pathlib import Path

from vaultlint.config.schema import schema_text
from vaultlint.ruletest.update import rewrite_file, rewrite_folder

HERE = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> None:
    for path in [Path(one) for one in arguments] or [HERE / "rules", HERE / "tests" / "rulebook"]:
        for changed in rewrite_folder(path) if path.is_dir() else rewrite_file(path):
            print(f"rewrote {changed}")
    if not arguments:
        (HERE / "schema" / "vaultlint.schema.json").write_text(schema_text(), "utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
