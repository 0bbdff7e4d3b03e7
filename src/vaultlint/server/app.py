"""Map the client's messages to their handlers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from vaultlint.server import actions, completion, diagnostics, formatting, hover, navigation, renaming
from vaultlint.server.connection import Server
from vaultlint.server.edits import ChangeSet, text_edits
from vaultlint.server.opening import VaultSource
from vaultlint.server.uris import path_of
from vaultlint.server.worker import Priority
from vaultlint.server.workspace import OpenVault
from vaultlint.vault.files import relative

#: A request of our own, answered when there is nothing left to check.
SETTLE = "vaultlint/settle"


def start(source: VaultSource) -> int:
    """Run a server on standard input and output: its exit status."""
    server = Server(source)
    register(server)
    return server.serve()


def register(server: Server) -> None:
    """Tell pygls all that the server can do."""
    _life(server)
    _documents(server)
    _settled(server)
    _files(server)
    _navigation(server)
    _changes(server)


# Start, end, settings


def _life(server: Server) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.begin(params)
        if server.options.diagnostics == "pull":
            _pull(server)
        if server.options.backlinks:
            _lenses(server)

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        folders = list(server.workspace.folders)
        if not folders and server.workspace.root_uri:
            folders = [server.workspace.root_uri]
        await asyncio.gather(server.add_folders(folders), _watch_files(server))

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def folders_changed(params: types.DidChangeWorkspaceFoldersParams) -> None:
        for gone in params.event.removed:
            if (folder := path_of(gone.uri)) is not None:

                def remove(at: Any = folder) -> None:
                    for vault in server.vaults.remove_folder(at):
                        server.publish(vault, {path: [] for path in vault.state.reported})

                await server.worker.run(Priority.FILES, remove)
        await server.add_folders([added.uri for added in params.event.added])

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def settings_changed(params: types.DidChangeConfigurationParams) -> None:
        """Options are read at the start; a client restarts the server to change them."""


async def _watch_files(server: Server) -> None:
    workspace = server.client_capabilities.workspace
    watched = workspace.did_change_watched_files if workspace else None
    if not (watched and watched.dynamic_registration):
        return
    options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher("**/*")])
    registration = types.Registration("vaultlint-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    try:
        await asyncio.wait_for(server.client_register_capability_async(types.RegistrationParams([registration])), 5)
    except (TimeoutError, JsonRpcException):
        server.log("the client does not watch files: changes outside the editor are seen when a note is opened")


# Documents


def _documents(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        given = params.text_document
        document = server.documents.open(given.uri, given.version, given.text)
        # What the client asks next is about this text, so it comes before all that can wait.
        server.background(Priority.REQUEST, lambda: server.vaults.open(given.uri, document))
        server.check_soon(given.uri, 0)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        document = server.documents.get(params.text_document.uri)
        if document is not None:
            document.change(params.text_document.version, params.content_changes)
            server.check_soon(document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        uri = params.text_document.uri

        def work() -> None:
            if (found := server.vaults.locate(uri)) is not None:
                found[0].state.saved(found[1])
                found[0].unread.append(found[1])

        server.background(Priority.NOTE, work)
        server.check_soon(uri, 0)
        server.settle()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.documents.close(uri)
        # With the priority of an opening, so that a note which is closed and opened again is open afterwards.
        server.background(Priority.REQUEST, lambda: server.vaults.close(uri))
        server.settle()


def _settled(server: Server) -> None:
    @server.feature(SETTLE)
    async def settle(params: Any) -> None:
        """Answer when everything sent before is checked, and what changed is published: for tests and benchmarks."""

        def work() -> None:
            for vault in server.vaults.vaults:
                server.publish(vault, vault.state.settle())
                for _ in vault.idle_work():
                    server.worker.keep_going()

        await server.worker.run(Priority.VAULT, work)


def _pull(server: Server) -> None:
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="vaultlint")

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def of_document(
        params: types.DocumentDiagnosticParams,
    ) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
        def answer(vault: OpenVault, path: str) -> list[types.Diagnostic]:
            vault.state.check_note(path)
            return diagnostics.to_protocol(vault.state, vault.state.reported.get(path, ()))

        none: list[types.Diagnostic] = []
        found = await server.ask(params.text_document.uri, answer, none)
        name = _result_name(found)
        if name == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(name)
        return types.RelatedFullDocumentDiagnosticReport(found, result_id=name)

    @server.feature(types.WORKSPACE_DIAGNOSTIC)
    async def of_workspace(params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        known = {one.uri: one.value for one in params.previous_result_ids}
        return types.WorkspaceDiagnosticReport(await server.do(lambda: _reports(server, known)))


def _reports(
    server: Server, known: dict[str, str]
) -> list[types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport]:
    found: list[types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport] = []
    rest = dict(known)
    for vault in server.vaults.vaults:
        state = vault.state
        state.settle()
        for path, ones in sorted(state.reported.items()):
            uri, items = state.uri(path), diagnostics.to_protocol(state, ones)
            document, name = state.documents.get(path), _result_name(items)
            version = document.version if document is not None else None
            if rest.pop(uri, None) == name:
                found.append(types.WorkspaceUnchangedDocumentDiagnosticReport(uri, name, version))
            else:
                found.append(types.WorkspaceFullDocumentDiagnosticReport(uri, items, version, result_id=name))
    none = _result_name([])
    for uri, name in rest.items():
        if name == none:
            found.append(types.WorkspaceUnchangedDocumentDiagnosticReport(uri, none))
        else:
            found.append(types.WorkspaceFullDocumentDiagnosticReport(uri, [], result_id=none))
    return found


def _result_name(found: Sequence[types.Diagnostic]) -> str:
    """A name for diagnostics that is the same as long as they are."""
    from hashlib import blake2b

    return blake2b(repr(found).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


# Files


_ALL_FILES = types.FileOperationRegistrationOptions(
    [types.FileOperationFilter(types.FileOperationPattern("**/*"), scheme="file")]
)


def _files(server: Server) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        _take_files(server, [change.uri for change in params.changes])

    @server.feature(types.WORKSPACE_DID_RENAME_FILES, _ALL_FILES)
    def renamed(params: types.RenameFilesParams) -> None:
        _take_files(server, [uri for file in params.files for uri in (file.old_uri, file.new_uri)])

    @server.feature(types.WORKSPACE_DID_CREATE_FILES, _ALL_FILES)
    def created(params: types.CreateFilesParams) -> None:
        _take_files(server, [file.uri for file in params.files])

    @server.feature(types.WORKSPACE_DID_DELETE_FILES, _ALL_FILES)
    def deleted(params: types.DeleteFilesParams) -> None:
        _take_files(server, [file.uri for file in params.files])

    @server.feature(types.WORKSPACE_WILL_RENAME_FILES, _ALL_FILES)
    async def will_rename(params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
        try:
            return await server.do(lambda: _links_follow(server, params))
        except JsonRpcException as error:
            # The client renames the file whatever the answer is, so the user has to be warned.
            server.notice(str(error.message))
            return None


def _take_files(server: Server, uris: list[str]) -> None:
    def work() -> None:
        for vault, changes in server.vaults.files_changed(uris):
            server.publish(vault, changes)

    server.background(Priority.FILES, work)
    server.settle()


def _links_follow(server: Server, params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
    """The edits by which links follow files that are about to be renamed; a file that leaves its vault has none."""
    by_vault: dict[int, tuple[OpenVault, list[tuple[str, str]]]] = {}
    for file in params.files:
        old, new = path_of(file.old_uri), path_of(file.new_uri)
        vault = next((one for one in _innermost(server) if old and relative(one.state.root, old)), None)
        if vault is None or old is None or new is None:
            continue
        inside = relative(vault.state.root, old), relative(vault.state.root, new)
        if inside[0] and inside[1]:
            by_vault.setdefault(id(vault), (vault, []))[1].append((inside[0], inside[1]))
    merged: types.WorkspaceEdit | None = None
    for vault, renames in by_vault.values():
        edit = renaming.rename_files(vault.state, renames).to_protocol(vault.state, server.abilities)
        merged = _merged(merged, edit)
    return merged


def _innermost(server: Server) -> list[OpenVault]:
    return sorted(server.vaults.vaults, key=lambda vault: -len(vault.state.root.parts))


def _merged(edit: types.WorkspaceEdit | None, other: types.WorkspaceEdit | None) -> types.WorkspaceEdit | None:
    if edit is None or other is None:
        return edit or other
    if edit.document_changes is not None:
        return types.WorkspaceEdit(document_changes=[*edit.document_changes, *(other.document_changes or ())])
    return types.WorkspaceEdit(changes={**(edit.changes or {}), **(other.changes or {})})


# Looking


def _navigation(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> list[types.Location]:
        return await server.ask(
            params.text_document.uri,
            lambda vault, path: navigation.definition(vault.state, path, _at(vault, path, params.position)),
            [],
        )

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references(params: types.ReferenceParams) -> list[types.Location]:
        declaration = params.context.include_declaration

        def answer(vault: OpenVault, path: str) -> list[types.Location]:
            vault.state.take_all()
            at = _at(vault, path, params.position)
            return navigation.references(vault.state, path, at, declaration=declaration)

        return await server.ask(params.text_document.uri, answer, [])

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK, types.DocumentLinkOptions(resolve_provider=False))
    async def links(params: types.DocumentLinkParams) -> list[types.DocumentLink]:
        return await server.ask(
            params.text_document.uri, lambda vault, path: navigation.document_links(vault.state, path), []
        )

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        return await server.ask(
            params.text_document.uri, lambda vault, path: navigation.document_symbols(vault.state, path), []
        )

    @server.feature(types.WORKSPACE_SYMBOL)
    async def workspace_symbols(params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        def work() -> list[types.WorkspaceSymbol]:
            found: list[types.WorkspaceSymbol] = []
            for vault in server.vaults.vaults:
                vault.state.take_all()
                found += navigation.workspace_symbols(vault.state, params.query)
            return found

        return await server.do(work)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def show(params: types.HoverParams) -> types.Hover | None:
        def answer(vault: OpenVault, path: str) -> types.Hover | None:
            at = _at(vault, path, params.position)
            return hover.hover(vault.state, path, at, markdown=server.abilities.markdown)

        return await server.ask(params.text_document.uri, answer, None)

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(completion.TRIGGERS))
    async def complete(params: types.CompletionParams) -> types.CompletionList:
        return await server.ask(
            params.text_document.uri,
            lambda vault, path: completion.complete(vault.state, vault.words, path, _at(vault, path, params.position)),
            types.CompletionList(False, []),
        )


def _lenses(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=False))
    async def lenses(params: types.CodeLensParams) -> list[types.CodeLens]:
        return await server.ask(
            params.text_document.uri, lambda vault, path: navigation.backlink_lenses(vault.state, path), []
        )


def _at(vault: OpenVault, path: str, position: types.Position) -> int:
    return vault.state.map(path).offset(position)


# Changing


def _changes(server: Server) -> None:
    _code_actions(server)

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def format_all(params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        return await server.ask(
            params.text_document.uri,
            lambda vault, path: text_edits(vault.state.map(path), formatting.format_note(vault.state, path)),
            [],
        )

    @server.feature(types.TEXT_DOCUMENT_RANGE_FORMATTING)
    async def format_some(params: types.DocumentRangeFormattingParams) -> list[types.TextEdit]:
        def answer(vault: OpenVault, path: str) -> list[types.TextEdit]:
            text = vault.state.map(path)
            return text_edits(text, formatting.format_range(vault.state, path, *text.span(params.range)))

        return await server.ask(params.text_document.uri, answer, [])

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        return await server.ask(
            params.text_document.uri,
            lambda vault, path: renaming.prepare_rename(vault.state, path, _at(vault, path, params.position)),
            None,
        )

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        def answer(vault: OpenVault, path: str) -> types.WorkspaceEdit | None:
            vault.state.take_all()
            change = renaming.rename(vault.state, path, _at(vault, path, params.position), params.new_name)
            return _needed(server, vault, change)

        return await server.ask(params.text_document.uri, answer, None)


def _needed(server: Server, vault: OpenVault, change: ChangeSet) -> types.WorkspaceEdit:
    from vaultlint.errors import Failure

    edit = change.to_protocol(vault.state, server.abilities)
    if edit is None:
        raise Failure("this editor cannot rename files for a server: use `vaultlint mv`")
    return edit


def _code_actions(server: Server) -> None:
    options = types.CodeActionOptions(code_action_kinds=actions.KINDS, resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        only = [_text(kind) for kind in params.context.only] if params.context.only is not None else None

        def answer(vault: OpenVault, path: str) -> list[types.CodeAction]:
            if path in vault.state.documents:
                server.publish(vault, vault.state.check_note(path))
            start, end = vault.state.map(path).span(params.range)
            return actions.code_actions(actions.Asked(vault.state, server.abilities, path, start, end, only))

        return await server.ask(params.text_document.uri, answer, [])

    @server.feature(types.CODE_ACTION_RESOLVE)
    async def resolve(action: types.CodeAction) -> types.CodeAction:
        data = action.data
        if not isinstance(data, dict) or not isinstance(data.get("uri"), str):
            return action

        def answer(vault: OpenVault, path: str) -> types.CodeAction:
            asked = actions.Asked(vault.state, server.abilities, path, 0, 0)
            return actions.resolve_action(asked, action, data)

        return await server.ask(data["uri"], answer, action)

    @server.command(actions.BASELINE_COMMAND)
    async def add_to_baseline(uri: str, rule: str, row: int, column: int) -> None:
        def answer(vault: OpenVault, path: str) -> None:
            for diagnostic in vault.state.all_diagnostics():
                if diagnostic.path == path and diagnostic.rule == rule and tuple(diagnostic.place) == (row, column):
                    file = vault.state.add_to_baseline(diagnostic)
                    server.log(f"added to {file}")
                    break
            server.publish(vault, vault.state.settle())

        await server.ask(uri, answer, None)

    @server.command(actions.FIX_COMMAND)
    async def fix_note(uri: str) -> None:
        def answer(vault: OpenVault, path: str) -> types.WorkspaceEdit | None:
            change = actions.fixed_note(vault.state, path)
            return change.to_protocol(vault.state, server.abilities) if change is not None else None

        edit = await server.ask(uri, answer, None)
        if edit is not None and server.abilities.apply_edit:
            await server.workspace_apply_edit_async(
                types.ApplyWorkspaceEditParams(edit, "Fix all safe problems in this note")
            )


def _text(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind
