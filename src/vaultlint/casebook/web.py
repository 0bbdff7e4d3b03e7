"""What the web says in a case: a `web` block, one line a URL, so that rules on answers have examples like others.

A line is a URL, the status of its server's answer (0: none came), and what else is known: `moved=URL`, `title="…"`,
`missing=anchor`, `archived=URL`, `reason="…"`; `strict` on a line of its own reports what was left open as well.
"""

from __future__ import annotations

import shlex

from vaultlint.online.answers import Answer, Answers, Status, resource_key


def read_answers(text: str) -> Answers | None:
    """The answers of a block; None for a case without one."""
    lines = [shlex.split(line) for line in text.splitlines() if line.strip()]
    found = {resource_key(line[0]): _answer(*line) for line in lines if line != ["strict"]}
    return Answers(found, strict=["strict"] in lines) if lines else None


def _answer(url: str, code: str, *more: str) -> Answer:
    known = dict(one.split("=", 1) for one in more)
    status: Status = "alive" if code.startswith("2") else "dead" if code in ("404", "410") else "unknown"
    missing = (known["missing"],) if "missing" in known else ()
    reason = known.get("reason", {"404": "404 Not Found", "410": "410 Gone"}.get(code, code))
    return Answer(
        url, status, reason, int(code), known.get("moved", ""), title=known.get("title", ""), titled=True,
        sought=missing, missing=missing, archived=known.get("archived", ""),
    )  # fmt: skip
