"""A git repository for a case of a rule's page, written object by object: no program runs, and no settings matter."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path


def write_repository(root: Path, files: Mapping[str, bytes], commits: str) -> None:
    """Make the folder of a vault a repository whose last commit holds its files as they are.

    commits: a line each, oldest first: the author's date as in ISO 8601, and the files that come or change with it. A
    file that a later line names again had another text until then.
    """
    lines = [line.split(" ", 1) for line in commits.splitlines() if line.strip()]
    named = [(datetime.fromisoformat(moment), paths.split()) for moment, paths in lines]
    for folder in ("objects", "refs/heads"):
        (root / ".git" / folder).mkdir(parents=True)
    held: dict[str, bytes] = {}
    head = ""
    for number, (moment, paths) in enumerate(named):
        for path in paths:
            is_last = not any(path in later for _, later in named[number + 1 :])
            held[path] = files[path] if is_last else files[path] + b"\nText %d.\n" % number
        head = _commit(root, _tree(root, held), head, moment)
    (root / ".git" / "refs" / "heads" / "main").write_text(f"{head}\n", "utf-8")
    (root / ".git" / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")


def _commit(root: Path, tree: str, parent: str, moment: datetime) -> str:
    zone = f"{moment:%z}" or "+0000"
    seconds = int((moment if moment.tzinfo else datetime.fromisoformat(f"{moment.isoformat()}+00:00")).timestamp())
    lines = [f"tree {tree}", *([f"parent {parent}"] if parent else [])]
    lines += [f"{role} Ada <ada@example.org> {seconds} {zone}" for role in ("author", "committer")]
    return _store(root, "commit", "\n".join([*lines, "", "A change", ""]).encode())


def _tree(root: Path, files: Mapping[str, bytes]) -> str:
    """Store a folder of files, and the folders in it."""
    folders: dict[str, dict[str, bytes]] = {}
    entries: dict[bytes, bytes] = {}
    for path, content in files.items():
        name, _, rest = path.partition("/")
        if rest:
            folders.setdefault(name, {})[rest] = content
        else:
            entries[name.encode()] = b"100644 %b\0" % name.encode() + bytes.fromhex(_store(root, "blob", content))
    for name, inner in folders.items():
        entries[f"{name}/".encode()] = b"40000 %b\0" % name.encode() + bytes.fromhex(_tree(root, inner))
    return _store(root, "tree", b"".join(entries[key] for key in sorted(entries)))


def _store(root: Path, kind: str, content: bytes) -> str:
    data = f"{kind} {len(content)}\0".encode() + content
    name = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    file = root / ".git" / "objects" / name[:2] / name[2:]
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(zlib.compress(data, 1))
    return name
