from __future__ import annotations

from collections.abc import Iterator

from vaultlint.facts import Facts
from vaultlint.rule import Problem, rule
from vaultlint.rules.links._fixes import link_fix
from vaultlint.vault.link_edits import rewrite_path, without_md
from vaultlint.vault.vault import Vault


@rule(on=Facts, default=False, fix="safe")
def link_case(facts: Facts, vault: Vault) -> Iterator[Problem]:
    """A link must spell its file's name as the file does, case and Unicode form included."""
    for link in facts.links:
        found = vault.resolve(link, facts.path)
        written = found.target.linkpath
        if found.path is None or not written or link.kind == "canvas":
            continue
        spelled = _as_the_file(written, found.path)
        if spelled != written:
            edit = rewrite_path(link, spelled)
            fix = link_fix(link, [edit] if edit else None, f"write `{spelled}`", "safe")
            yield Problem(link, f"the file's own spelling is `{spelled}`", fix)


def _as_the_file(written: str, path: str) -> str:
    """The written path with the file's own spelling; what leads up or anchors is kept."""
    lead = len(written) - len(written.lstrip("./"))
    if written[:lead] and not written[:lead].endswith("/"):
        lead = 0
    parts = written[lead:].split("/")
    own = path.split("/")[-len(parts) :]
    if not written.lower().endswith(".md"):
        own[-1] = without_md(own[-1])
    return written[:lead] + "/".join(own)
