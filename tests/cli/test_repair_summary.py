"""What `fix` says of what it did, and of what it could not write."""

from __future__ import annotations

MAC = "\uf8ff\u00fc\u00ec\u00fa"  # a scroll emoji, its UTF-8 read as Mac Roman
WINDOWS = "Caf\u00c3\u00a9"


def test_codecs_are_counted(make_vault, vaultlint):
    root = make_vault({"a.md": f"# {MAC} A\n\n- {MAC} b\n- {MAC} c\n", "b.md": f"{WINDOWS} au lait\n"})
    done = vaultlint("fix", "--select", "encoding", cwd=root)
    assert "Repaired mojibake: 3 × Mac Roman, 1 × Windows-1252." in done.err
    assert (root / "a.md").read_text("utf-8").count("\U0001f4dc") == 3


def test_what_could_not_be_written_was_not_fixed(make_vault, vaultlint):
    root = make_vault({"a.md": f"{WINDOWS} au lait\n"})
    (root / "a.md").chmod(0o444)
    done = vaultlint("fix", cwd=root)
    assert done.status == 2
    assert "a.md: not written: the file is read-only" in done.err
    assert "Fixed" not in done.err
    assert "mojibake" in done.out


RULE = """from vaultlint.api import Problem, Fix, Edit, Paragraph, rule

@rule(on=Paragraph, fix="safe")
def joins_lines(paragraphs, note):
    for one in paragraphs:
        text = note.text[one.start : one.end]
        if "- a" not in text and "word" in text:
            at = one.start + text.index("word")
            yield Problem(one, "a word", Fix((Edit(at, at + 4, "x\\n\\n# new"),), "safe", "turn it into a heading"))
"""


def test_a_preview_names_the_fixes_that_would_not_be_applied(make_vault, vaultlint):
    root = make_vault(
        {
            "vaultlint.toml": 'select = ["joins-lines"]\nrule-paths = ["lint/"]\n',
            "lint/joins.py": RULE,
            "a.md": "One word here.\n",
        }
    )
    done = vaultlint("check", "--diff", "--no-cache", "--trust-config", cwd=root)
    assert "a.md:1:1" in done.err
    assert "not applied" in done.err
    assert (root / "a.md").read_text() == "One word here.\n"


def test_fixes_say_how_many_problems_they_revealed(make_vault, vaultlint):
    root = make_vault({"a.md": "[[Sedlings#Nowhere]]\n", "Seedlings.md": "# Here\n"})
    done = vaultlint("fix", "--unsafe-fixes", "--no-cache", cwd=root)
    assert "revealed 1 problem" in done.err
    assert "broken-heading" in done.out
    assert "revealed" not in vaultlint("fix", "--unsafe-fixes", "--no-cache", cwd=root).err
