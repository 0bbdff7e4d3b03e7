"""Kill, hang and garbage: the server goes on, or ends cleanly."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from lsp_client import PATIENCE, Client, RequestError

NOTES = {"a.md": "# A\n\n[[b]] [[nope]]\n", "b.md": "# B\n"}


@pytest.fixture
def client(make_vault: Callable[..., Path], serve: Callable[..., Client]) -> Client:
    client = serve(make_vault(NOTES))
    client.settle()
    return client


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"{}",
        b'{"jsonrpc": "1.0", "method": "x"}',
        b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": 3}}',
        b'{"jsonrpc": "2.0", "method": "no/such"}',
        b'{"jsonrpc": "2.0", "id": 99, "result": {}}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_message_is_passed_over(client: Client, body: bytes) -> None:
    client.send_raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    client.settle()
    assert client.stop() == 0


def test_unknown_methods_and_bad_parameters_get_an_error(client: Client) -> None:
    for method, params in (
        ("no/such", {}),
        ("textDocument/hover", {"position": "here"}),
        ("textDocument/rename", None),
    ):
        with pytest.raises(RequestError):
            client.request(method, params)
    assert client.request("textDocument/hover", client.at("a.md", 2, 3))


def test_positions_outside_of_the_text(client: Client) -> None:
    client.open("a.md")
    for line, character in ((0, 999), (99, 0), (2, 4), (2**31 - 1, 2**31 - 1)):
        client.request("textDocument/hover", client.at("a.md", line, character))
        client.request("textDocument/completion", client.at("a.md", line, character))
        client.request("textDocument/definition", client.at("a.md", line, character))
    end = {"line": 500, "character": 7}
    client.change("a.md", {"range": {"start": {"line": 400, "character": 0}, "end": end}, "text": "x"})
    client.settle()


def test_requests_before_initialize(make_vault: Callable[..., Path], serve: Callable[..., Client]) -> None:
    client = serve(make_vault(NOTES), start=False)
    with pytest.raises(RequestError):
        client.request("textDocument/hover", client.at("a.md", 0, 0))
    client.open("a.md")
    client.start()
    client.settle()
    assert client.stop() == 0


def test_requests_after_shutdown(client: Client) -> None:
    client.request("shutdown")
    with pytest.raises(RequestError):
        client.request("textDocument/hover", client.at("a.md", 0, 0))
    client.notify("exit")
    assert client.process.wait(PATIENCE) == 0


def test_exit_without_shutdown(client: Client) -> None:
    client.notify("exit")
    assert client.process.wait(PATIENCE) == 1


def test_a_client_that_disconnects(client: Client) -> None:
    client.open("a.md")
    assert client.process.stdin is not None
    client.process.stdin.close()
    client.process.wait(PATIENCE)


def test_a_client_that_disconnects_while_a_vault_is_checked(
    make_vault: Callable[..., Path], serve: Callable[..., Client]
) -> None:
    many = {f"{n}.md": "# Heading\n\n" + f"[[{n + 1}]] text the the\n" * 200 for n in range(400)}
    client = serve(make_vault(many))
    assert client.process.stdin is not None
    client.process.stdin.close()
    client.process.wait(PATIENCE)


def test_a_huge_note(client: Client) -> None:
    text = "word [[b]] and more text\n" * 100_000
    client.open("a.md", text)
    place = {"start": {"line": 5, "character": 0}, "end": {"line": 5, "character": 4}}
    client.change("a.md", {"range": place, "text": "[[nope]]"})
    client.settle()
    assert ("broken-link", 5, 0) in client.problems("a.md")


def test_files_that_go_while_they_are_open(client: Client) -> None:
    client.open("a.md")
    shutil.rmtree(client.root)
    client.files_changed("a.md", "b.md")
    client.settle()
    client.request("textDocument/hover", client.at("a.md", 2, 3))
    client.shut("a.md")
    client.settle()
    assert client.problems("a.md") == []
    assert client.stop() == 0


def test_a_note_that_is_closed_and_opened_again_is_open(client: Client) -> None:
    client.open("a.md", "text\n")
    client.open("b.md", "# Heading\n\n- [[a]] text\n" * 3_000)
    busy = client.begin("textDocument/documentSymbol", client.document("b.md"))
    client.shut("a.md")
    client.open("a.md", "text\n\n[[nowhere]]\n")
    client.end(busy)
    client.settle()
    assert [one for one in client.problems("a.md") if one[0] == "broken-link"] == [("broken-link", 2, 0)]


def test_names_that_are_no_plain_text(make_vault: Callable[..., Path], serve: Callable[..., Client]) -> None:
    root = make_vault({"a;b #1 ü%20.md": "[[nope]]\n", "q?.md": "[[nope]]\n"})
    client = serve(root)
    client.settle()
    assert client.problems("a;b #1 ü%20.md")
    assert client.problems("q?.md")
    client.open("a;b #1 ü%20.md", "fine\n")
    client.settle()
    assert "broken-link" not in [rule for rule, *_ in client.problems("a;b #1 ü%20.md")]


def test_halves_of_surrogate_pairs(client: Client) -> None:
    client.open("a.md", "\ud83d [[nope]]\n")
    client.settle()
    assert ("broken-link", 0, 2) in client.problems("a.md")


def test_nothing_of_a_vault_runs(make_vault: Callable[..., Path], serve: Callable[..., Client], tmp_path: Path) -> None:
    proof = tmp_path / "it-ran"
    code = f"open({str(proof)!r}, 'w').close()\n"
    root = make_vault({"a.md": "x\n", "evil.py": code, "vaultlint.toml": 'rule-paths = ["evil.py"]\n'})
    client = serve(root)
    client.settle()
    assert any("names code" in json.dumps(one) for one in client.messages)
    assert not proof.exists()


def test_words_on_standard_output_do_not_break_the_protocol() -> None:
    """The stream belongs to the protocol; what prints goes to standard error."""
    command = [sys.executable, "-m", "vaultlint", "server"]
    done = subprocess.run(command, input=b"", capture_output=True, timeout=PATIENCE)
    assert done.stdout == b""
