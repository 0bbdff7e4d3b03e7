"""Indexes over all notes: kept up to date, they say what a look at every note would say."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from vaults import vault_of

from vaultlint.config import Config
from vaultlint.engine.overlay import Overlay
from vaultlint.engine.plan import NO_RULES
from vaultlint.engine.session import Scope, Session
from vaultlint.vault.files import Tree
from vaultlint.vault.vault import Vault

ROOT = Path("/nowhere")
PATHS = (
    "a.md",
    "B.md",
    "a.md.md",
    "in/a.md",
    "in/Other note.md",
    "note",
    "image.png",
    "in/ü.md",
    "map.canvas",
    "x.y.md",
)
LINKS = (
    *("[[a]]", "[[A.md]]", "[[a.md.md]]", "![[b#Part]]", "[[in/a|shown]]", "[[../a]]", "[[/in/a]]", "[[#Part]]"),
    *("[x](in/Other%20note.md)", "[x](<in/other note.md#p>)", "![[image.png|100]]", "[[note]]", "[[ü]]", "[[u\u0308]]"),
    *(
        "[[x.y]]",
        "[[x.y.md]]",
        "[x](./a.md)",
        "[x](https://x.org/a.md)",
        "| a |\n|---|\n| [[a\\|t]] |",
        "`[[a]]`",
        "# Part",
    ),
    *("---\nup: '[[in/a]]'\n---", "---\naliases: [note]\n---", "[[gone]]", "[Bears of the North](https://x.org/p)"),
)
TEXTS = st.lists(st.sampled_from(LINKS), max_size=4).map("\n\n".join)
FILES = st.dictionaries(st.sampled_from(PATHS), TEXTS, min_size=1)
CANVAS = '{"nodes":[{"id":"1","type":"file","file":"in/a.md"},{"id":"2","type":"text","text":"[[B]]"}],"edges":[]}'


def sources(vault: Vault, target: str) -> set[str]:
    """The notes with a link that leads, or may lead, to a file."""
    found = ((facts.path, vault.resolve(link, facts.path)) for facts in vault.notes() for link in facts.links)
    return {path for path, one in found if target == one.path or target in one.candidates or target in one.rivals}


@given(FILES)
def test_whoever_links_to_a_file_is_found_by_its_name(files: dict[str, str]) -> None:
    files = {path: CANVAS if path.endswith(".canvas") else text for path, text in files.items()}
    vault = vault_of(files, whole=True)
    for target in files:
        assert sources(vault, target) <= {facts.path for facts in vault.linking([target])}


def asked(session: Session) -> list[object]:
    """What the indexes of a session say."""
    vault = session.vault
    links = [[facts.path for facts in vault.linking([path])] for path in PATHS]
    other = vault.web_links.likely("Bears of the North", "https://x.org/other")
    return [links, vault.notes_with_alias("note"), vault.count_mentions("gone"), other]


def empty_session() -> Session:
    session = Session(Overlay(Tree(ROOT, [])), Scope([], whole=True), Config(), NO_RULES)
    session.check_all()
    return session


CHANGES = st.lists(
    st.tuples(st.sampled_from(("edit", "delete", "rename", "fork", "restore")), st.sampled_from(PATHS), TEXTS)
)


@given(CHANGES)
def test_indexes_follow_changes(changes: list[tuple[str, str, str]]) -> None:
    session = empty_session()
    texts: dict[str, str] = {}
    for kind, path, text in changes:
        before = asked(session)
        if kind == "edit":
            session.edit(path, text.encode())
            texts[path] = text
        elif kind == "delete" and path in texts:
            session.delete(path)
            del texts[path]
        elif kind == "rename" and path in texts and "new.md" not in texts:
            session.rename(path, "new.md")
            texts["new.md"] = texts.pop(path)
        elif kind == "fork":
            session.fork(NO_RULES).edit(path, text.encode())
            assert asked(session) == before
        elif kind == "restore":
            snapshot = session.snapshot()
            session.edit(path, text.encode())
            session.restore(snapshot)
            assert asked(session) == before
    fresh = empty_session()
    for path, text in texts.items():
        fresh.edit(path, text.encode())
    assert asked(session) == asked(fresh)
