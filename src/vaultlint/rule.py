"""Define rules: `@rule`, `Problem`, `Fix`, `Edit`, and helpers for the common fixes.

A rule is one function. It says *what* is wrong and *where*; the engine adds the name, severity and place, and
suppresses what a directive suppresses::

    @rule(on=Heading, severity="warning")
    def empty_heading(headings, note):
        \"\"\"A heading without text.\"\"\"
        for heading in headings:
            if heading.text_start == heading.text_end:
                yield Problem(heading, "heading without text")

`on` decides how it is called and what it may look at:

==============  =====================================  ============================================================
`on`            called with                            scope
==============  =====================================  ============================================================
a kind of span  (spans of that kind, never none, note)  note
`Note`          (note)                                  note
`Facts`         (facts, vault)                          links: the notes that this note's links lead to
`Vault`         (vault)                                 vault: only when the whole vault is checked
`Answers`       (facts, answers)                        note: only when the web was asked (`vaultlint links --online`)
==============  =====================================  ============================================================

Keyword-only arguments are the rule's options: the name with `_` written `-`, the default's type is the option's type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from pathlib import Path

    from vaultlint.pattern import Pattern

Severity = Literal["error", "warning", "info"]
Applicability = Literal["safe", "unsafe", "display"]

#: What a rule that sees one note defers to the vault, about the link that its problem is part of: "unless-file" drops
#: the problem if the link leads to a file, "if-target" drops it unless its fix makes a link to one, "other-url" offers
#: the URL which the vault has for what the link names. The last needs a run over the whole vault.
Defer = Literal["unless-file", "if-target", "other-url"]

#: What a fix may change besides the characters it edits; the proof allows these kinds to differ and no others.
Change = Literal[
    "prose", "link", "link-text", "heading", "tag", "block-id", "task", "list", "callout", "embed", "code", "math",
    "comment", "property", "table", "footnote", "highlight", "html", "layout", "all",
]  # fmt: skip


class Ranged(Protocol):
    """Anything with a start and an end in the note: a span, a link's facts."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Edit(NamedTuple):
    """Characters `start:end` of the note become `text`. `path` names another note, relative to the vault."""

    start: int
    end: int
    text: str
    path: str | None = None


class Rename(NamedTuple):
    """A file or folder gets another name, both relative to the vault."""

    old: str
    new: str


class Fix(NamedTuple):
    """Edits that are applied whole or not at all, over one note or several.

    safe: no doubt about what was meant, and nothing that a reader sees is lost. unsafe: offered, applied on request.
    display: shown, never written. `if_resolves` is the target that an edited wikilink would have: unless it leads to
    a note of the vault and the present target does not, the fix is only shown. `variant` is what a summary counts a
    rule's fixes by, such as the codec.
    """

    edits: tuple[Edit, ...]
    applicability: Applicability = "safe"
    message: str = ""
    may_change: frozenset[Change] = frozenset()
    rename: Rename | None = None
    if_resolves: str | None = None
    variant: str = ""


@dataclass(slots=True)
class Related:
    """Another place that belongs to the problem; `path` is None for the same note. `row` counts from 1."""

    message: str
    row: int
    column: int
    path: str | None = None


@dataclass(slots=True)
class Problem:
    """A problem that a rule found.

    `where` is a span of the note, or facts that hold one; None means the whole file. `path` is needed only by rules
    on the vault. `severity` may be milder than the rule's own. `key` is what the fingerprint is made of; by default
    the text under the span. `defer` is for rules on spans and notes. Many problems with one `cause` are one line in
    reports for people; it is the end of a sentence: "12 links begin with …".
    """

    where: Ranged | None
    message: str
    fix: Fix | None = None
    severity: Severity | None = None
    related: Sequence[Related] = ()
    path: str | None = None
    key: str | None = None
    defer: Defer | None = None
    cause: str = ""


def replace(
    where: Ranged, text: str, message: str = "", *, safe: bool = True, may_change: Iterable[Change] = ()
) -> Fix:
    """A fix that puts `text` in place of a span."""
    tier: Applicability = "safe" if safe else "unsafe"
    return Fix((Edit(where.start, where.end, text),), tier, message, frozenset(may_change))


def delete(where: Ranged, message: str = "", *, safe: bool = True, may_change: Iterable[Change] = ()) -> Fix:
    """A fix that takes a span out."""
    return replace(where, "", message, safe=safe, may_change=may_change)


def insert(at: int, text: str, message: str = "", *, safe: bool = True, may_change: Iterable[Change] = ()) -> Fix:
    """A fix that adds text before the character `at`."""
    tier: Applicability = "safe" if safe else "unsafe"
    return Fix((Edit(at, at, text),), tier, message, frozenset(may_change))


RuleFunction = TypeVar("RuleFunction", bound=Callable[..., Iterable[Problem]])


@dataclass(slots=True, frozen=True)
class PatternRule:
    """A rule without Python: `[[patterns]]`. `match`, `no_match` and `fixed` are its examples."""

    name: str
    regex: str
    message: str
    replacement: str | None = None
    fix: str = "safe"
    where: str = "text"
    severity: str = "warning"
    default: bool = True
    match: tuple[str, ...] = ()
    no_match: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    source: str = "the configuration"


@dataclass(slots=True)
class Rule:
    """A rule as the engine knows it. `name` and `group` come from the function and its folder."""

    name: str
    group: str
    on: type
    severity: Severity
    default: bool
    fix: Literal["safe", "unsafe", "display"] | None
    in_code: bool
    in_templates: bool
    check: Callable[..., Iterable[Problem]]
    options: dict[str, Any] = field(default_factory=dict)
    home: Path | None = None  # the file of a rule that is not vaultlint's
    pattern: PatternRule | None = None  # what a rule without Python was made of
    needs: tuple[str, ...] = ()
    requires: str | tuple[str, ...] | Pattern | None = None

    @property
    def summary(self) -> str:
        """The first line of the function's docstring: what the rule asks for."""
        if self.pattern is not None:
            return self.pattern.message
        return (self.check.__doc__ or "").strip().split("\n", 1)[0]


def rule(
    *,
    on: type,
    severity: Severity = "warning",
    default: bool = True,
    fix: Literal["safe", "unsafe", "display"] | None = None,
    in_code: bool = False,
    in_templates: bool = False,
    needs: tuple[str, ...] = (),
    requires: str | tuple[str, ...] | Pattern | None = None,
    group: str | None = None,
) -> Callable[[RuleFunction], RuleFunction]:
    """Make a function a rule.

    fix: the strongest applicability that the rule ever offers.
    in_code: it also looks into code and math.
    in_templates: it also runs on templates.
    needs: what the rule looks at, where that is not the usual. `tags`, `digest` and `dates` are facts that are only
        collected for rules that need them. `open-links`: a rule on facts that looks at nothing but `vault.unsettled`.
        `web-links`: one that looks at nothing but links to the web. `names`: one on the vault that looks at names of
        files alone; such run less often. `disk`: it looks at files outside the vault, so its results are not cached.
        `git`: it asks for `vault.commit_dates`. For the time, ask `vault.is_past`.
    requires: a text, several of which one suffices, or a pattern for `Note.lined`, that occurs in every note that the
        rule can report. For other notes the rule is not called, and not even the spans are made that it wants.
    group: only for rules outside vaultlint; inside, the folder says it.
    """

    def register(function: RuleFunction) -> RuleFunction:
        name = function.__name__.replace("_", "-")
        home = group or ".".join(["", *function.__module__.split(".")]).split(".")[-2]
        options = {key.replace("_", "-"): value for key, value in (function.__kwdefaults__ or {}).items()}
        made = Rule(name, home, on, severity, default, fix, in_code, in_templates, function, options)
        made.needs, made.requires = needs, requires
        function.rule = made  # type: ignore[attr-defined]
        return function

    return register
