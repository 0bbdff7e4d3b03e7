"""A vault under a server and the same vault for `check`: random changes to both, which must then report the same."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lsp_client import Client

#: (path, rule, severity, message, start line and character, end line and character), in UTF-16 code units.
Report = tuple[str, str, int, str, int, int, int, int]

_SEVERITIES = {"error": 1, "warning": 2, "info": 3}
_WORDS = (
    *("word", "[[{note}]]", "![[{file}]]", "[t]({note}.md)", "[[{note}#{word}]]", "# {word}", "## {word} \U0001f600"),
    *("- ", "text ^{word}", "[[#{word}]]", "#tag/{word}", "> [!note] {word}", "the the", "a\u200bb", "%%", "```"),
    *("[[{note}#^{word}]]", "FranÃ§ois", "%% vaultlint-disable-line broken-link %%", "==x", "[^1]", "<<<<<<< x"),
    *("https://example.com/{word}", "---", "| a | b |", "$x", "- [ ] task", "[[{note}|{word}]]"),
)


def by_check(root: Path, *arguments: str) -> set[Report]:
    """What `check` reports."""
    command = [sys.executable, "-m", "vaultlint", "check", "--output-format", "json", "--no-progress", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    found = set()
    lines: dict[str, list[str]] = {}
    for one in json.loads(done.stdout):
        path, start, end = one["filename"], one["location"], one["end_location"]
        if path not in lines:
            lines[path] = _lines(root / path)
        place = (*_in_units(lines[path], start), *_in_units(lines[path], end))
        found.add((path, one["code"], _SEVERITIES[one["severity"]], one["message"], *place))
    return found


def by_server(client: Client) -> set[Report]:
    """What a server has published."""
    found = set()
    root = client.uri("")
    for uri, ones in client.diagnostics.items():
        path = uri.removeprefix(root.rstrip("/") + "/")
        for one in ones:
            start, end = one["range"]["start"], one["range"]["end"]
            place = (start["line"], start["character"], end["line"], end["character"])
            found.add((_unquoted(path), one["code"], one["severity"], one["message"], *place))
    return found


def _unquoted(path: str) -> str:
    from urllib.parse import unquote

    return unquote(path)


def _lines(path: Path) -> list[str]:
    try:
        data = path.read_bytes()
    except OSError:  # a folder
        return [""]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _in_units(lines: list[str], place: dict[str, int]) -> tuple[int, int]:
    row, column = place["row"], place["column"]
    before = lines[row - 1][: column - 1] if row <= len(lines) else ""
    if row == 1:
        before = before.removeprefix("\ufeff")
    return row - 1, len(before.encode("utf-16-le", "surrogatepass")) // 2


class TwoVaults:
    """A vault that a server sees, with buffers, and a copy in which everything is written at once."""

    def __init__(self, root: Path, copy: Path, seed: int) -> None:
        self.root, self.copy = root, copy
        shutil.copytree(root, copy, symlinks=True)
        self.random = random.Random(seed)
        self.client = Client(root)
        self.client.start()
        self.open: dict[str, str] = {}
        paths = (path.relative_to(copy) for path in copy.rglob("*.md"))
        self._notes = {path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts)}

    def notes(self) -> list[str]:
        """The notes of the copy, sorted."""
        return sorted(self._notes)

    def compare(self) -> tuple[set[Report], set[Report]]:
        """(what `check` reports, what the server reports), once it has come to rest."""
        self.client.settle()
        return by_check(self.copy, "--no-cache", "--no-git"), by_server(self.client)

    def steps(self, count: int) -> Iterator[str]:
        """Carry out random changes: the name of each."""
        for _ in range(count):
            others = [self._save, self._close, self._create, self._delete, self._move, self._write_outside]
            yield self.random.choice([self._type] * 6 + others)()

    def _line(self) -> str:
        notes = self.notes()
        names = [os.path.basename(each)[:-3] for each in self.random.sample(notes, min(3, len(notes)))] + ["nowhere"]
        text = self.random.choice(_WORDS)
        word = self.random.choice(["one", "two", "three"])
        return text.format(note=self.random.choice(names), file="image.png", word=word)

    def _buffer(self) -> str | None:
        """An open note, or one that is opened now."""
        notes = self.notes()
        if not notes:
            return None
        path = self.random.choice(list(self.open) if self.open and self.random.random() < 0.7 else notes)
        if path not in self.open:
            try:
                text = (self.copy / path).read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                return None
            if "\r" in text or text.startswith("\ufeff"):
                return None
            self.open[path] = text
            self.client.open(path, text)
        return path

    def _type(self) -> str:
        path = self._buffer()
        if path is None:
            return "nothing"
        lines = self.open[path].split("\n")
        start = self.random.randrange(len(lines))
        end = min(len(lines) - 1, start + self.random.choice([0, 0, 0, 1, 2]))
        new = "\n".join([self._line() for _ in range(self.random.choice([0, 1, 1, 2]))] + [""])
        change = {
            "range": {"start": {"line": start, "character": 0}, "end": {"line": end, "character": 0}},
            "text": new,
        }
        self.open[path] = "\n".join([*lines[:start], *new.split("\n")[:-1], *lines[end:]])
        (self.copy / path).write_bytes(self.open[path].encode())
        self.client.change(path, change)
        return f"type in {path}"

    def _save(self) -> str:
        if not self.open:
            return "nothing"
        path = self.random.choice(list(self.open))
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_bytes(self.open[path].encode())
        self.client.save(path)
        self.client.files_changed(path)
        return f"save {path}"

    def _close(self) -> str:
        if not self.open:
            return "nothing"
        path = self.random.choice(list(self.open))
        del self.open[path]
        if (self.root / path).exists():
            shutil.copyfile(self.root / path, self.copy / path)
        else:
            (self.copy / path).unlink()
            self._notes.discard(path)
        self.client.shut(path)
        return f"close {path}"

    def _create(self) -> str:
        path = f"new/{self.random.choice('abcdef')}{self.random.randrange(20)}.md"
        text = "\n".join(self._line() for _ in range(3)) + "\n"
        if path in self.open:
            return "nothing"
        for root in (self.root, self.copy):
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_bytes(text.encode())
        self._notes.add(path)
        self.client.files_changed(path)
        return f"create {path}"

    def _delete(self) -> str:
        paths = [path for path in self.notes() if path not in self.open]
        if len(paths) < 4:
            return "nothing"
        path = self.random.choice(paths)
        for root in (self.root, self.copy):
            (root / path).unlink()
        self._notes.discard(path)
        self.client.files_changed(path)
        return f"delete {path}"

    def _move(self) -> str:
        paths = [path for path in self.notes() if path not in self.open]
        if not paths:
            return "nothing"
        old = self.random.choice(paths)
        new = f"{self.random.choice(['', 'new/', 'deep/er/'])}moved{self.random.randrange(100)}.md"
        if (self.copy / new).exists():
            return "nothing"
        for root in (self.root, self.copy):
            (root / new).parent.mkdir(parents=True, exist_ok=True)
            (root / old).rename(root / new)
        self._notes ^= {old, new}
        renamed = {"files": [{"oldUri": self.client.uri(old), "newUri": self.client.uri(new)}]}
        self.client.notify("workspace/didRenameFiles", renamed)
        return f"rename {old} to {new}"

    def _write_outside(self) -> str:
        """Another program writes a file that is not open."""
        paths = [path for path in self.notes() if path not in self.open]
        if not paths:
            return "nothing"
        path = self.random.choice(paths)
        text = (self.copy / path).read_bytes() + b"\n" + self._line().encode() + b"\n"
        for root in (self.root, self.copy):
            (root / path).write_bytes(text)
        self.client.files_changed(path)
        return f"write {path}"

    def close(self) -> None:
        with suppress(Exception):
            self.client.stop()
        self.client.close()
