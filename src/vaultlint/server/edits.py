"""Edits of texts and files -> what the client carries out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from lsprotocol import types

from vaultlint.diagnostic import PlacedEdit
from vaultlint.fixing.edits import TextEdit
from vaultlint.report.terminal import common_prefix
from vaultlint.server.positions import TextMap
from vaultlint.server.vaults import VaultState

#: Beyond as many lines, what differs is replaced as one piece: comparing line by line is quadratic at worst.
_MOST_COMPARED_LINES = 4000


def placed_edits(state: VaultState, edits: Iterable[PlacedEdit]) -> dict[str, list[types.TextEdit]]:
    """The edits of a fix by path."""
    found: dict[str, list[types.TextEdit]] = {}
    for edit in edits:
        text = state.map(edit.path)
        span = types.Range(text.at(edit.begin), text.at(edit.finish))
        if span.start != span.end or edit.text:  # a byte order mark is nothing that the client could take out
            found.setdefault(edit.path, []).append(types.TextEdit(span, edit.text))
    return found


def text_edits(text: TextMap, edits: Iterable[TextEdit]) -> list[types.TextEdit]:
    """Edits that count characters of a text."""
    return [types.TextEdit(text.range(edit.start, edit.end), edit.text) for edit in edits]


def differences(old: str, new: str) -> list[TextEdit]:
    """Edits that make the new text of the old one, line by line."""
    if old == new:
        return []
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    head = common_prefix(before, after)
    tail = common_prefix(before[head:][::-1], after[head:][::-1])
    olds, news = before[head : len(before) - tail], after[head : len(after) - tail]
    start = sum(map(len, before[:head]))
    if len(olds) + len(news) > _MOST_COMPARED_LINES:
        return [TextEdit(start, start + sum(map(len, olds)), "".join(news))]
    starts = [start]
    for line in olds:
        starts.append(starts[-1] + len(line))
    matcher = SequenceMatcher(None, olds, news, autojunk=False)
    found: list[TextEdit] = []
    for tag, i, j, k, end in matcher.get_opcodes():
        if tag == "replace" and j - i == end - k:
            found += [_within(starts[i + n], olds[i + n], news[k + n]) for n in range(j - i)]
        elif tag != "equal":
            found.append(TextEdit(starts[i], starts[j], "".join(news[k:end])))
    return found


def _within(start: int, old: str, new: str) -> TextEdit:
    """The edit of one line, without what both begin and end with."""
    head = common_prefix(old, new)
    tail = common_prefix(old[head:][::-1], new[head:][::-1])
    return TextEdit(start + head, start + len(old) - tail, new[head : len(new) - tail])


@dataclass(slots=True)
class Abilities:
    """Capabilities of the client."""

    document_changes: bool = False
    resource_operations: frozenset[str] = frozenset()
    resolves_actions: bool = False
    snippets: bool = False
    markdown: bool = True
    show_document: bool = False
    apply_edit: bool = False

    @classmethod
    def of(cls, client: types.ClientCapabilities) -> Abilities:
        workspace, text, window = client.workspace, client.text_document, client.window
        edit = workspace.workspace_edit if workspace else None
        action = text.code_action if text else None
        resolve = action.resolve_support if action else None
        completion = text.completion if text else None
        item = completion.completion_item if completion else None
        hover = text.hover if text else None
        formats = hover.content_format if hover and hover.content_format else [types.MarkupKind.Markdown]
        return cls(
            # Neovim names the operations alone, which come in no other shape.
            document_changes=bool(edit and (edit.document_changes or edit.resource_operations)),
            resource_operations=frozenset(kind.value for kind in (edit.resource_operations or ()))
            if edit
            else frozenset(),
            resolves_actions=bool(resolve and "edit" in resolve.properties and action and action.data_support),
            snippets=bool(item and item.snippet_support),
            markdown=types.MarkupKind.Markdown in formats,
            show_document=bool(window and window.show_document and window.show_document.support),
            apply_edit=bool(workspace and workspace.apply_edit),
        )


@dataclass(slots=True)
class FileOperation:
    """A file that is created (`old` is None) or renamed. Paths are relative to the vault."""

    old: str | None
    new: str


@dataclass(slots=True)
class ChangeSet:
    """Edits of notes, then operations on files, as one change."""

    edits: dict[str, list[types.TextEdit]] = field(default_factory=dict)
    operations: list[FileOperation] = field(default_factory=list)
    content: Mapping[str, str] = field(default_factory=dict)
    """What a created file holds."""

    def to_protocol(self, state: VaultState, abilities: Abilities) -> types.WorkspaceEdit | None:
        """The change for the client; None if it cannot carry it out."""
        needed = {"rename" if operation.old is not None else "create" for operation in self.operations}
        if not needed <= abilities.resource_operations:
            return None
        if not abilities.document_changes:
            if self.operations:
                return None
            return types.WorkspaceEdit(changes={state.uri(path): edits for path, edits in self.edits.items()})
        changes: list[types.TextDocumentEdit | types.CreateFile | types.RenameFile | types.DeleteFile] = [
            _document_edit(state, path, edits) for path, edits in sorted(self.edits.items())
        ]
        for operation in self.operations:
            new = state.uri(operation.new)
            if operation.old is not None:
                changes.append(types.RenameFile(state.uri(operation.old), new))
                continue
            changes.append(types.CreateFile(new, options=types.CreateFileOptions(ignore_if_exists=True)))
            if content := self.content.get(operation.new):
                start = types.Position(0, 0)
                insert = types.TextEdit(types.Range(start, start), content)
                changes.append(types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(new), [insert]))
        return types.WorkspaceEdit(document_changes=changes)


def _document_edit(state: VaultState, path: str, edits: Sequence[types.TextEdit]) -> types.TextDocumentEdit:
    document = state.documents.get(path)
    identifier = types.OptionalVersionedTextDocumentIdentifier(
        state.uri(path), document.version if document is not None else None
    )
    return types.TextDocumentEdit(identifier, list(edits))
