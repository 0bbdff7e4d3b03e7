from __future__ import annotations

from collections.abc import Iterator

from vaultlint.markdown.spans import Code, Math, Span
from vaultlint.note import Note
from vaultlint.pattern import Pattern
from vaultlint.rule import Problem, rule
from vaultlint.rules.structure._lines import before, line_at

# `$$` that begins a line and is followed by nothing, or by TeX.
_OPENING = Pattern(
    r"(?:\A|(?<=[\r\n]))[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(\$\$)(?=[ \t]*(?:\r|\n|\Z)|[^\r\n$]*[\\=^_{])"
)


# A dollar that may open math, and TeX after it on its line.
_DOLLAR = Pattern(r"(?<![\w$\\])\$(?![\s\d$])(?P<text>[^$\r\n]*)(?!\$)")
_COMMAND = Pattern(
    r"(?<![\w:\\/])\\(?:[dt]?frac|sqrt|sum|prod|int|oint|lim|infty|partial|nabla|cdots?|ldots|times|otimes|oplus|leq?|geq?|neq?|approx"
    r"|equiv|sim|simeq|propto|subset(?:eq)?|supset(?:eq)?|in|notin|cup|cap|forall|exists|land|lor|neg|to|gets|mapsto|map|pm|mp"
    r"|(?:long)?(?:left|right|Left|Right|leftright|Leftright)arrow|implies|iff|alpha|beta|gamma|delta|(?:var)?epsilon|zeta|eta"
    r"|(?:var)?theta|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|(?:var)?phi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma"
    r"|Phi|Psi|Omega|mathbb|mathcal|mathrm|mathbf|mathfrak|mathsf|operatorname|text|vec|hat|bar|tilde|overline|underline|dot|ddot"
    r"|left|right|langle|rangle|lfloor|rfloor|lceil|rceil|binom|log|ln|exp|sin|cos|tan|min|max|det|ker|dim|mid|parallel|perp|circ"
    r"|quad|begin|end|cong|setminus|emptyset|varnothing|aleph|ell|Re|Im|bmod|pmod)(?![A-Za-z])"
)


@rule(on=Note, in_templates=True, requires="$")
def unclosed_math(note: Note) -> Iterator[Problem]:
    """Math `$$`, or `$` before TeX, that is never closed."""
    if "$$" in note.source:
        closed = -1  # up to where the last block reaches that a blank line cuts in two
        for match in _OPENING.finditer(note.source):
            at = match.start(1)
            if at > closed and not note.opaque.covers(at):
                closing = note.source.find("$$", at + 2)
                if closing > 0 and _fills_line(note, closing, before(note, at)) and not _is_elsewhere(note, closing):
                    closed = closing  # a blank line is between, but in an editor this closes the block
                    continue
                yield Problem(Span(at, at + 2), "the math block is never closed")
    if "\\" in note.source:
        yield from _inline(note)


def _fills_line(note: Note, at: int, indent: str) -> bool:
    """Whether `$$` is all that is in its line, after the same marks and spaces as those that it may close."""
    return line_at(note, at).of(note.source).rstrip() == f"{indent}$$"


def _is_elsewhere(note: Note, at: int) -> bool:
    """Whether `$$` opens or closes another block, or is in a fence."""
    return any(math.start <= at < math.end for math in note.spans(Math)) or any(
        code.fenced and code.start <= at < code.end for code in note.spans(Code)
    )


def _inline(note: Note) -> Iterator[Problem]:
    for block in note.document.texts_with("$"):
        for match in _DOLLAR.finditer(note.source, block.start, block.end):
            at = match.start()
            stop = note.opaque.next_start(at, match.end())
            if not note.opaque.covers(at) and _COMMAND.search(note.source, at + 1, stop):
                yield Problem(Span(at, at + 1), "the inline math is never closed")
