"""Neovim, headless, set up by docs/editors.md alone."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from conftest import documented, find

pytestmark = pytest.mark.slow

_PROGRAM = """
local answer = {}
local function wait(what, holds)
  if not vim.wait(60000, holds, 50) then
    answer.failed = what
    vim.fn.writefile({ vim.json.encode(answer) }, OUT)
    vim.cmd("cquit 1")
  end
end
local function codes()
  return vim.tbl_map(function(one) return one.code end, vim.diagnostic.get(0))
end

wait("diagnostics", function() return #vim.diagnostic.get(0) >= 3 end)
answer.codes = codes()
answer.everywhere = #vim.diagnostic.get(nil)

-- The fix of the broken link.
vim.api.nvim_win_set_cursor(0, { 3, 22 })
vim.lsp.buf.code_action({ apply = true, filter = function(one) return one.title:find("Seed trays") ~= nil end })
wait("fix", function() return vim.fn.getline(3):find("%[%[Seed trays%]%]") ~= nil end)
answer.fixed = vim.fn.getline(3)
wait("the problem goes", function() return not vim.tbl_contains(codes(), "broken-link") end)

-- Completion of a wikilink.
vim.fn.setline(1, "# Tomatoes [[bea")
vim.api.nvim_win_set_cursor(0, { 1, 16 })
vim.wait(500) -- the client sends what was typed after a pause
local client = vim.lsp.get_clients({ name = "vaultlint" })[1]
local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
params.position = { line = 0, character = 16 }
local got = client:request_sync("textDocument/completion", params, 60000, 0)
answer.completion = vim.tbl_map(function(one) return one.textEdit.newText end, got.result.items)
vim.fn.setline(1, "# Tomatoes")

-- Rename the note that a link leads to, and write everything.
vim.cmd("write")
vim.cmd("edit Beans.md")
wait("attached", function() return #vim.lsp.get_clients({ bufnr = 0, name = "vaultlint" }) > 0 end)
vim.api.nvim_win_set_cursor(0, { 3, 14 })
vim.lsp.buf.rename("Love apples")
wait("rename", function() return vim.fn.filereadable("Love apples.md") == 1 end)
wait("backlinks", function() return vim.fn.getline(3):find("%[%[Love apples%]%]") ~= nil end)
vim.cmd("silent! wall")
vim.fn.writefile({ vim.json.encode(answer) }, OUT)
vim.cmd("qall!")
"""


def test_problems_fix_completion_and_rename(garden: Path, tmp_path: Path, on_path: Path) -> None:
    neovim = find("VAULTLINT_TEST_NVIM", "nvim")
    (tmp_path / "init.lua").write_text(documented("lua", "Neovim"))
    out = tmp_path / "answer.json"
    (tmp_path / "program.lua").write_text(_PROGRAM.replace("OUT", json.dumps(str(out))))
    done = subprocess.run(
        [
            neovim,
            "--headless",
            "-n",
            "-u",
            tmp_path / "init.lua",
            "Tomatoes.md",
            "-c",
            f"luafile {tmp_path}/program.lua",
        ],
        cwd=garden,
        capture_output=True,
        timeout=300,
        check=False,
    )
    answer = json.loads(out.read_text()) if out.exists() else {}
    assert done.returncode == 0, (answer, done.stderr.decode())
    assert sorted(answer["codes"]) == ["broken-heading", "broken-link", "empty-bullet"]
    assert answer["everywhere"] > len(answer["codes"])
    assert "[[Seed trays]]" in answer["fixed"]
    assert "Beans]]" in answer["completion"]
    assert not (garden / "Tomatoes.md").exists()
    assert "# Tomatoes" in (garden / "Love apples.md").read_text()
    assert "[[Love apples]]" in (garden / "Beans.md").read_text()
    assert "[[Love apples]]" in (garden / "Seed trays.md").read_text()
    assert "[[Love apples|tomato]]" in (garden / "Compost.md").read_text()
