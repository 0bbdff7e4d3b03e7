"""Folders that are not Obsidian vaults: what they are, and how their links resolve."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.facts import Facts, HeadingFact
from vaultlint.resolution.anchors import Outline
from vaultlint.resolution.commonmark import numbered_slugs, slug, slugs


@pytest.fixture
def bare(tmp_path: Path):
    """Writes files into a folder without `.obsidian`."""

    def make(files: dict[str, str]) -> Path:
        root = tmp_path / "folder"
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, "utf-8")
        return root

    return make


def links(vaultlint, root: Path) -> dict[str, tuple[str, str | None]]:
    done = vaultlint("links", "--format", "json", "--no-cache", cwd=root)
    assert done.status in (0, 1), done.err
    return {row["raw"]: (row["status"], row["path"]) for row in json.loads(done.out)}


def test_a_wikilink_that_resolves_makes_a_folder_a_vault(bare, vaultlint):
    root = bare({"a.md": "[[b]] [x](#two-words)\n\n# Two words\n", "b.md": "x\n"})
    assert links(vaultlint, root)["[x](#two-words)"][0] == "missing-heading"
    (root / "b.md").unlink()
    assert links(vaultlint, root) == {"[x](#two-words)": ("resolved", "a.md")}, "one that leads nowhere does not decide"


def test_paths_count_from_the_note_and_a_slash_means_the_root(bare, vaultlint):
    root = bare(
        {
            "a.md": "x\n",
            "docs/a.md": "x\n",
            "docs/guide/index.md": "x\n",
            "docs/b.md": "[1](a.md) [2](/a.md) [3](../a.md) [4](guide/) [5](guide) [6](a) "
            "[7](./nothing.md) [8](../../up.md)\n",
        }
    )
    (root.parent / "up.md").write_text("x\n")
    assert links(vaultlint, root) == {
        "[1](a.md)": ("resolved", "docs/a.md"),
        "[2](/a.md)": ("resolved", "a.md"),
        "[3](../a.md)": ("resolved", "a.md"),
        "[4](guide/)": ("resolved", "docs/guide/index.md"),
        "[5](guide)": ("resolved", "docs/guide/index.md"),
        "[6](a)": ("resolved", "docs/a.md"),
        "[7](./nothing.md)": ("missing-note", None),
        "[8](../../up.md)": ("external", None),
    }
    (root / "vaultlint.toml").write_text('site-root = "docs"\n')
    assert links(vaultlint, root)["[2](/a.md)"] == ("resolved", "docs/a.md")


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Severity levels (1 & 2)", "severity-levels-1--2"),
        ("`code` and *stars*", "code-and-stars"),
        ("Über_uns – Ärger", "über_uns--ärger"),
        ("A [link](https://x.example)", "a-link"),
        ("_Emphasis_ and snake_case", "emphasis-and-snake_case"),
        ("`__init__` and \\_x\\_", "__init__-and-_x_"),
        ("<kbd>Ctrl</kbd> key", "ctrl-key"),
        ("Salt &amp; pepper", "salt--pepper"),
        ("[`code`](x.md) in _[a link][id]_", "code-in-a-link"),
        ("हिन्दी के शब्द", "हिन्दी-के-शब्द"),
        ("U\u0308ber", "über"),
        ("1 < 2 and 3 > 2", "1--2-and-3--2"),
    ],
)
def test_slugs(heading, anchor):
    assert slug(heading) == anchor


def test_fragments_are_slugs_ids_and_numbered_repeats(bare, vaultlint):
    root = bare(
        {
            "a.md": "# Log\n\n# Log\n\n## Tides {#sea}\n\n<a id='quay'></a>\n\n"
            "[1](#log) [2](#log-1) [3](#log-2) [4](#sea) [5](#tides) [6](#quay) [7](#Log) [8](#no)\n"
        }
    )
    found = {raw: status for raw, (status, _) in links(vaultlint, root).items()}
    missing = {raw for raw, status in found.items() if status == "missing-heading"}
    assert missing == {"[3](#log-2)", "[8](#no)"}


def test_repeats_are_numbered_around_headings_that_look_numbered(bare, vaultlint):
    root = bare({"a.md": "# Dup\n\n# Dup\n\n# Dup-1\n\n[1](#dup) [2](#dup-1) [3](#dup-1-1) [4](#dup-2)\n"})
    missing = {raw for raw, (status, _) in links(vaultlint, root).items() if status == "missing-heading"}
    assert missing == {"[4](#dup-2)"}


@pytest.mark.parametrize(
    "anchor", ["#über-uns", "#uber-uns", "#%C3%BCber-uns", "#U\u0308ber-uns", "#log_1", "#-mind", "#\ufe0f-mind"]
)
def test_other_generators_anchors_lead_there(bare, vaultlint, anchor):
    root = bare({"a.md": f"# Über uns\n\n# Log\n\n# Log\n\n# ⚠\ufe0f Mind\n\n[x]({anchor})\n"})
    assert [status for status, _ in links(vaultlint, root).values()] == ["resolved"]


def test_pages_of_a_site_lead_to_their_sources(bare, vaultlint):
    root = bare(
        {
            "docs/guide.md": "x\n",
            "docs/part/index.md": "x\n",
            "docs/app.mdx": "x\n",
            "docs/a.md": "[1](guide.html) [2](guide/) [3](part/index.html)\n"
            "[4](app) [5](//cdn.example/x.js) [6](no.html)\n",
        }
    )
    assert links(vaultlint, root) == {
        "[1](guide.html)": ("resolved", "docs/guide.md"),
        "[2](guide/)": ("resolved", "docs/guide.md"),
        "[3](part/index.html)": ("resolved", "docs/part/index.md"),
        "[4](app)": ("resolved", "docs/app.mdx"),
        "[5](//cdn.example/x.js)": ("external", None),
        "[6](no.html)": ("missing-note", None),
    }


def test_a_rename_keeps_the_form_of_each_link(bare, vaultlint):
    forms = "[1]({0}/) [2]({0}) [3](./{0}/#x) [4]({0}/index.md) [5]({0}/index) [6](/{0}/) [7]({0}/b.html) [8](/{0}/b)\n"
    root = bare({"a.md": forms.format("g"), "g/index.md": "# X\n\n[up](../a.md)\n", "g/b.md": "[i](.)\n"})
    done = vaultlint("mv", "g", "h", cwd=root)
    assert done.status == 0, done.err
    assert (root / "a.md").read_text() == forms.format("h")
    assert (root / "h/b.md").read_text() == "[i](.)\n"


def test_a_rename_below_the_current_folder_rewrites_links_above(bare, vaultlint):
    root = bare({"index.md": "[a](docs/a.md)\n", "docs/a.md": "x\n"})
    assert vaultlint("mv", "docs/a.md", "b.md", cwd=root).status == 0
    assert (root / "index.md").read_text() == "[a](b.md)\n"


def test_a_fix_names_the_second_heading_of_its_text(bare, vaultlint):
    root = bare({"a.md": "# One two\n\n# One two\n\n[x](#One-two-1) [y](#one%20two)\n"})
    vaultlint("fix", "--unsafe-fixes", "--no-cache", cwd=root)
    assert "[x](#One-two-1) [y](#one-two)" in (root / "a.md").read_text()


words = st.text("aB _-.!é`*", min_size=1, max_size=12)


@given(st.lists(words.filter(str.strip), min_size=1, max_size=6))
def test_every_heading_has_an_anchor_of_its_own(texts):
    headings = [HeadingFact(1, text, number, number + 1, number) for number, text in enumerate(texts)]
    outline = Outline(Facts("a.md", headings=headings))
    anchors = numbered_slugs(outline)
    assert len(set(anchors)) == len(anchors)
    known = slugs(outline)
    assert [known[anchor] for anchor in anchors] == list(range(len(anchors)))


def test_fixes_write_slugs_and_relative_paths(bare, vaultlint):
    root = bare(
        {"a.md": "# Night watch\n", "d/b.md": "[w](../a.md#nigth-watch) [g](a.md) [o](oter.md)\n", "d/other.md": ""}
    )
    vaultlint("fix", "--unsafe-fixes", "--no-cache", cwd=root)
    assert (root / "d/b.md").read_text() == "[w](../a.md#night-watch) [g](../a.md) [o](oter.md)\n"


def test_a_note_moves_with_its_relative_links(bare, vaultlint):
    root = bare({"a.md": "[b](d/b.md) [[no]]\n", "d/b.md": "[a](../a.md)\n", "e/f/x.md": "x\n"})
    done = vaultlint("mv", "d/b.md", "e/f/c.md", "--vault", ".", cwd=root)
    assert done.status == 0, done.err
    assert (root / "a.md").read_text() == "[b](e/f/c.md) [[no]]\n"
    assert (root / "e/f/c.md").read_text() == "[a](../../a.md)\n"


def test_logseq_and_dendron_are_named_once(bare, vaultlint):
    root = bare({"logseq/config.edn": "{}\n", "pages/A.md": "- [[None]]\n-\n- b\n", "logseq/bak/A.md": "-\n- â€™\n"})
    done = vaultlint("check", "--no-cache", cwd=root)
    assert (done.status, done.out, done.err.count("Logseq")) == (0, "", 1)
    assert vaultlint("check", "--no-cache", "--select", "empty-bullet", cwd=root).status == 1, "unless it is asked for"


def test_what_is_usual_in_logseq_is_not_reported(bare, vaultlint):
    page = "# Filed\n\t- [[Nothing]] is here.\n"
    blocks = "- ~~~sh\n\tls\n- ##\n- a\n- | a | b |\n  | --- | --- | --- |\n  | 1 | 2 |\n"
    properties = "---\nalias:: [[Old name]]\n---\n- 3. three\n- text\n"
    root = bare({"logseq/config.edn": "{}\n", "pages/A.md": page, "pages/B.md": properties, "pages/C.md": blocks})
    done = vaultlint("check", "--no-cache", cwd=root)
    assert (done.status, done.out) == (0, "")
    (root / "logseq/config.edn").unlink()
    assert "indented-code" in vaultlint("check", "--no-cache", "-f", "concise", cwd=root).out
