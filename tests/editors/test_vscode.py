"""VS Code in a browser (code-server in Chromium): the packaged extension, used by mouse and keyboard.

`VAULTLINT_TEST_CODE_SERVER`, `VAULTLINT_TEST_CHROMIUM` and `VAULTLINT_TEST_NODE` name the programs; with
`VAULTLINT_SCREENSHOTS` the pictures of docs/images are made anew in that folder.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import documented, find

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")

pytestmark = pytest.mark.slow

EXTENSION = Path(__file__).parent.parent.parent / "editors" / "vscode" / "vaultlint.vsix"
PATIENCE = 40_000  # milliseconds


@pytest.fixture
def code_server(tmp_path: Path, on_path: Path) -> Iterator[str]:
    """The address of a running code-server with the extension, and without any other."""
    if not EXTENSION.is_file():
        pytest.skip("the extension is not packaged (`npm ci && npm run package` in editors/vscode)")
    program = find("VAULTLINT_TEST_CODE_SERVER", "code-server")
    node = os.environ.get("VAULTLINT_TEST_NODE")
    command = [*([node] if node else []), program, "--user-data-dir", str(tmp_path / "data")]
    command += ["--extensions-dir", str(tmp_path / "extensions"), "--config", str(tmp_path / "none.yaml")]
    settings = {
        "vaultlint.path": str(on_path / "vaultlint"),
        "security.workspace.trust.startupPrompt": "always",
        "workbench.startupEditor": "none",
        "workbench.tips.enabled": False,
        "workbench.secondarySideBar.defaultVisibility": "hidden",
        "chat.disableAIFeatures": True,
        "files.autoSave": "afterDelay",
        "telemetry.telemetryLevel": "off",
        "explorer.confirmDragAndDrop": False,
        "editor.minimap.enabled": False,
    }
    (tmp_path / "data" / "User").mkdir(parents=True)
    (tmp_path / "data" / "User" / "settings.json").write_text(json.dumps(settings))
    (tmp_path / "none.yaml").write_text("auth: none\n")
    subprocess.run([*command, "--install-extension", str(EXTENSION)], check=True, capture_output=True, timeout=300)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    switches = ["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"]
    log = (tmp_path / "code-server.log").open("wb")
    server = subprocess.Popen([*command, "--bind-addr", f"127.0.0.1:{port}", *switches], stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert time.monotonic() < deadline, "code-server does not start"
                assert server.poll() is None, "code-server has ended"
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)
        log.close()


@pytest.fixture
def page() -> Iterator[Any]:
    chromium = find("VAULTLINT_TEST_CHROMIUM", "chromium", "chromium-browser", "google-chrome")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(PATIENCE)
        yield page
        if folder := os.environ.get("VAULTLINT_SCREENSHOTS"):
            page.screenshot(path=f"{folder}/last.png")
        browser.close()


def picture(page: Any, name: str, *, top_of: str | None = None, height: float = 0) -> None:
    """Keep a picture for the docs, if the run is asked to make them: of the page, or the top of an element."""
    if folder := os.environ.get("VAULTLINT_SCREENSHOTS"):
        page.wait_for_timeout(500)
        clip = page.locator(top_of).first.bounding_box() if top_of is not None else None
        if clip is not None:
            clip["height"] = height
        page.screenshot(path=f"{folder}/{name}.png", **({"clip": clip} if clip is not None else {}))


def open_folder(page: Any, address: str, folder: Path, *, trust: bool) -> None:
    page.goto(f"{address}/?folder={folder}")
    answer = "Yes, I trust the authors" if trust else "No, I don't trust the authors"
    page.get_by_role("button", name=answer).click()
    page.locator(".explorer-folders-view").wait_for()


def open_note(page: Any, name: str) -> None:
    page.locator(f".explorer-folders-view .monaco-list-row[aria-label='{name}']").dblclick()
    page.locator(f".tab[aria-label^='{name}']").wait_for()


def run_command(page: Any, name: str) -> None:
    page.keyboard.press("F1")
    page.locator(".quick-input-widget input").fill(f">{name}")
    page.locator(".quick-input-list .monaco-list-row").first.wait_for()
    page.keyboard.press("Enter")


def eventually(holds: Callable[[], bool], page: Any, what: str) -> None:
    for _ in range(PATIENCE // 200):
        if holds():
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"waited in vain: {what}")


def test_problems_fix_completion_and_rename(page: Any, code_server: str, garden: Path) -> None:
    open_folder(page, code_server, garden, trust=True)
    open_note(page, "Tomatoes.md")

    # The Problems panel.
    run_command(page, "Problems: Focus on Problems View")
    problems = page.locator(".markers-panel .monaco-list-row")
    problems.filter(has_text="Seed treys").first.wait_for()
    assert problems.filter(has_text="vaultlint").count() >= 3

    # A quick fix.
    page.locator(".view-line", has_text="Sow in March").get_by_text("Seed").first.click()
    page.keyboard.press("Control+.")
    fix = page.locator(".action-widget .monaco-list-row", has_text="Seed trays")
    fix.first.wait_for()
    picture(page, "vscode-problems")
    fix.first.click()
    page.locator(".view-line", has_text="[[Seed trays]]").wait_for()
    problems.filter(has_text="Seed treys").first.wait_for(state="detached")
    page.keyboard.press("Control+s")
    eventually(lambda: "[[Seed trays]]" in (garden / "Tomatoes.md").read_text(), page, "the fix is saved")

    # Completion of a wikilink.
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\nSee [[be", delay=60)
    suggestion = page.locator(".suggest-widget .monaco-list-row", has_text="Beans")
    suggestion.first.wait_for()
    picture(page, "vscode-completion")
    page.keyboard.press("Enter")
    page.locator(".view-line", has_text="See [[Beans]]").wait_for()
    page.keyboard.press("Control+s")
    eventually(lambda: "See [[Beans]]" in (garden / "Tomatoes.md").read_text(), page, "the link is saved")

    # A rename in the explorer.
    page.locator(".explorer-folders-view .monaco-list-row[aria-label='Tomatoes.md']").click()
    page.keyboard.press("F2")
    box = page.locator(".explorer-folders-view input")
    box.wait_for()
    box.fill("Love apples.md")
    page.keyboard.press("Enter")
    page.get_by_role(
        "button", name="OK", exact=True
    ).click()  # "Extension 'vaultlint' wants to make refactoring changes"
    eventually(lambda: (garden / "Love apples.md").exists(), page, "the note is renamed")
    for name in ("Beans.md", "Seed trays.md"):
        eventually(lambda at=name: "[[Love apples]]" in (garden / at).read_text(), page, f"links of {name} follow")  # type: ignore[misc]
    assert "[[Love apples|tomato]]" in (garden / "Compost.md").read_text()


def test_nothing_of_a_vault_runs_in_restricted_mode(page: Any, code_server: str, garden: Path, tmp_path: Path) -> None:
    """Neither the program that the folder's settings name, nor the rules that its configuration names."""
    proof = tmp_path / "it-ran"
    trap = garden / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch '{proof}'\n")
    trap.chmod(0o755)
    (garden / ".vscode").mkdir()
    (garden / ".vscode" / "settings.json").write_text(json.dumps({"vaultlint.path": str(trap)}))
    (garden / "evil.py").write_text(f"open({str(proof)!r}, 'w').close()\n")
    (garden / "vaultlint.toml").write_text('rule-paths = ["evil.py"]\n')
    open_folder(page, code_server, garden, trust=False)
    open_note(page, "Tomatoes.md")
    page.get_by_text("names code to run", exact=False).first.wait_for()
    assert not proof.exists()


def test_neovim_and_the_command_in_a_terminal(
    page: Any, code_server: str, garden: Path, tmp_path: Path, on_path: Path
) -> None:
    """What the docs show of both, in the terminal of VS Code."""
    neovim = find("VAULTLINT_TEST_NVIM", "nvim")
    (tmp_path / "init.lua").write_text(
        documented("lua", "Neovim") + 'vim.opt.number = true\nvim.cmd.colorscheme("habamax")\n'
    )
    (on_path / "nvim").symlink_to(neovim)
    open_folder(page, code_server, garden, trust=True)
    page.keyboard.press("Control+b")
    run_command(page, "Terminal: Create New Terminal in Editor Area")
    page.locator(".xterm-screen").wait_for()
    page.wait_for_timeout(4000)
    prompt = f"export PATH={on_path}:$PATH PS1='$ '; clear"
    page.keyboard.type(f"{prompt}\n", delay=5)
    page.wait_for_timeout(2000)
    page.keyboard.type("vaultlint check --no-progress\n", delay=10)
    page.wait_for_timeout(6000)
    page.keyboard.type(f"nvim -n -u {tmp_path}/init.lua Tomatoes.md\n", delay=5)
    page.wait_for_timeout(8000)
    page.keyboard.type("3G")
    page.wait_for_timeout(2000)
    picture(page, "neovim", top_of=".xterm-screen", height=200)
    page.keyboard.type(":qall!\n")
    page.wait_for_timeout(4000)
    page.keyboard.type(f"echo done > {tmp_path}/done\n")
    eventually(lambda: (tmp_path / "done").exists(), page, "the terminal ends")
    assert sys.platform != "win32"
