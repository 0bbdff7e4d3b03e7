"""`vaultlint mv` of tags, headings and block ids: everything that names them follows, and nothing else changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

TAGGED = """---
tags:
  - boats
  - boats/sail
  - sea
---
# About #boats

#Boats and #boats/oar, not #boatsman, `#boats`, nor [x](#boats). [[#About boats]]

```
#boats
```

%% #boats %%
"""

RENAMED = """---
tags:
  - ships
  - ships/sail
  - sea
---
# About #ships

#ships and #ships/oar, not #boatsman, `#boats`, nor [x](#boats). [[#About ships]]

```
#boats
```

%% #ships %%
"""

CANVAS = json.dumps(
    {
        "nodes": [
            {"id": "1", "type": "text", "text": "“x”\n#boats and #boats/é", "x": 0, "y": 0, "width": 1, "height": 1},
            {"id": "2", "type": "file", "file": "n.md", "subpath": "#^one", "x": 0, "y": 0, "width": 1, "height": 1},
            {"id": "3", "type": "file", "file": "n.md", "subpath": "#Plan", "x": 0, "y": 0, "width": 1, "height": 1},
        ],
        "edges": [],
    }
)


def everything(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_tag_is_renamed_in_text_properties_and_canvases_with_those_below_it(make_vault, vaultlint) -> None:
    vault = make_vault({"n.md": TAGGED, "b.canvas": CANVAS, "flow.md": "---\ntags: [a, '#boats', \"boats/x\"]\n---\n"})
    before = everything(vault)
    done = vaultlint("mv", "#boats", "#ships", cwd=vault)
    assert (done.status, done.out) == (0, "")
    assert (vault / "n.md").read_text() == RENAMED
    assert (vault / "flow.md").read_text() == "---\ntags: [a, '#ships', \"ships/x\"]\n---\n"
    assert json.loads((vault / "b.canvas").read_text())["nodes"][0]["text"] == "“x”\n#ships and #ships/é"
    assert vaultlint("undo", cwd=vault).status == 0
    assert everything(vault) == before


def test_links_to_a_heading_with_the_tag_follow(make_vault, vaultlint) -> None:
    vault = make_vault({"n.md": "# About #boats\n", "m.md": "[[n#About boats|x]] [y](n.md#About%20boats)\n"})
    assert vaultlint("mv", "#boats", "ships", cwd=vault).status == 0
    assert (vault / "m.md").read_text() == "[[n#About ships|x]] [y](n.md#About%20ships)\n"


def test_merging_two_tags_needs_consent_and_leaves_no_item_twice(make_vault, vaultlint) -> None:
    vault = make_vault(
        {"a.md": "---\ntags:\n  - old\n  - New\n  - x\n---\n#old\n", "b.md": "---\ntags: [x, old, new]\n---\n"}
    )
    before = everything(vault)
    refused = vaultlint("mv", "#old", "#new", cwd=vault)
    assert (refused.status, everything(vault)) == (2, before)
    assert "--yes" in refused.err
    assert vaultlint("mv", "#old", "#new", "--yes", cwd=vault).status == 0
    assert (vault / "a.md").read_text() == "---\ntags:\n  - New\n  - x\n---\n#new\n"
    assert (vault / "b.md").read_text() == "---\ntags: [x, new]\n---\n"
    assert vaultlint("undo", cwd=vault).status == 0
    assert everything(vault) == before


def test_diff_writes_nothing(make_vault, vaultlint) -> None:
    vault = make_vault({"n.md": TAGGED})
    before = everything(vault)
    done = vaultlint("mv", "#boats", "#ships", "--diff", cwd=vault)
    assert (done.status, everything(vault)) == (0, before)
    assert "+#ships and #ships/oar" in done.out


def test_a_tag_that_yaml_would_read_as_another_type_is_quoted(make_vault, vaultlint) -> None:
    vault = make_vault({"n.md": "---\ntags:\n  - x\n---\n"})
    assert vaultlint("mv", "#x", "#null", cwd=vault).status == 0
    assert yaml.safe_load((vault / "n.md").read_text().split("---")[1]) == {"tags": ["null"]}


@pytest.mark.parametrize("new", ["#a b", "#12", "#", "#a//b", "#a/", "#x,y"])
def test_what_is_no_tag_is_refused(make_vault, vaultlint, new: str) -> None:
    vault = make_vault({"n.md": "#a #ab\n"})
    before = everything(vault)
    assert (vaultlint("mv", "#a", new, cwd=vault).status, everything(vault)) == (2, before)


def test_notes_that_plugins_own_keep_their_tag_and_are_named(make_vault, vaultlint) -> None:
    drawing = "---\nexcalidraw-plugin: parsed\n---\n# Text Elements\n#a ^abcdefgh\n"
    vault = make_vault({"n.md": "#a\n", "d.excalidraw.md": drawing})
    done = vaultlint("mv", "#a", "#b", cwd=vault)
    assert (done.status, (vault / "d.excalidraw.md").read_text()) == (0, drawing)
    assert "d.excalidraw.md" in done.err


HEADINGS = "# Plan\n\n## Notes\n\none\n\n# Other\n\n## Notes ^id\n\ntwo [[#Notes]] ^one\n"
ASKING = '---\nup: "[[n#Plan]]"\n---\n' + (
    "[[n#Plan]] [[n#Plan#Notes|x]] ![[n#Plan]] [a](n.md#Plan) [[n#Other#Notes id]] `[[n#Plan]]`\n"
)


def test_a_heading_gets_another_text_and_every_link_follows(make_vault, vaultlint) -> None:
    vault = make_vault({"n.md": HEADINGS, "m.md": ASKING, "b.canvas": CANVAS})
    before = everything(vault)
    assert vaultlint("mv", "n#Plan", "The plan: A | B", cwd=vault).status == 0
    assert (vault / "n.md").read_text() == HEADINGS.replace("# Plan", "# The plan: A | B")
    assert (vault / "m.md").read_text() == (
        '---\nup: "[[n#The plan A B]]"\n---\n[[n#The plan A B]] [[n#The plan A B#Notes|x]] ![[n#The plan A B]] '
        "[a](n.md#The%20plan%20A%20B) [[n#Other#Notes id]] `[[n#Plan]]`\n"
    )
    assert json.loads((vault / "b.canvas").read_text())["nodes"][2]["subpath"] == "#The plan A B"
    assert vaultlint("undo", cwd=vault).status == 0
    assert everything(vault) == before


def test_a_link_that_a_new_heading_would_catch_gets_the_heading_path(make_vault, vaultlint) -> None:
    vault = make_vault({"n.md": "# A\n\n# B\n\n## C\n\n[[#C]]\n"})
    assert vaultlint("mv", "n.md#A", "C", cwd=vault).status == 0
    assert (vault / "n.md").read_text() == "# C\n\n# B\n\n## C\n\n[[#B#C]]\n"


def test_a_link_that_cannot_follow_refuses_the_rename(make_vault, vaultlint) -> None:
    vault = make_vault({"n.md": "# A\n\n# C\n\n[[#C]]\n"})
    before = everything(vault)
    done = vaultlint("mv", "n.md#A", "C", cwd=vault)
    assert (done.status, everything(vault)) == (2, before)


def test_slugs_follow_in_a_folder_that_is_not_an_obsidian_vault(tmp_path: Path, vaultlint) -> None:
    root = tmp_path / "docs"
    root.mkdir()
    (root / "a.md").write_text("# First steps\n\n# Last steps\n\n[x](#first-steps) [y](#last-steps)\n")
    (root / "b.md").write_text("[x](a.md#first-steps)\n")
    assert vaultlint("mv", "a.md#First steps", "Last steps", "--vault", ".", cwd=root).status == 0
    assert (root / "a.md").read_text() == "# Last steps\n\n# Last steps\n\n[x](#last-steps) [y](#last-steps-1)\n"
    assert (root / "b.md").read_text() == "[x](a.md#last-steps)\n"


def test_a_block_id_at_the_end_of_a_heading_stays(make_vault, vaultlint) -> None:
    vault = make_vault({"n.md": "## Notes ^id\n\n[[#^id]] [[#Notes id]]\n"})
    assert vaultlint("mv", "n#Notes", "Log", cwd=vault).status == 0
    assert (vault / "n.md").read_text() == "## Log ^id\n\n[[#^id]] [[#Log id]]\n"


def test_a_block_id_is_renamed_with_every_link(make_vault, vaultlint) -> None:
    vault = make_vault(
        {"n.md": HEADINGS, "sub/m.md": "[[n#^one]] ![[n#^ONE|x]] [a](../n.md#^one) [[n#^two]]\n", "b.canvas": CANVAS}
    )
    before = everything(vault)
    assert vaultlint("mv", "n#^one", "^first", cwd=vault).status == 0
    assert "two [[#Notes]] ^first\n" in (vault / "n.md").read_text()
    assert (vault / "sub/m.md").read_text() == "[[n#^first]] ![[n#^first|x]] [a](../n.md#^first) [[n#^two]]\n"
    assert json.loads((vault / "b.canvas").read_text())["nodes"][1]["subpath"] == "#^first"
    assert vaultlint("undo", cwd=vault).status == 0
    assert everything(vault) == before


@pytest.mark.parametrize(
    ("old", "new"), [("n#^one", "a_b"), ("n#^one", "two"), ("n#^gone", "x"), ("n#Gone", "x"), ("x#A", "b")]
)
def test_what_cannot_be_renamed_is_refused(make_vault, vaultlint, old: str, new: str) -> None:
    vault = make_vault({"n.md": "# A\n\na ^one\n\nb ^two\n"})
    before = everything(vault)
    assert (vaultlint("mv", old, new, cwd=vault).status, everything(vault)) == (2, before)


def test_a_file_whose_name_holds_a_hash_is_still_a_file(make_vault, vaultlint) -> None:
    vault = make_vault({"a#b.md": "x\n"})
    assert vaultlint("mv", "a#b.md", "ab.md", cwd=vault).status == 0
    assert (vault / "ab.md").exists()


WORDS = st.sampled_from(["a", "a/b", "A", "ab", "c", "c/a", "é/x"])
PIECES = st.one_of(
    WORDS.map(lambda tag: f"#{tag}"),
    st.sampled_from(["word", "`#a`", "x#a", "[l](u#a)", "%%#a%%", "\n", "\n\n", "\n- ", "$#a$"]),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, max_size=12), st.lists(WORDS, max_size=4, unique_by=str.lower))
def test_tags_after_a_rename_are_those_before_with_the_new_name(pieces: list[str], listed: list[str]) -> None:
    from vaultlint.facts import Facts
    from vaultlint.fixing.edits import TextEdit, apply_edits
    from vaultlint.note import Note
    from vaultlint.settings import VaultSettings
    from vaultlint.vault.collect_facts import collect_facts
    from vaultlint.vault.rename_parts import plan_tag
    from vaultlint.vault.vault import Vault

    text = "---\ntags:\n" + "".join(f"  - {tag}\n" for tag in listed) + "---\n" + " ".join(pieces)

    def facts_of(text: str) -> Facts:
        return collect_facts(Note("n.md", text))

    def expected(name: str) -> str:
        parts = name.split("/")
        return "/".join(["zz", *parts[1:]]) if parts[0].lower() == "a" else name

    facts = facts_of(text)
    vault = Vault(Path("/nowhere"), VaultSettings(), ["n.md"], lambda path: facts, whole=True)
    if not any(tag.name.lower().split("/")[0] == "a" for tag in facts.tags):
        return
    plan = plan_tag(vault, [facts], "a", "zz", lambda path: text)
    edits = [TextEdit(one.start, one.end, one.text) for one in plan.edits["n.md"]]
    after = apply_edits(text, edits)
    assert [tag.name for tag in facts_of(after).tags] == [expected(tag.name) for tag in facts.tags]
    assert after.replace("zz", "a").lower() == text.lower()
