"""A case through the engine: its files in a folder, its rule alone, the report as lines, the files after the fixes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from vaultlint.casebook.clothing import Clothed, Files, clothe
from vaultlint.casebook.notation import Case, draw_character
from vaultlint.config import Config
from vaultlint.diagnostic import Diagnostic
from vaultlint.markdown.source import Rows
from vaultlint.selection import Selection

#: Which fixes are applied with which tier.
TIERS = {"safe": ("safe",), "unsafe": ("safe", "unsafe")}
MOST_ROUNDS = 10
_LONGEST = 60


@dataclass(slots=True)
class Outcome:
    """What came of a case: the report as lines, and for each tier the files that its fixes changed.

    `problems` says what is wrong with the fixes themselves: they do not settle, or leave what they could mend.
    """

    report: list[str]
    fixed: dict[str, Files]
    problems: list[str]


def run(case: Case, clothing: str = "as written") -> Outcome:
    """Run a case in the given surroundings; rows are counted back to those of the case as written."""
    clothed = clothe(case, clothing)
    names = [case.rule, *case.others]
    diagnostics = check(clothed.files, names, case.rule, case.options)
    outcome = Outcome(render(diagnostics, case, clothed), {}, [])
    for tier in TIERS:
        after, problem = mend(clothed.files, names, tier, case.rule, case.options)
        changed = {path: content for path, content in after.items() if clothed.files.get(path) != content}
        if changed:
            outcome.fixed[tier] = changed
        if problem:
            outcome.problems.append(problem)
    if outcome.fixed.get("unsafe") == outcome.fixed.get("safe"):
        outcome.fixed.pop("unsafe", None)
    return outcome


def expected(case: Case, clothing: str = "as written") -> Outcome:
    """What the case says should come of it, in the same surroundings."""
    clothed = clothe(case, clothing)
    fixed = {
        tier: {path: clothed.dress(path, content) for path, content in files.items()}
        for tier in TIERS
        if (files := case.fixed(tier))
    }
    return Outcome(case.report, fixed, [])


def check(files: Files, names: Sequence[str], rule: str = "", options: str = "") -> list[Diagnostic]:
    """What these rules say of a vault of these files; `options` is the TOML of `rule`'s options."""
    _without_vault()
    from vaultlint.config import load_config
    from vaultlint.engine.plan import make_plan
    from vaultlint.engine.session import Session
    from vaultlint.files import Filter, choose, scan

    with TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "vault"
        root.mkdir()
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        config = Config()
        if options:
            (root.parent / "vaultlint.toml").write_text(f"[rules.{rule}]\n{options}", "utf-8")
            config = load_config(root.parent / "vaultlint.toml")
        plan = make_plan(config, Selection(select=names))
        tree = scan(root)
        chosen = list(choose(tree, [root], Filter(tree, (), False), force_exclude=False))
        session = Session(tree, chosen, config, plan, whole=True)
        session.check_all()
        return [one for one in session.diagnostics() if one.rule in names]


def render(diagnostics: Sequence[Diagnostic], case: Case, clothed: Clothed) -> list[str]:
    """A line for each problem, as a `report` block has it; places that belong to it stand indented below."""
    from vaultlint.registry import catalogue, load

    lines = []
    for one in diagnostics:
        head = _place(one.path, one.place, case, clothed)
        under = _under(clothed.files.get(one.path, b""), one)
        line = f"{head} {under}: {one.message}" if under else f"{head}: {one.message}"
        if one.rule in catalogue() and one.severity != load(one.rule).severity:
            line += f" ({one.severity})"
        lines.append(line if one.rule == case.rule else f"{line} [{one.rule}]")
        lines += [f"  see {_place(other.path, other.place, case, clothed)}: {other.message}" for other in one.related]
    return lines


def _place(path: str, place: tuple[int, int], case: Case, clothed: Clothed) -> str:
    row, column = place
    # A report on the whole file stands in its first row, wherever the text was moved.
    row = max(row - clothed.shift.get(path, 0), 1)
    return f"{path} {row}:{column}" if case.named else f"{row}:{column}"


def _under(content: bytes, one: Diagnostic) -> str:
    """The text under a problem, drawn: line ends as `⏎`, blanks at its ends as `␠`, a long one without its middle."""
    text = decode(content)
    starts = [*Rows(text).starts, len(text)]
    start = starts[one.place.row - 1] + one.place.column - 1
    end = starts[one.end.row - 1] + one.end.column - 1
    raw = text[start:end].replace("\r\n", "\n")
    inner = raw.strip(" ")
    left, right = len(raw) - len(raw.lstrip(" ")), len(raw) - len(raw.rstrip(" "))
    drawn = "".join("⏎" if character == "\n" else draw_character(character) for character in inner)
    drawn = "␠" * left + drawn + "␠" * right if inner else "␠" * len(raw)
    return drawn if len(drawn) <= _LONGEST else f"{drawn[: _LONGEST // 2]} … {drawn[-_LONGEST // 3 :]}"


def decode(content: bytes) -> str:
    """The text that rows and columns count in: bytes that are no UTF-8 each count as one character."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def mend(files: Files, names: Sequence[str], tier: str, rule: str = "", options: str = "") -> tuple[Files, str]:
    """The files after all fixes of a tier, and what is wrong with that: "" if nothing is left to mend."""
    for _ in range(MOST_ROUNDS):
        fixes = [
            one
            for one in check(files, names, rule, options)
            if one.fix is not None and one.fix.applicability in TIERS[tier]
        ]
        if not fixes:
            return files, ""
        after = _apply(files, fixes)
        if after == files:
            break
        files = after
    return files, f"the {tier} fixes do not settle: {[(one.rule, one.path, one.place, one.message) for one in fixes]}"


def _apply(files: Files, diagnostics: Sequence[Diagnostic]) -> Files:
    """One round: every fix whole, unless it touches what another one changes."""
    taken: dict[str, list[tuple[int, int, str]]] = {}
    renames: dict[str, str] = {}
    for one in diagnostics:
        fix = one.fix
        assert fix is not None
        if any(
            (start < edit.end and edit.start < end) or (start, end) == (edit.start, edit.end)
            for edit in fix.edits
            for start, end, _ in taken.get(edit.path, ())
        ):
            continue
        for edit in fix.edits:
            taken.setdefault(edit.path, []).append((edit.start, edit.end, edit.text))
        if fix.rename:
            renames[fix.rename[0]] = fix.rename[1]
    after = dict(files)
    for path, edits in taken.items():
        text = decode(files[path])
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
        after[path] = text.encode("utf-8")
    for old, new in renames.items():
        after = {new + path[len(old) :] if _inside(path, old) else path: text for path, text in after.items()}
    return after


def _inside(path: str, name: str) -> bool:
    return path == name or path.startswith(name + "/")


def _without_vault() -> None:
    """Until there is a vault: an empty one, so that rules on notes can be tried."""
    import sys
    from importlib.util import find_spec
    from types import ModuleType, SimpleNamespace

    if "vaultlint.vault" not in sys.modules and find_spec("vaultlint.vault") is None:
        module = ModuleType("vaultlint.vault")
        module.Vault = type("Vault", (SimpleNamespace,), {})  # type: ignore[attr-defined]
        sys.modules["vaultlint.vault"] = module
