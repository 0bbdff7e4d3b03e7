"""Run a case: its files in a folder, its rule alone, the report as lines, the files after the fixes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from vaultlint.config import Config, load_config
from vaultlint.diagnostic import Diagnostic
from vaultlint.markdown.text import Rows
from vaultlint.rule_selection import ALWAYS, Selection
from vaultlint.ruletest.cases import FIXED, Case, draw_character
from vaultlint.ruletest.git_repository import write_repository
from vaultlint.ruletest.variants import Files, Variant, make_variant

if TYPE_CHECKING:
    from vaultlint.engine.session import Session

_LONGEST = 60


@dataclass(slots=True)
class Outcome:
    """Result of a case: the report as lines, and for each tier the files that its fixes changed.

    `problems` says what is wrong with the fixes themselves: one is rejected, or leaves what it was to fix.
    """

    report: list[str]
    fixed: dict[str, Files]
    problems: list[str]


def run(case: Case, variant: str = "as written") -> Outcome:
    """Run a case in the given surroundings; rows are counted back to those of the case as written."""
    made = make_variant(case, variant)
    names = [case.rule, *case.others]
    diagnostics = check(made.files, names, case.rule, case.options, case.web, case.git)
    outcome = Outcome(render(diagnostics, case, made), {}, [])
    for tier in FIXED.values():
        after, problems = fix_case(made.files, names, tier, case.rule, case.options, case.web, case.git)
        changed = {path: content for path, content in after.items() if made.files.get(path) != content}
        if changed:
            outcome.fixed[tier] = changed
        outcome.problems += problems
    if outcome.fixed.get("unsafe") == outcome.fixed.get("safe"):
        outcome.fixed.pop("unsafe", None)
    return outcome


def expected(case: Case, variant: str = "as written") -> Outcome:
    """Expected result of the case, in the same surroundings."""
    made = make_variant(case, variant)
    fixed = {
        tier: {path: made.expected(path, content) for path, content in files.items()}
        for tier in FIXED.values()
        if (files := case.fixed(tier))
    }
    return Outcome(case.report, fixed, [])


def check(
    files: Files, names: Sequence[str], rule: str = "", options: str = "", web: str = "", git: str = ""
) -> list[Diagnostic]:
    """Result of these rules on a vault of these files; `options`, `web` and `git` are the blocks of a case."""
    with _session(files, names, rule, options, web, git) as session:
        return session.diagnostics()


def fix_case(
    files: Files, names: Sequence[str], tier: str, rule: str = "", options: str = "", web: str = "", git: str = ""
) -> tuple[Files, list[str]]:
    """The files after all fixes of a tier, and what is wrong with that: a fix rejected, or left over."""
    from vaultlint.fixing.fixer import TIERS, Fixer

    with _session(files, names, rule, options, web, git) as session:
        result = Fixer(session, unsafe=tier == "unsafe").run()
        after = {**files, **session.overlay.edited}
        for old, new, _ in result.renames:
            after = {new + path[len(old) :] if _inside(path, old) else path: data for path, data in after.items()}
        problems = [f"{_name(one.diagnostic)}: {one.reason}" for one in result.rejected]
        rejected = {_name(one.diagnostic) for one in result.rejected}
        for diagnostic in session.diagnostics():
            if diagnostic.fix and diagnostic.fix.applicability in TIERS[tier] and _name(diagnostic) not in rejected:
                problems.append(f"{_name(diagnostic)}: still there after the {tier} fixes")
        return after, problems


def _name(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.path}:{diagnostic.place.row}:{diagnostic.place.column} {diagnostic.rule}"


def _inside(path: str, name: str) -> bool:
    return path == name or path.startswith(name + "/")


@contextmanager
def _session(files: Files, names: Sequence[str], rule: str, options: str, web: str, git: str) -> Iterator[Session]:
    """The files in a folder of their own, checked by these rules and no others."""
    from vaultlint.engine.overlay import Overlay
    from vaultlint.engine.plan import make_plan
    from vaultlint.engine.session import Scope, Session
    from vaultlint.ruletest.cases import read_answers
    from vaultlint.vault.files import Filter, choose, scan

    with TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "vault"
        root.mkdir()
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        if git:
            write_repository(root, files, git)
        config = Config()
        if options:
            (root.parent / "vaultlint.toml").write_text(f"[rules.{rule}]\n{options}", "utf-8")
            config = load_config(root.parent / "vaultlint.toml")
        answers = read_answers(web) if web else None
        ignored = [one for one in ALWAYS if one not in names]
        plan = make_plan(config, Selection(select=names, ignore=ignored, online=answers is not None))
        tree = scan(root)
        chosen = list(choose(tree, [root], Filter(tree, (), False), force_exclude=False))
        session = Session(Overlay(tree), Scope(chosen, whole=True), config, plan, answers)
        session.check_all()
        yield session


def render(diagnostics: Sequence[Diagnostic], case: Case, made: Variant) -> list[str]:
    """A line for each problem, as a `report` block has it; places that belong to it stand indented below."""
    from vaultlint.rule_registry import catalogue, load

    lines = []
    for diagnostic in diagnostics:
        head = _place(diagnostic.path, diagnostic.place, case, made)
        under = _under(made.files.get(diagnostic.path, b""), diagnostic)
        line = f"{head} {under}: {diagnostic.message}" if under else f"{head}: {diagnostic.message}"
        if diagnostic.rule in catalogue() and diagnostic.severity != load(diagnostic.rule).severity:
            line += f" ({diagnostic.severity})"
        lines.append(line if diagnostic.rule == case.rule else f"{line} [{diagnostic.rule}]")
        lines += [
            f"  see {_place(other.path, other.place, case, made)}: {other.message}" for other in diagnostic.related
        ]
    return lines


def _place(path: str, place: tuple[int, int], case: Case, made: Variant) -> str:
    row, column = place
    # A report on the whole file is in its first row, wherever the text was moved.
    row = max(row - made.shift.get(path, 0), 1)
    return f"{path} {row}:{column}" if case.named else f"{row}:{column}"


def _under(content: bytes, diagnostic: Diagnostic) -> str:
    """The text under a problem, drawn: line endings as `⏎`, outer spaces as `␠`, a long one without its middle."""
    text = decode(content)
    starts = [*Rows(text).starts, len(text)]
    start = starts[diagnostic.place.row - 1] + diagnostic.place.column - 1
    end = starts[diagnostic.end.row - 1] + diagnostic.end.column - 1
    raw = text[start:end].replace("\r\n", "\n")
    inner = raw.strip(" ")
    left, right = len(raw) - len(raw.lstrip(" ")), len(raw) - len(raw.rstrip(" "))
    drawn = "".join("⏎" if character == "\n" else draw_character(character) for character in inner)
    drawn = "␠" * left + drawn + "␠" * right if inner else "␠" * len(raw)
    return drawn if len(drawn) <= _LONGEST else f"{drawn[: _LONGEST // 2]} … {drawn[-_LONGEST // 3 :]}"


def decode(content: bytes) -> str:
    """The text that rows and columns count in: bytes that are not UTF-8 each count as one character."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")
