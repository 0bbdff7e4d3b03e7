"""Any bytes in any place of a vault: no traceback, no hang, a status of the contract."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from hostile import vaultlint, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

#: More in a night: VAULTLINT_FUZZ=2000.
EXAMPLES = int(os.environ.get("VAULTLINT_FUZZ", "12"))

PIECES = st.sampled_from(
    ["---\n", "[[", "]]", "![[", "#", "^", "|", "%%", "<!--", "-->", "```", "~~~", "$$", "[^1]:", "> [!x]", "- [ ] ",
     "\t", "\r", "\0", "\ufeff", "\u202e", "\ud7ff", "Ã©", "â€™", "https://", "a:b@c", "](", "<a href=", "{{", "<%",
     "../", "{}", "["]
)  # fmt: skip
NOTES = st.one_of(st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=40).map("".join), st.binary(max_size=60))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=6)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)
NODES = st.lists(
    st.dictionaries(st.sampled_from(["id", "type", "file", "text", "url", "x", "subpath"]), VALUES), max_size=4
)
CANVASES = st.one_of(
    st.fixed_dictionaries({}, optional={"nodes": NODES, "edges": NODES}).map(json.dumps), VALUES.map(json.dumps), NOTES
)
KEYS = ["newLinkFormat", "folder", "types", "useMarkdownLinks", "attachmentFolderPath", "templates_folder"]
SETTINGS = st.one_of(st.dictionaries(st.sampled_from(KEYS), VALUES).map(json.dumps), NOTES)
CONFIG_KEYS = [
    "select",
    "ignore",
    "exclude",
    "severity",
    "rules",
    "baseline",
    "cache-dir",
    "extend",
    "patterns",
    "format",
]
CONFIGS = st.one_of(
    st.dictionaries(st.sampled_from(CONFIG_KEYS), VALUES).map(
        lambda table: "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())
    ),
    NOTES,
)
BASELINES = st.one_of(
    st.fixed_dictionaries({"version": VALUES, "problems": VALUES}).map(json.dumps), VALUES.map(json.dumps), NOTES
)


@st.composite
def vaults(draw: st.DrawFn) -> dict[str, str | bytes]:
    files: dict[str, str | bytes] = {"a.md": draw(NOTES), "b/c.md": draw(NOTES), "d.canvas": draw(CANVASES)}
    for name, content in (
        (".obsidian/app.json", SETTINGS), (".obsidian/templates.json", SETTINGS), (".obsidian/types.json", SETTINGS),
        (".gitignore", NOTES), ("vaultlint.toml", CONFIGS), (".vaultlint-baseline.json", BASELINES),
        (".git/HEAD", NOTES), (".git/config", NOTES), (".git/index", NOTES), (".git/objects/x", NOTES), (".git", NOTES),
        (".markdownlint.json", SETTINGS),
    ):  # fmt: skip
        if draw(st.integers(0, 2)) == 0 and not any(one.startswith(".git/") for one in files if name == ".git"):
            files[name] = draw(content)
    return {".obsidian/keep": "", **files}


CALLS = st.sampled_from(
    [("check",), ("check", "--isolated"), ("check", "--select", "ALL"), ("fix", "--unsafe-fixes", "--diff"), ("fix",),
     ("links",), ("links", "--format", "graphml"), ("format", "--diff"), ("init", "--print"), ("config",), ("undo",),
     ("init", "--print", "--from", ".markdownlint.json"), ("mv", "--diff", "a.md", "z.md"), ("baseline", "show"),
     ("history",), ("check", "--staged"), ("check", "--output-format", "junit"), ("check", "--output-format", "sarif")]
)  # fmt: skip


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=vaults(), call=CALLS, damage=st.binary(min_size=1, max_size=40))
def test_any_vault(tmp_path: Path, files: dict[str, str | bytes], call: tuple[str, ...], damage: bytes) -> None:
    root = tmp_path / "vault"
    shutil.rmtree(root, ignore_errors=True)
    write(root, files)
    done = vaultlint(root, *call)
    assert "internal error" not in done.err, done.err
    if call == ("fix",):
        for kept in ("VAULTLINT_STATE_DIR", "VAULTLINT_CACHE_DIR"):
            damaged(Path(os.environ[kept]), damage)
        for then in (("history",), ("undo",), ("check",)):
            assert "internal error" not in vaultlint(root, *then).err


def damaged(folder: Path, damage: bytes) -> None:
    """Overwrite the middle of each file of the journal or cache."""
    for file in folder.rglob("*"):
        if file.is_file():
            data = file.read_bytes()
            middle = len(data) // 2
            file.write_bytes(data[:middle] + damage + data[middle + len(damage) :])
