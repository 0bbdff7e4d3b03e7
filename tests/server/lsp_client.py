"""A client for the tests: `vaultlint server` as a process, JSON-RPC over its pipes, waiting instead of sleeping."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

PATIENCE = 60.0

CAPABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"showDocument": {"support": True}},
    "workspace": {
        "applyEdit": True,
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename", "delete"]},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
    },
    "textDocument": {
        "publishDiagnostics": {"relatedInformation": True},
        "hover": {"contentFormat": ["markdown"]},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}},
    },
}


class RequestError(Exception):
    """The server answered a request with an error."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(error.get("message"))
        self.code = error.get("code")


def uri_of(path: Path) -> str:
    return "file://" + quote(os.fsencode(path))


class Client:
    """A running server for the vault at `root`. `diagnostics` are those published last, by URI."""

    def __init__(self, root: Path, *arguments: str) -> None:
        self.root = root
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vaultlint", "server", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.errors: list[bytes] = []
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.messages: list[dict[str, Any]] = []
        self._answers: dict[int, queue.Queue[dict[str, Any]]] = {}
        self._number = 0
        self._versions: dict[str, int] = {}
        self._changed = threading.Condition()
        self._writing = threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._read_errors, daemon=True).start()

    # Messages

    def send_raw(self, data: bytes) -> None:
        assert self.process.stdin is not None
        with self._writing:
            self.process.stdin.write(data)
            self.process.stdin.flush()

    def send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.send_raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def begin(self, method: str, params: Any = None) -> int:
        """Send a request and do not wait for its answer."""
        self._number += 1
        self._answers[self._number] = queue.Queue()
        self.send({"id": self._number, "method": method, "params": params})
        return self._number

    def end(self, number: int) -> Any:
        answer = self._answers[number].get(timeout=PATIENCE)
        del self._answers[number]
        if "error" in answer:
            raise RequestError(answer["error"])
        return answer.get("result")

    def request(self, method: str, params: Any = None) -> Any:
        return self.end(self.begin(method, params))

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"method": method, "params": params})

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline()) not in (b"", b"\r\n"):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not line:
                break
            self._take(json.loads(stream.read(length)))
        with self._changed:
            self._changed.notify_all()

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        self.errors.extend(self.process.stderr)

    def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            if (waiting := self._answers.get(message["id"])) is not None:
                waiting.put(message)
            return
        if "id" in message and self.process.stdin is not None and not self.process.stdin.closed:
            self.send({"id": message["id"], "result": self._reply(message)})
        with self._changed:
            if message["method"] == "textDocument/publishDiagnostics":
                self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
            self.messages.append(message)
            self._changed.notify_all()

    def _reply(self, message: Mapping[str, Any]) -> Any:
        return {"applied": True} if message["method"] == "workspace/applyEdit" else None

    def wait_until(self, holds: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Wait for the server to have said enough."""
        deadline = time.monotonic() + patience
        with self._changed:
            while not holds():
                left = deadline - time.monotonic()
                assert left > 0, f"waited in vain; diagnostics: {self.diagnostics}; errors: {b''.join(self.errors)!r}"
                self._changed.wait(min(left, 1.0))

    # Life

    def start(self, *, options: Any = None, capabilities: Any = None, folder: bool = True) -> dict[str, Any]:
        """Initialize; the answer."""
        folders = [{"uri": uri_of(self.root), "name": self.root.name}] if folder else None
        result: dict[str, Any] = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": None,
                "workspaceFolders": folders,
                "capabilities": CAPABILITIES if capabilities is None else capabilities,
                "initializationOptions": options,
            },
        )
        self.notify("initialized", {})
        return result

    def stop(self) -> int:
        self.request("shutdown")
        self.notify("exit")
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        """End the process, however the test went."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    # Documents

    def uri(self, path: str) -> str:
        return uri_of(self.root / path)

    def document(self, path: str) -> dict[str, Any]:
        return {"textDocument": {"uri": self.uri(path)}}

    def at(self, path: str, line: int, character: int) -> dict[str, Any]:
        return {**self.document(path), "position": {"line": line, "character": character}}

    def open(self, path: str, text: str | None = None) -> None:
        text = (self.root / path).read_text("utf-8") if text is None else text
        self._versions[path] = 1
        given = {"uri": self.uri(path), "languageId": "markdown", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": given})

    def change(self, path: str, *changes: Mapping[str, Any]) -> None:
        """Send changes; one without a range is the whole text."""
        self._versions[path] += 1
        identifier = {"uri": self.uri(path), "version": self._versions[path]}
        self.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": list(changes)})

    def write(self, path: str, text: str) -> None:
        self.change(path, {"text": text})

    def save(self, path: str) -> None:
        self.notify("textDocument/didSave", self.document(path))

    def shut(self, path: str) -> None:
        self.notify("textDocument/didClose", self.document(path))

    def files_changed(self, *paths: str) -> None:
        changes = [{"uri": self.uri(one), "type": 2} for one in paths]
        self.notify("workspace/didChangeWatchedFiles", {"changes": changes})

    def problems(self, path: str) -> list[tuple[str, int, int]]:
        """(rule, line, character) of what is published for a note."""
        found = self.diagnostics.get(self.uri(path), [])
        return [(one["code"], one["range"]["start"]["line"], one["range"]["start"]["character"]) for one in found]

    def settle(self) -> None:
        """Wait until everything that was sent is answered, by diagnostics too."""
        self.request("vaultlint/settle")
