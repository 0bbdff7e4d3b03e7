"""Run a notebook without Jupyter: the code cells, one after another, in the notebook's folder.

python tests/docs/notebook.py examples/library.ipynb    write what the cells print now into the notebook
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def run(notebook: dict[str, Any], folder: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each code cell with what it prints; a cell that raises ends the run."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for number, cell in enumerate(code_cells(notebook), 1):
        printed = io.StringIO()
        code = compile("".join(cell["source"]), f"cell {number}", "exec")
        with contextlib.chdir(folder), contextlib.redirect_stdout(printed):
            exec(code, names)
        yield cell, printed.getvalue()


def shown(cell: dict[str, Any]) -> str:
    """Return what the notebook shows below a cell."""
    return "".join(line for output in cell["outputs"] for line in output["text"])


def update(path: Path) -> None:
    notebook = json.loads(path.read_text("utf-8"))
    for number, (cell, printed) in enumerate(run(notebook, path.parent), 1):
        lines = printed.splitlines(keepends=True)
        cell["execution_count"] = number
        cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": lines}] if lines else []
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    update(Path(sys.argv[1]))
