"""pygls' protocol with our own documents, and an answer to requests that make no sense."""

from __future__ import annotations

from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol
from pygls.protocol.json_rpc import JsonRPCNotification
from pygls.protocol.language_server import lsp_method


class Protocol(LanguageServerProtocol):
    """The documents of pygls are left empty: see `server.documents`."""

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> Any:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Any:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> Any:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    def structure_message(self, data: dict[str, Any]) -> Any:
        """The message as an object; one that cannot be one is answered here, so that its sender does not wait."""
        try:
            return super().structure_message(data)
        except JsonRpcException:
            if "method" in data and isinstance(data.get("id"), (int, str)):
                error = types.ResponseError(JsonRpcInvalidParams.CODE, f"bad parameters of {data['method']}")
                self._send_response(data["id"], error=error)
            return JsonRPCNotification(method="$/ignored", jsonrpc="2.0", params=None)

    def handle_message(self, message: Any) -> None:
        """Requests before `initialize` get an error, notifications and what is not a message are dropped."""
        if not hasattr(message, "jsonrpc"):
            return
        method = getattr(message, "method", None)
        if self._workspace is None and method not in (None, types.INITIALIZE, types.EXIT, types.SHUTDOWN):
            if hasattr(message, "id"):
                error = types.ResponseError(types.ErrorCodes.ServerNotInitialized, "initialize comes first")
                self._send_response(message.id, error=error)
            return
        if self._shutdown and method != types.EXIT and hasattr(message, "id") and method is not None:
            error = types.ResponseError(types.ErrorCodes.InvalidRequest, "the server is shutting down")
            self._send_response(message.id, error=error)
            return
        super().handle_message(message)
