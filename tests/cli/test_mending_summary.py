"""What `fix` says of what it did, and of what it could not write."""

from __future__ import annotations

MAC = "\uf8ff\u00fc\u00ec\u00fa"  # a scroll emoji, its UTF-8 read as Mac Roman
WINDOWS = "Caf\u00c3\u00a9"


def test_codecs_are_counted(make_vault, vaultlint):
    root = make_vault({"a.md": f"# {MAC} A\n\n- {MAC} b\n- {MAC} c\n", "b.md": f"{WINDOWS} au lait\n"})
    done = vaultlint("fix", "--select", "encoding", cwd=root)
    assert "Mended mojibake: 3 × Mac Roman, 1 × Windows-1252." in done.err
    assert (root / "a.md").read_text("utf-8").count("\U0001f4dc") == 3


def test_what_could_not_be_written_was_not_fixed(make_vault, vaultlint):
    root = make_vault({"a.md": f"{WINDOWS} au lait\n"})
    (root / "a.md").chmod(0o444)
    done = vaultlint("fix", cwd=root)
    assert done.status == 2
    assert "a.md: not written: the file is read-only" in done.err
    assert "Fixed" not in done.err
    assert "mojibake" in done.out
