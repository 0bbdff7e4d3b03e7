"""Kill a writing process, over and over, and look for anything that was lost.

    python tests/storage/faults.py --runs 500          kill at random moments
    python tests/storage/faults.py --each-step          kill before each call that touches a file, one after another

A child makes runs over a small vault: edits of single notes, a note renamed together with the notes that name it, a
folder renamed, a note made, a note removed, an undo. It is killed. Then every note must be whole, none may be missing
or doubled, the next run must clear away the temporary files, and undoing all runs must give the first vault back, byte
for byte. Prints figures; exit status 1 if anything was lost.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from hashlib import sha256
from pathlib import Path

from vaultlint.storage.journal import Journal
from vaultlint.storage.paths import is_temporary, remove_leftovers
from vaultlint.storage.transaction import FileEdit, Rename, Transaction, write
from vaultlint.storage.undo import undo

NOTES = 24


def text(note: int, generation: int) -> bytes:
    """What a note holds: long enough to be cut short, and checkable by itself."""
    head = b"note %d generation %d\n" % (note, generation)
    body = sha256(head).hexdigest().encode() * (1 + (note * 37 + generation * 11) % 200)
    return head + body + b"\r\n" + sha256(head + body).hexdigest().encode() + b"\n"


def identity(content: bytes) -> tuple[int, int] | None:
    """Number and generation of a note that is whole, else None."""
    words = content.split(b"\n", 1)[0].split()
    if len(words) != 4 or not (words[1].isdigit() and words[3].isdigit()):
        return None
    found = int(words[1]), int(words[3])
    return found if content == text(*found) else None


def make_vault(root: Path) -> None:
    for note in range(NOTES):
        path = root / ("", "a", "b/c", "moving-0")[note % 4] / f"{note}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text(note, 0))
    (root / "renamed-0.md").write_bytes(text(NOTES, 0))
    (root / "deep").mkdir()  # empty before, so it must stay


def snapshot(root: Path) -> dict[str, bytes | None]:
    """Every file with its bytes and every folder, temporary files apart."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None
        for path in root.rglob("*")
        if not is_temporary(path.name)
    }


def edit_of(path: Path, generation: int) -> FileEdit:
    before = path.read_bytes()
    note = int(before.split()[1])
    return FileEdit(path, before, text(note, generation), (f"rule-{generation % 3}",))


def work(root: Path, seed: int, generations: int) -> None:
    """What the child does; each generation is a run."""
    chance = random.Random(seed)
    for generation in range(1, generations + 1):
        remove_leftovers([root, *(path for path in root.rglob("*") if path.is_dir())])
        notes = sorted(path for path in root.rglob("[0-9]*.md") if not path.parent.name.startswith("moving"))
        chosen = chance.sample(notes, 12)
        single = [Transaction((edit_of(path, generation),)) for path in chosen[:6]]
        several = [Transaction(tuple(edit_of(path, generation) for path in chosen[6:9]))]
        (named,) = root.glob("**/renamed-*.md")
        to = root / ("", "deep/er", "a")[generation % 3] / f"renamed-{generation}.md"
        linked = (edit_of(named, generation), *(edit_of(path, generation) for path in chosen[9:]))
        (folder,) = root.glob("moving-*")
        inside = tuple(edit_of(path, generation) for path in sorted(folder.iterdir()))
        with Journal.open(root).begin(["fix", str(generation)]) as run:
            write(single + several, run)
            write([Transaction(linked, (Rename(named, to),))], run)
            write([Transaction(inside, (Rename(folder, root / f"moving-{generation}"),))], run)
            made = root / f"new-{generation}" / "made.md"
            write([Transaction((FileEdit(made, None, text(100 + generation, 0)),))], run)
            if generation % 2 == 0 and (old := root / f"new-{generation - 1}" / "made.md").exists():
                write([Transaction((FileEdit(old, old.read_bytes(), None),))], run)
        if generation % 3 == 0:
            undo(
                Journal.open(root),
            )


def examine(root: Path, first: dict[str, bytes | None], figures: Counter[str]) -> list[str]:
    """Everything that is wrong after a kill."""
    wrong: list[str] = []
    numbers: Counter[int] = Counter()
    for name, content in snapshot(root).items():
        if content is None:
            continue
        found = identity(content)
        if found is None:
            wrong.append(f"{name} is not whole")
        else:
            numbers[found[0]] += 1
    wrong += [f"note {n} is there {numbers[n]} times" for n in range(NOTES + 1) if numbers[n] != 1]
    folders = [root, *(path for path in root.rglob("*") if path.is_dir())]
    figures["temporary files left and cleared"] += len(remove_leftovers(folders))
    wrong += [f"{path} was left" for path in root.rglob("*") if is_temporary(path.name)]
    runs = Journal.open(root).runs()
    figures["runs in journals"] += len(runs)
    figures["kills inside a run"] += any(not run.is_complete for run in runs)
    for run in reversed(runs):
        report = undo(Journal.open(root), run.id)
        wrong += [f"undo of {run.id}: {name}: {reason}" for name, reason in report.refused]
        figures["files left unwritten by a killed run"] += len(report.unchanged) * (not run.is_complete)
    last = snapshot(root)
    wrong += [f"{name} differs after undo" for name in first.keys() | last.keys() if first.get(name) != last.get(name)]
    wrong += [f"{name} remains after undo" for name in last.keys() - first.keys()]
    return wrong


def spawn(root: Path, seed: int, generations: int, step: int | None = None) -> int:
    """The process id of a child at work; it kills itself before the file operation number `step`."""
    if child := os.fork():
        return child
    status = 1
    try:
        if step is not None:
            die_at(step)
        work(root, seed, generations)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def die_at(step: int) -> None:
    left = step

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event == "open" or event.startswith(("os.", "ctypes.dlsym")):
            left -= 1
            if left == -1:  # the kill is an event itself
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def trial(seed: int, generations: int, figures: Counter[str], *, delay: float | None, step: int | None) -> list[str]:
    """One child, killed after `delay` seconds or before file operation `step`; all that went wrong."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        root, state = Path(folder).resolve() / "vault", Path(folder) / "state"
        os.environ["VAULTLINT_STATE_DIR"] = str(state)
        make_vault(root)
        first = snapshot(root)
        child = spawn(root, seed, generations, step)
        if delay is not None:
            time.sleep(delay)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        figures["killed" if os.WIFSIGNALED(status) else "finished before the kill"] += 1
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            return ["the child failed by itself"]
        wrong = examine(root, first, figures)
        if wrong and (kept := os.environ.get("KEEP_FAULTS")):
            shutil.copytree(folder, Path(kept) / str(seed))
        return wrong


def duration(seed: int, generations: int) -> float:
    """Seconds that a child needs when nobody kills it."""
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        os.environ["VAULTLINT_STATE_DIR"] = str(Path(folder) / "state")
        make_vault(Path(folder).resolve() / "vault")
        began = time.monotonic()
        os.waitpid(spawn(Path(folder).resolve() / "vault", seed, generations), 0)
        return time.monotonic() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=40, help="how many children to kill")
    parser.add_argument("--generations", type=int, default=6)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--folder", help="where to make the vaults; by default the system's folder for temporary files")
    parser.add_argument("--each-step", action="store_true")
    parser.add_argument("--stride", type=int, default=1)
    options = parser.parse_args()
    tempfile.tempdir = options.folder
    figures: Counter[str] = Counter()
    lost = 0
    length = duration(options.seed, options.generations)
    chance = random.Random(options.seed)
    for number in itertools.count():
        if not options.each_step and figures["killed"] == options.runs:
            break
        delay = None if options.each_step else chance.uniform(0, length)
        step = number * options.stride if options.each_step else None
        finished = figures["finished before the kill"]
        seed = options.seed + (0 if options.each_step else number)
        wrong = trial(seed, options.generations, figures, delay=delay, step=step)
        for line in wrong:
            print(f"seed {seed}, delay {delay}, step {step}: {line}")
        lost += bool(wrong)
        if options.each_step and figures["finished before the kill"] > finished:
            break
    for name, count in figures.items():
        print(f"{count:6} {name}")
    print(f"{lost:6} trials in which something was lost (seed {options.seed})")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
