"""Rename notes, files and folders of a vault at random, have the links fixed, and compare every link with before.

    python tools/audit/renames.py VAULT [--way git-mv|mv|vaultlint-mv] [--count 200] [--seed 1]

The vault is copied and committed first; nothing is written to VAULT. After `git mv` or `mv` (uncommitted, new names
untracked) `vaultlint fix --unsafe-fixes --select links` has to lead every link to the file it led to before, and a
second check has to be as clean as before. A link whose name another file bears as well leads to that one once its own
is renamed: it works in Obsidian, and no rule reports it, so these links are counted apart. After `vaultlint mv` the
same holds at once, without git. `vaultlint undo` of each `vaultlint mv`, last first, has to give back every byte.

No rule on links runs in templates, so `fix` leaves these as they are: they stay where they are and are not compared.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

NAMES = [
    "Anchor's rope",
    "Bell (old)",
    "Café crème",
    "Deck & mast",
    "Eel, fried",
    "Fog – thick",
    "Gull+tern",
    "日本の港",
]

Rows = dict[str, list[dict[str, object]]]


class Audit:
    def __init__(self, vault: Path, scratch: Path, seed: int) -> None:
        self.root = scratch / "vault"
        shutil.copytree(vault, self.root, ignore=shutil.ignore_patterns(".git"), symlinks=True)
        self.random = random.Random(seed)
        self.state = {**os.environ, "VAULTLINT_STATE_DIR": str(scratch / "state"), "PYTHONIOENCODING": "utf-8"}
        self.state["VAULTLINT_CACHE_DIR"] = str(scratch / "cache")
        self.now: dict[str, str] = {}  # what each file was called → what it is called
        self.templates = self.folder_of_templates()
        self.git("init", "--quiet")
        self.git("config", "core.autocrlf", "false")
        self.commit()

    def commit(self) -> None:
        self.git("add", "--all", "--force")
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        self.git(*who, "commit", "--quiet", "--allow-empty", "-m", "As it stands")

    def fix(self) -> None:
        self.vaultlint("fix", "--isolated", "--unsafe-fixes", "--select", "links", statuses=(0, 1))

    def mend(self) -> None:
        self.fix()
        self.commit()

    def git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], cwd=self.root, check=True, stdout=subprocess.DEVNULL)

    def vaultlint(self, *arguments: str, statuses: tuple[int, ...] = (0,)) -> str:
        command = [sys.executable, "-m", "vaultlint", *arguments]
        done = subprocess.run(command, cwd=self.root, env=self.state, capture_output=True, text=True, encoding="utf-8")
        if done.returncode not in statuses:
            raise SystemExit(f"{' '.join(arguments)}: {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout

    def files(self) -> list[str]:
        return sorted(
            path.relative_to(self.root).as_posix()
            for path in self.root.rglob("*")
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(self.root).parts)
        )

    def links(self) -> Rows:
        rows: Rows = {}
        for row in json.loads(self.vaultlint("links", "--isolated", "--format", "json")):
            rows.setdefault(row["source"], []).append(row)
        return rows

    def reports(self) -> Counter[tuple[str, str]]:
        """Default rules: (note, rule) → how often, under the names of now."""
        found = json.loads(self.vaultlint("check", "--isolated", "--output-format", "json", statuses=(0, 1)))
        return Counter((one["filename"], one["code"]) for one in found)

    def folder_of_templates(self) -> str | None:
        settings = self.root / ".obsidian" / "templates.json"
        return json.loads(settings.read_text())["folder"].strip("/") if settings.exists() else None

    def is_template(self, path: str) -> bool:
        if self.templates and f"{path}/".startswith(f"{self.templates}/"):
            return True
        text = (self.root / path).read_bytes() if (self.root / path).is_file() else b""
        return b"{{" in text or b"<%" in text

    def pick(self) -> tuple[str, str]:
        """Something that is there, and a name that is free: in its folder, in another one, or in a new one."""
        files = sorted(self.now.values())
        folders = sorted({parent for path in files if (parent := path.rpartition("/")[0])})
        notes = [path for path in files if path.endswith((".md", ".canvas"))]
        while True:
            chance = self.random.random()
            old = self.random.choice(folders if chance < 0.1 and folders else notes if chance < 0.85 else files)
            name, folder = old.rpartition("/")[2], old.rpartition("/")[0]
            ending = os.path.splitext(name)[1] if old not in folders else ""
            if self.random.random() < 0.6:
                name = f"{self.random.choice(NAMES)} {self.random.randrange(10_000)}{ending}"
            if self.random.random() < 0.6:
                folder = self.random.choice([*folders, "", f"New {self.random.randrange(9)}/deep"])
            new = f"{folder}/{name}".lstrip("/")
            if new == old or new.startswith(old + "/") or os.path.lexists(self.root / new):
                continue
            if self.is_template(old) or self.is_template(folder) or (self.templates or "\0").startswith(f"{old}/"):
                continue
            return old, new

    def rename(self, way: str, old: str, new: str) -> None:
        if way != "vaultlint-mv":  # it makes folders by itself, and `undo` removes those
            (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        moved = {
            path: new + path[len(old) :] for path in self.now.values() if path == old or path.startswith(old + "/")
        }
        if way == "git-mv":
            self.git("mv", old, new)
        elif way == "mv":
            (self.root / old).rename(self.root / new)
        else:
            self.vaultlint("mv", "--isolated", "--quiet", "--", old, new)
        self.now = {before: moved.get(after, after) for before, after in self.now.items()}


class Comparison(NamedTuple):
    """How many links there are, and those that lead elsewhere, as lines for a reader.

    `captured` are those that stand as they stood and now lead to another file of that name.
    """

    total: int
    wrong: list[str]
    captured: list[str]


def compare(before: Rows, after: Rows, now: dict[str, str]) -> Comparison:
    total, wrong, captured = 0, [], []
    for source, olds in before.items():
        news = after.get(now[source], [])
        total += len(olds)
        if len(olds) != len(news):
            wrong.append(f"{now[source]}: {len(olds)} links, then {len(news)}")
            continue
        for old, new in zip(olds, news, strict=True):
            wanted, found = (old["status"], now.get(str(old["path"]))), (new["status"], new["path"])
            if found != wanted:
                line = f"{now[source]}:{new['line']}: {old['raw']} → {new['raw']}: {wanted} → {found}"
                is_captured = new["raw"] == old["raw"] and found[1] not in (None, wanted[1])
                (captured if is_captured else wrong).append(line)
    return Comparison(total, wrong, captured)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("vault", type=Path)
    parser.add_argument("--way", choices=["git-mv", "mv", "vaultlint-mv"], default="git-mv")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=20)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="renames-") as scratch:
        audit = Audit(given.vault, Path(scratch), given.seed)
        audit.now = {path: path for path in audit.files()}
        audit.mend()  # what is wrong already would be fixed as well, and is no matter of renames
        start = {path: (audit.root / path).read_bytes() for path in audit.now}
        before, clean = audit.links(), audit.reports()
        if given.way != "vaultlint-mv":
            before = {source: rows for source, rows in before.items() if not audit.is_template(source)}
        for _ in range(given.count):
            audit.rename(given.way, *audit.pick())
        if given.way != "vaultlint-mv":
            first = compare(before, audit.links(), audit.now)
            print(f"{given.count} renames: of {first.total} links {len(first.wrong)} lead elsewhere", end=", ")
            print(f"{len(first.captured)} are captured by another file of that name", flush=True)
            audit.fix()
        total, wrong, captured = compare(before, audit.links(), audit.now)
        if given.way == "vaultlint-mv":  # it knows both files, and has to keep them apart
            wrong, captured = [*wrong, *captured], []
        then = Counter({(audit.now[path], rule): count for (path, rule), count in clean.items()})
        reports = audit.reports()
        print(f"afterwards {len(wrong)} of {total} links are not restored, {len(captured)} are captured", end="; ")
        print(f"reports {clean.total()} → {reports.total()}", flush=True)
        for line in captured[: given.show]:
            print(f"  captured: {line}")
        lines = [*wrong, *(f"new: {path} {rule} ×{count}" for (path, rule), count in (reports - then).items())]
        for line in lines[: given.show]:
            print(f"  {line}")
        if given.way == "vaultlint-mv":
            for _ in range(given.count):
                run = json.loads(audit.vaultlint("history", "--format", "json"))
                last = next(one["run"] for one in run if not one["undoes"] and not one["undone_by"])
                audit.vaultlint("undo", last)
            same = {path: (audit.root / path).read_bytes() for path in audit.files()} == start
            print(f"undo gives back every byte: {same}")
            return int(bool(lines) or not same)
    return int(bool(lines))


if __name__ == "__main__":
    raise SystemExit(main())
