"""The connection to a client: what it can do, what is open, what waits to be checked or published.

Handlers run in the event loop and leave everything about a vault to the worker. Only the loop writes to the client.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from time import perf_counter
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from vaultlint import __version__
from vaultlint.engine.workers import spare_collecting
from vaultlint.errors import Failure
from vaultlint.server import diagnostics
from vaultlint.server.documents import Documents
from vaultlint.server.edits import Abilities
from vaultlint.server.opening import VaultSource
from vaultlint.server.options import Options
from vaultlint.server.positions import Encoding
from vaultlint.server.protocol import Protocol
from vaultlint.server.uris import path_of
from vaultlint.server.vaults import Changes
from vaultlint.server.worker import Interrupted, Priority, Stopped, Worker
from vaultlint.server.workspace import OpenVault, Workspace

T = TypeVar("T")

#: Seconds without a keystroke after which a note is checked, and after which other notes are asked what they say.
PAUSE = 0.08
LONG_PAUSE = 0.8
#: Seconds of idle-time work per step.
_AT_ONCE = 0.01

#: What is sent: URI, version, diagnostics.
Published = list[tuple[str, int | None, list[types.Diagnostic]]]


class Server(LanguageServer):
    """State of the connection: what the client can do, the open documents, the timers of those being edited."""

    def __init__(self, source: VaultSource) -> None:
        super().__init__(
            "vaultlint", __version__, types.TextDocumentSyncKind.Incremental, protocol_cls=Protocol, max_workers=2
        )
        self.source = source
        self.worker = Worker()
        self.options = Options()
        self.abilities = Abilities()
        self.documents = Documents(Encoding.Utf16)
        self.vaults = self._workspace(Encoding.Utf16)
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._checks: dict[str, Future[Any]] = {}
        self._settling: asyncio.TimerHandle | None = None
        self._token: str | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    # Start and end

    def begin(self, params: types.InitializeParams) -> None:
        """Read the client's capabilities."""
        self._loop = asyncio.get_running_loop()
        encoding = Encoding(self.workspace.position_encoding or Encoding.Utf16)
        self.abilities = Abilities.of(params.capabilities)
        self.options = Options.of(params.initialization_options)
        publishes = params.capabilities.text_document and params.capabilities.text_document.publish_diagnostics
        pulls = params.capabilities.text_document and params.capabilities.text_document.diagnostic
        if self.options.diagnostics is None:
            self.options.diagnostics = "pull" if pulls and not publishes else "push"
        self.documents = Documents(encoding)
        self.vaults = self._workspace(encoding)

    def _workspace(self, encoding: Encoding) -> Workspace:
        return Workspace(self.source, encoding, self.notice, self._progressed, self._loaded)

    def _loaded(self, vault: OpenVault) -> None:
        self.publish(vault, vault.state.reported)
        spare_collecting()
        self.log(f"vault {vault.state.root}: {len(vault.state.session.chosen):,} notes checked")
        self.on_loop(self.use_idle_time)

    def serve(self) -> int:
        """Serve on standard input and output until the client ends: the exit status that the protocol asks for."""
        output = sys.stdout.buffer
        sys.stdout = sys.stderr  # whatever prints must not end up among the messages
        for name in ("pygls", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        try:
            self.start_io(sys.stdin.buffer, output)
        finally:
            self.worker.stop()
        return 0 if self.protocol._shutdown else 1

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log what went wrong, without a pop-up for each mistake of a client."""
        if not isinstance(error, JsonRpcException):
            self.log(f"{type(error).__name__}: {error}", types.MessageType.Error)

    # Words to the user

    def notice(self, text: str) -> None:
        """Show a sentence to the user. From any thread."""
        self.on_loop(lambda: self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, text)))

    def log(self, text: str, kind: types.MessageType = types.MessageType.Info) -> None:
        self.on_loop(lambda: self.window_log_message(types.LogMessageParams(kind, text)))

    def on_loop(self, call: Callable[[], object]) -> None:
        """Run something in the event loop, which alone writes to the client."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)

    def _progressed(self, done: int, total: int) -> None:
        self.worker.keep_going()
        if self._token is not None and done % 100 == 0:
            report = types.WorkDoneProgressReport(
                percentage=100 * done // max(total, 1), message=f"{done:,} of {total:,}"
            )
            token = self._token
            self.on_loop(lambda: self.work_done_progress.report(token, report))

    # Requests

    async def ask(self, uri: str, answer: Callable[[OpenVault, str], T], default: T) -> T:
        """What a function says of a note, after the vault took its latest text; the default for what is not a note.

        Raises:
            JsonRpcException: the function ended in a Failure; the client shows the sentence.

        """

        def work() -> T:
            found = self.vaults.locate(uri)
            if found is None or not found[1].lower().endswith((".md", ".markdown", ".canvas")):
                return default
            vault, path = found
            vault.state.take(path)
            return answer(vault, path)

        return await self.do(work)

    async def do(self, work: Callable[[], T]) -> T:
        """Run something that the client waits for."""
        try:
            return await self.worker.run(Priority.REQUEST, work)
        except Failure as failure:
            raise JsonRpcException(str(failure), types.LSPErrorCodes.RequestFailed.value) from None
        except Stopped:
            raise JsonRpcException("the server ends", types.LSPErrorCodes.ServerCancelled.value) from None
        except OSError as error:
            raise JsonRpcException(error.strerror or str(error), types.LSPErrorCodes.RequestFailed.value) from None

    # Diagnostics

    def check_soon(self, uri: str, pause: float = PAUSE) -> None:
        """Check a note after a pause; a newer change begins the pause anew and drops a check that waits."""
        for timer in (self._timers.pop(uri, None), self._settling):
            if timer is not None:
                timer.cancel()
        if (waiting := self._checks.pop(uri, None)) is not None:
            waiting.cancel()
        loop = asyncio.get_running_loop()
        self._timers[uri] = loop.call_later(pause, self._check, uri)
        self._settling = loop.call_later(max(LONG_PAUSE, pause), self.settle)

    def _check(self, uri: str) -> None:
        self._timers.pop(uri, None)

        def work() -> None:
            found = self.vaults.locate(uri)
            if found is not None and found[1] in found[0].state.documents:
                self.publish(found[0], found[0].state.check_note(found[1]))

        self._checks[uri] = self.background(Priority.NOTE, work)

    def settle(self) -> None:
        """Ask all notes what the changes mean to them."""
        if self._settling is not None:
            self._settling.cancel()
            self._settling = None

        def work() -> None:
            try:
                for vault in self.vaults.vaults:
                    self.publish(vault, vault.state.settle(self.worker.give_way))
            except Interrupted:
                self.on_loop(self._settle_later)
                return
            self.on_loop(self.use_idle_time)

        self.background(Priority.VAULT, work)

    def _settle_later(self) -> None:
        if self._settling is None:
            self._settling = asyncio.get_running_loop().call_later(LONG_PAUSE, self.settle)

    def background(self, priority: Priority, work: Callable[[], object]) -> Future[Any]:
        """Run something in the background; errors are logged."""
        future = self.worker.submit(priority, work)
        future.add_done_callback(self._done)
        return future

    def _done(self, future: Future[Any]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if error is not None and not isinstance(error, Stopped):
            self.log(f"{type(error).__name__}: {error}", types.MessageType.Error)

    def publish(self, vault: OpenVault, changes: Changes) -> None:
        """Send what changed. In the worker's thread."""
        if self.options.diagnostics == "pull":
            if changes:
                self.on_loop(self._refresh)
            return
        state = vault.state
        found: Published = []
        for path, ones in changes.items():
            document = state.documents.get(path)
            version = document.version if document is not None else None
            found.append((state.uri(path), version, diagnostics.to_protocol(state, ones)))
        if found:
            self.on_loop(lambda: self._send(found))

    def _send(self, found: Published) -> None:
        for uri, version, ones in found:
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, ones, version))

    def _refresh(self) -> None:
        workspace = self.client_capabilities.workspace
        if workspace and workspace.diagnostics and workspace.diagnostics.refresh_support:
            self.workspace_diagnostic_refresh(None)

    # Vaults

    async def add_folders(self, folders: Iterable[str]) -> None:
        """Open the vaults of workspace folders, and report what they hold."""
        paths = [path for path in map(path_of, folders) if path is not None]
        # The work is given away before anything is awaited, so that it comes before whatever the client asks next.
        waiting = [self.worker.submit(Priority.FILES, lambda at=path: self.vaults.add_folder(at)) for path in paths]  # type: ignore[misc]
        for path, future in zip(paths, waiting, strict=True):
            async with _Progress(self, f"Checking {path.name}"):
                await asyncio.wrap_future(future)

    def use_idle_time(self) -> None:
        """Do one step of idle-time work, and schedule the next while there is any."""

        def work() -> None:
            end = perf_counter() + _AT_ONCE
            for vault in self.vaults.vaults:
                for _ in vault.idle_work():
                    if perf_counter() > end:
                        self.on_loop(self.use_idle_time)
                        return

        self.background(Priority.VAULT, work)


class _Progress:
    """A progress bar in the client, if it has any."""

    def __init__(self, server: Server, title: str) -> None:
        self._server, self._title = server, title

    async def __aenter__(self) -> None:
        window = self._server.client_capabilities.window
        if not (window and window.work_done_progress):
            return
        token = f"vaultlint-{id(self)}"
        try:
            await asyncio.wait_for(self._server.work_done_progress.create_async(token), 5)
        except (TimeoutError, JsonRpcException):
            return
        self._server.work_done_progress.begin(token, types.WorkDoneProgressBegin(self._title, percentage=0))
        self._server._token = token

    async def __aexit__(self, *_: object) -> None:
        token, self._server._token = self._server._token, None
        if token is not None:
            self._server.work_done_progress.end(token, types.WorkDoneProgressEnd())
