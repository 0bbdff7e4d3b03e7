"""Latency and memory of the language server, and whether it reports what `check` reports.

python benchmarks/server.py VAULT…                      what is measured, on copies of the vaults
python benchmarks/server.py VAULT --same 1000 --every 50   random changes, compared with `check` every 50
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "server"))

import lsp_client
from lsp_client import Client
from random_edits import TwoVaults, by_server

lsp_client.PATIENCE = 600.0  # a large vault on a busy machine

_LINK = re.compile(r"\[\[([^\]|#]+)")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vaults", nargs="+", type=Path, metavar="VAULT")
    parser.add_argument("--same", type=int, default=0, metavar="N", help="random changes to compare after")
    parser.add_argument("--every", type=int, default=50, metavar="N")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keys", type=int, default=100, help="keystrokes and completions to measure")
    given = parser.parse_args()
    status = 0
    for vault in given.vaults:
        with tempfile.TemporaryDirectory() as scratch:
            os.environ["VAULTLINT_CACHE_DIR"] = f"{scratch}/cache"
            os.environ["VAULTLINT_STATE_DIR"] = f"{scratch}/state"
            os.environ["PYTHONPYCACHEPREFIX"] = f"{scratch}/bytecode"  # an installed package is compiled
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            root = Path(scratch) / "vault"
            shutil.copytree(vault, root, symlinks=True, ignore=shutil.ignore_patterns(".git"))
            if given.same:
                status |= compare(root, Path(scratch) / "copy", given.same, given.every, given.seed)
            else:
                measure(vault.name, root, given.keys)
    return status


def compare(root: Path, copy: Path, count: int, every: int, seed: int) -> int:
    """1 if the server ever reported something else than `check`."""
    wrong = 0
    vaults = TwoVaults(root, copy, seed)
    wanted, found = vaults.compare()
    print(f"{root}: cold: {len(wanted)} problems, {len(wanted ^ found)} differ", flush=True)
    wrong += wanted != found
    again = Client(root)
    again.start()
    again.settle()
    found = by_server(again)
    print(f"from the cache: {len(wanted ^ found)} differ", flush=True)
    wrong += wanted != found
    again.stop()
    history: list[str] = []
    for number, step in enumerate(vaults.steps(count), 1):
        history.append(step)
        if number % every == 0 or number == count:
            wanted, found = vaults.compare()
            print(f"{number} changes: {len(wanted)} problems, {len(wanted ^ found)} differ", flush=True)
            if wanted != found:
                wrong += 1
                for one in sorted(wanted ^ found)[:10]:
                    print("  ", "check " if one in wanted else "server", one)
                print("  ", history[-every:])
                break
    vaults.close()
    return int(wrong > 0)


def measure(name: str, root: Path, keys: int) -> None:
    notes = [path for path in root.rglob("*.md") if "/." not in str(path.relative_to(root))]
    print(f"## {name}: {len(notes):,} notes\n\n| what | on the wall | processor time |\n|---|---|---|")
    for start in ("cold", "from the cache"):
        began = time.perf_counter()
        client = _opened(root)
        wall, used = time.perf_counter() - began, _cpu(client.process.pid)
        print(f"| start, {start}, to all diagnostics | {wall:.2f} s | {used:.2f} s |", flush=True)
        if start == "cold":
            client.stop()
    meter = _Meter(client)
    client.settle()
    wall, used = meter.read()
    print(f"| words and indexes, while nobody waits | {wall:.2f} s | {used:.2f} s |", flush=True)
    chooser = random.Random(1)
    small = [path for path in notes if 500 < path.stat().st_size < 20_000]
    note = str(chooser.choice(small).relative_to(root))
    client.open(note)
    client.settle()
    _row("keystroke to diagnostics", _keystrokes(client, note, keys))
    _row("completion of `[[`", _completions(client, note, keys))
    _row("hover", _hovers(client, note, keys))
    _row("code actions", _actions(client, note, keys // 4 or 1))
    target, count = _most_linked(root, notes)
    meter = _Meter(client)
    renamed = {"oldUri": client.uri(target), "newUri": client.uri(target[:-3] + " renamed.md")}
    edit = client.request("workspace/willRenameFiles", {"files": [renamed]})
    edits = sum(len(one["edits"]) for one in (edit or {}).get("documentChanges", ()))
    wall, used = meter.read()
    print(f"| rename of a note with {count} links ({edits} edits) | {wall:.2f} s | {used:.2f} s |")
    meter = _Meter(client)
    client.settle()
    wall, used = meter.read()
    print(f"| coming to rest afterwards | {wall:.2f} s | {used:.2f} s |")
    print(f"| memory (resident, at most) | {_memory(client.process.pid):.0f} MB | |\n", flush=True)
    client.stop()


def _opened(root: Path) -> Client:
    """A server that has published all diagnostics, and goes on to read words and to make indexes."""
    client = Client(root)
    client.start()
    client.wait_until(lambda: any("notes checked" in one["params"].get("message", "") for one in client.messages))
    return client


#: Seconds on the wall and of processor time of the server.
Times = list[tuple[float, float]]


class _Meter:
    """Measures what the server needs from now on: other work on the machine does not count as processor time."""

    def __init__(self, client: Client) -> None:
        self._process = client.process.pid
        self._used, self._start = _cpu(self._process), time.perf_counter()

    def read(self) -> tuple[float, float]:
        return time.perf_counter() - self._start, _cpu(self._process) - self._used


def _cpu(process: int) -> float:
    """Seconds of processor time that a process used, all threads together: to the nanosecond where Linux tells."""
    try:
        tasks = list(Path(f"/proc/{process}/task").glob("*/schedstat"))
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9
    except (OSError, IndexError):
        return 0.0


def _keystrokes(client: Client, note: str, count: int) -> Times:
    """From sending a change to the diagnostics of its version; what is typed breaks a link, and mends it."""
    times: Times = []
    lines = (client.root / note).read_text("utf-8").count("\n")
    end = {"line": lines + 5, "character": 0}
    for number in range(count):
        before = len(client.messages)
        text = f"\n[[no such note {number}]]\n" if number % 2 == 0 else "\nplain\n"
        meter = _Meter(client)
        client.change(note, {"range": {"start": {"line": lines, "character": 0}, "end": end}, "text": text})
        client.wait_until(lambda: _published(client, note, before))  # noqa: B023 - called at once
        times.append(meter.read())
        time.sleep(0.05)
    return times


def _published(client: Client, note: str, since: int) -> bool:
    uri = client.uri(note)
    return any(
        one["method"] == "textDocument/publishDiagnostics" and one["params"]["uri"] == uri
        for one in client.messages[since:]
    )


def _completions(client: Client, note: str, count: int) -> Times:
    times: Times = []
    for number in range(count):
        typed = "[[" + "the no an"[number % 9 : number % 9 + number % 3 + 1].strip()
        client.write(note, typed)
        times.append(_timed(client, "textDocument/completion", client.at(note, 0, len(typed))))
    client.write(note, (client.root / note).read_text("utf-8"))
    return times


def _hovers(client: Client, note: str, count: int) -> Times:
    return [_timed(client, "textDocument/hover", client.at(note, number % 30, 4)) for number in range(count)]


def _actions(client: Client, note: str, count: int) -> Times:
    client.write(note, "[[no such note]] and [[another]]\n\n- \n- one\n")
    place = {"start": {"line": 0, "character": 0}, "end": {"line": 3, "character": 0}}
    asked = {**client.document(note), "range": place, "context": {"diagnostics": []}}
    return [_timed(client, "textDocument/codeAction", asked) for _ in range(count)]


def _timed(client: Client, method: str, params: object) -> tuple[float, float]:
    meter = _Meter(client)
    client.request(method, params)
    return meter.read()


def _row(what: str, times: Times) -> None:
    columns = [_percentiles(one) for one in zip(*times, strict=True)]
    print(f"| {what}, p50 / p95 | {' | '.join(columns)} |", flush=True)


def _percentiles(times: Iterable[float]) -> str:
    ordered = sorted(1000 * each for each in times)
    middle, high = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return f"{middle:.0f} / {high:.0f} ms"


def _most_linked(root: Path, notes: list[Path]) -> tuple[str, int]:
    """The note whose number of links by its bare name is next to 300."""
    counts: Counter[str] = Counter()
    for path in notes:
        counts.update(one.strip() for one in _LINK.findall(path.read_text("utf-8", "replace")))
    by_name = Counter(path.stem for path in notes)
    paths = {path.stem: str(path.relative_to(root)) for path in notes if by_name[path.stem] == 1}
    name = min(paths, key=lambda each: abs(counts[each] - 300))
    return paths[name], counts[name]


def _memory(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmHWM:\s*(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    raise SystemExit(main())
