"""Audit of `fix` and `format` over copies of real vaults: `python tools/audit/count_constructs.py VAULT …`.

For every note: the constructs before and after, the HTML before and after. What a rule that ran on the note does not
account for is printed, and makes the audit fail. A second run may write nothing, and
`undo` has to bring back every byte.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from constructs import constructs, rendered

SHOWN = 5  # examples of each unexplained difference

URLS = {"links", "URLs", "words", "definitions"}
TEXT = {"words", "headings", "table cells", "wikilinks", "links", "embeds", "inline code", "comments", "tags"}
EVERYTHING = {"everything"}
#: Rule → the kinds of constructs in which its fix shows; every rule may change how its line is rendered.
CHANGES: dict[str, set[str]] = {
    "mojibake": {*TEXT, "front matter", "callouts", "HTML blocks", "highlights", "URLs", "footnotes", "math"},
    "invalid-encoding": EVERYTHING,
    "byte-order-mark": EVERYTHING,
    "mixed-line-endings": set(),
    "invisible-character": {*TEXT, "front matter", "URLs", "code blocks", "tasks", "block ids"},
    "broken-link": {"wikilinks", "links", "embeds", "front matter", "words", "headings", "table cells"},
    "broken-heading": {"wikilinks", "links", "embeds", "front matter", "words", "headings", "table cells"},
    "ambiguous-link": {"wikilinks", "links", "embeds", "front matter", "words", "headings", "table cells"},
    "self-shadowed-link": {"wikilinks", "links", "embeds", "front matter", "words", "headings", "table cells"},
    "link-case": {"wikilinks", "links", "embeds", "front matter", "words", "headings", "table cells"},
    "redundant-alias": {"wikilinks", "words", "headings", "table cells"},
    "malformed-wikilink": {"wikilinks", "links", "embeds", "words", "URLs", "headings", "table cells"},
    "unescaped-table-pipe": {"wikilinks", "embeds", "table cells"},
    "malformed-url": {*URLS, "headings", "table cells", "front matter"},
    "malformed-identifier": URLS,
    "detached-link": {"links", "URLs", "headings", "table cells"},
    "reversed-link": {"links", "URLs", "headings", "table cells"},
    "unused-definition": {"definitions", "URLs", "words"},
    "tracking-parameters": {*URLS, "headings", "table cells", "front matter"},
    "insecure-url": {*URLS, "headings", "table cells", "front matter"},
    "bare-url": {"URLs", "headings", "table cells", "HTML blocks"},
    "duplicate-link": {*URLS, "items"},
    "empty-bullet": {"items", "headings", "tasks"},
    "missing-heading-space": {"headings", "tags"},
    "malformed-task": {"items", "tasks"},
    "malformed-callout": {"callouts"},
    "misplaced-block-id": {"block ids"},
    "ordered-list-numbering": {"items"},
    "repeated-word": {"words", "headings", "table cells"},
    "pseudo-bullet": {"items"},
    "heading-jump": {"headings"},
    "deprecated-property": {"front matter"},
    "property-type": {"front matter"},
    "unquoted-property-link": {"front matter", "wikilinks"},
    "invalid-tag": {"front matter", "tags", "words"},
    "tag-case": {"front matter", "tags", "words", "headings", "table cells"},
    "unused-directive": {"comments", "words", "HTML blocks"},
    "trailing-space": set(),
    "final-newline": set(),
    "blank-lines": set(),
    "hard-tab": set(),
    "link-text-space": {"links", "wikilinks", "headings", "table cells"},
}


class Audit:
    """One copy of a vault, taken through a command, the same again, and back."""

    def __init__(self, original: Path, home: Path) -> None:
        self.root = home / "vault"
        shutil.copytree(original, self.root, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        for path in self.root.rglob("*"):
            path.chmod(path.stat().st_mode | 0o200)
        self.environment = {**os.environ, "VAULTLINT_STATE_DIR": str(home / "state"), "VAULTLINT_CACHE_DIR": str(home)}
        self.before = self.notes()
        self.faults = 0

    def notes(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and path.suffix.lower() in (".md", ".markdown", ".canvas")
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "vaultlint", *arguments]
        done = subprocess.run(
            command, cwd=self.root, env=self.environment, capture_output=True, text=True, encoding="utf-8", check=False
        )
        if done.returncode not in (0, 1) or "Traceback" in done.stderr:
            self.fault(f"`{' '.join(arguments)}` ended with {done.returncode}: {done.stderr[-2000:]}")
        return done

    def fault(self, text: str) -> None:
        self.faults += 1
        print(f"  FAULT {text}")

    def rules_by_note(self) -> dict[str, set[str]]:
        """What the runs so far changed in each note, as the journals of this vault and of those inside it say."""
        found: dict[str, set[str]] = {}
        roots = [self.root, *(path.parent for path in self.root.rglob(".obsidian") if path.parent != self.root)]
        for root in roots:
            done = self.run("history", "--format", "json", "--vault", str(root))
            for run in json.loads(done.stdout or "[]"):
                for path, rules in run["notes"].items():
                    inside = (root / path).relative_to(self.root).as_posix()
                    found.setdefault(inside, set()).update(rules)
        return found

    def compare(self, after: dict[str, bytes], rules: dict[str, set[str]]) -> None:
        """Print what changed, kind by kind, and what no rule accounts for."""
        explained: Counter[str] = Counter()
        unexplained: dict[str, list[str]] = {}
        for path in sorted({*self.before, *after}):
            old, new = self.before.get(path), after.get(path)
            if old is None or new is None:
                self.fault(f"{path}: {'is new' if old is None else 'is gone'}")
            elif old != new:
                allowed = set().union(*(CHANGES.get(rule, set()) for rule in rules.get(path, ())))
                for kind, text in _differences(old, new, path.endswith(".canvas")):
                    if (
                        kind in allowed
                        or "everything" in allowed
                        or (kind == "HTML" and rules.get(path, set()) - {"format"})
                    ):
                        explained[kind] += 1
                    else:
                        unexplained.setdefault(kind, []).append(f"{path} ({', '.join(rules.get(path, ()))}): {text}")
        print(
            "  changed as the fixes say:",
            ", ".join(f"{kind} {count}" for kind, count in sorted(explained.items())) or "nothing",
        )
        for kind, places in unexplained.items():
            for place in places[:SHOWN]:
                self.fault(f"{kind}: {place}")
            if len(places) > SHOWN:
                self.fault(f"{kind}: … and {len(places) - SHOWN} more notes")
                self.faults += len(places) - SHOWN - 1

    def undo_all(self) -> None:
        for root in [
            self.root,
            *sorted(path.parent for path in self.root.rglob(".obsidian") if path.parent != self.root),
        ]:
            runs = json.loads(self.run("history", "--format", "json", "--vault", str(root)).stdout or "[]")
            for run in runs:
                self.run("undo", run["run"], "--vault", str(root))
        restored = self.notes()
        wrong = [path for path, data in self.before.items() if restored.get(path) != data]
        wrong += [path for path in restored if path not in self.before]
        for path in wrong:
            self.fault(f"undo did not restore {path}")


def _differences(old: bytes, new: bytes, canvas: bool) -> list[tuple[str, str]]:
    if canvas:
        return []
    before, after = constructs(old), constructs(new)
    found = []
    for kind in before:
        lost, gained = before[kind] - after[kind], after[kind] - before[kind]
        if lost or gained:
            found.append((kind, f"lost {list(lost)[:3]!r:.300}, gained {list(gained)[:3]!r:.300}"))
    one, other = rendered(old), rendered(new)
    if one != other:
        at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
        found.append(("HTML", f"{one[max(0, at - 40) : at + 60]!r} became {other[max(0, at - 40) : at + 60]!r}"))
    return found


def audit(original: Path, name: str, *command: str) -> int:
    with tempfile.TemporaryDirectory(prefix="audit-") as home:
        work = Audit(original, Path(home))
        began = time.monotonic()
        work.run(*command)
        took = time.monotonic() - began
        after = work.notes()
        changed = sum(after.get(path) != data for path, data in work.before.items())
        print(f"{original.name}: {name}: {len(work.before):,} notes, {changed:,} changed, {took:.1f} s")
        work.compare(after, work.rules_by_note())
        work.run(*command)
        again = [path for path, data in work.notes().items() if after.get(path) != data]
        for path in again[:SHOWN]:
            work.fault(f"the second run wrote {path}")
        if len(again) > SHOWN:
            work.fault(f"the second run wrote {len(again) - SHOWN} more notes")
        work.undo_all()
        print(f"  {work.faults} faults", flush=True)
        return work.faults


def main(vaults: list[str]) -> int:
    faults = 0
    for vault in map(Path, vaults):
        faults += audit(vault, "fix", "fix", "--unsafe-fixes", "--select", "ALL", "--quiet", "--exit-zero")
        faults += audit(vault, "format", "format", "--quiet")
    print(f"{faults} faults in all")
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
