"""What the server offers, asked as an editor asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lsp_client import CAPABILITIES, Client, RequestError, uri_of
from random_edits import by_check, by_server

PLAN = (
    "---\ntags: [garden/bed]\nstatus: open\n---\n# Plan\n\nSee [[Seeds#Beans]], [[Old seeds]] and [[Bean]].\n\n"
    "\U0001f331 [[Seeds#^first|first]] #garden/bed\n\n- one\n- \n- \n\nText[^n].\n\n[^n]: A note.\n"
)
SEEDS = (
    "---\naliases: [Old seeds]\nstatus: done\n---\n# Seeds\n\n## Beans\n\nSow in May. ^first\n\n## Peas\n\n[[Plan]]\n"
)
VAULT = {
    ".obsidian/types.json": '{"types": {"done": "checkbox"}}',
    "Plan.md": PLAN,
    "Seeds.md": SEEDS,
    "sub/Log.md": "# Log\n\n[plan](../Plan.md) and ![[Plan#Plan]] [[nowhere/Seeds]]\n",
    "image.png": b"",
}
OPTIONS = {"options": {"tabSize": 4, "insertSpaces": True}}


@pytest.fixture
def client(make_vault: Callable[..., Path], serve: Callable[..., Client]) -> Client:
    client = serve(make_vault(VAULT))
    client.open("Plan.md")
    client.settle()
    return client


def line_of(client: Client, path: str, word: str) -> tuple[int, int]:
    """Line and UTF-16 column of a word's first use."""
    text = (client.root / path).read_text("utf-8")
    before = text[: text.index(word)].split("\n")
    return len(before) - 1, len(before[-1].encode("utf-16-le")) // 2


def at(client: Client, path: str, word: str, beyond: int = 0) -> dict[str, Any]:
    line, character = line_of(client, path, word)
    return client.at(path, line, character + beyond)


def applied(client: Client, edit: dict[str, Any]) -> dict[str, str]:
    """The texts that a workspace edit makes, by path; renames and new files are carried out in the answer alone."""
    texts: dict[str, str] = {}
    prefix = client.uri("").rstrip("/") + "/"

    def path_of(uri: str) -> str:
        return uri.removeprefix(prefix).replace("%20", " ")

    def text_of(path: str) -> str:
        return texts[path] if path in texts else (client.root / path).read_bytes().decode("utf-8")

    for one in edit["documentChanges"]:
        if one.get("kind") == "create":
            texts[path_of(one["uri"])] = ""
        elif one.get("kind") == "rename":
            texts[path_of(one["newUri"])] = text_of(path_of(one["oldUri"]))
        else:
            path = path_of(one["textDocument"]["uri"])
            texts[path] = edited(text_of(path), one["edits"])
    return texts


def edited(text: str, edits: list[dict[str, Any]]) -> str:
    lines = text.split("\n")

    def offset(place: dict[str, int]) -> int:
        line = lines[place["line"]] if place["line"] < len(lines) else ""
        before = sum(len(each) + 1 for each in lines[: place["line"]])
        return min(before + len(line.encode("utf-16-le")[: 2 * place["character"]].decode("utf-16-le")), len(text))

    spans = [(offset(one["range"]["start"]), offset(one["range"]["end"]), one["newText"]) for one in edits]
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def actions(client: Client, path: str, word: str, **context: Any) -> list[dict[str, Any]]:
    line, character = line_of(client, path, word)
    place = {"line": line, "character": character + 1}
    params = {**client.document(path), "range": {"start": place, "end": place}}
    params["context"] = {"diagnostics": [], **context}
    found: list[dict[str, Any]] = client.request("textDocument/codeAction", params)
    return found


def titled(found: list[dict[str, Any]], words: str) -> dict[str, Any]:
    return next(one for one in found if words in one["title"])


def test_diagnostics_have_all_that_the_protocol_knows(client: Client) -> None:
    found = client.diagnostics[client.uri("Plan.md")]
    link = next(one for one in found if one["code"] == "broken-link")
    assert link["source"] == "vaultlint"
    assert link["severity"] == 2
    assert link["codeDescription"]["href"].endswith("/broken-link.md")
    bullet = next(one for one in found if one["code"] == "empty-bullet")
    assert bullet["tags"] == [1]
    assert client.problems("sub/Log.md") == [("broken-link", *line_of(client, "sub/Log.md", "[[nowhere"))]


def test_a_fix_says_its_tier_and_does_what_fix_does(client: Client) -> None:
    action = titled(actions(client, "Plan.md", "[[Old seeds]]"), "Link to")
    assert action["title"].endswith("(unsafe)")
    assert "[[Seeds|Old seeds]]" in applied(client, action["edit"])["Plan.md"]


def test_beside_a_problem_the_fixes_of_its_line_are_offered(client: Client) -> None:
    line, _ = line_of(client, "Plan.md", "[[Old seeds]]")
    start = {"line": line, "character": 0}
    params = {**client.document("Plan.md"), "range": {"start": start, "end": start}, "context": {"diagnostics": []}}
    found = client.request("textDocument/codeAction", params)
    assert titled(found, "Link to")["title"].endswith("(unsafe)")


def test_all_fixes_of_a_rule_and_all_safe_ones(client: Client) -> None:
    text = applied(client, titled(actions(client, "Plan.md", "- \n"), "Fix all 2 empty-bullet")["edit"])["Plan.md"]
    assert "- one\n" in text
    assert "- \n" not in text
    everything = actions(client, "Plan.md", "# Plan", only=["source.fixAll"])
    assert [one["kind"] for one in everything] == ["source.fixAll.vaultlint"]
    assert applied(client, everything[0]["edit"])["Plan.md"] == text


@pytest.mark.parametrize("words", ["on this line", "in this note"])
@pytest.mark.parametrize("target", ["[[Bean]]", "- \n"])
def test_ignoring_silences_the_rule_and_nothing_else(client: Client, words: str, target: str) -> None:
    before = [rule for rule, *_ in client.problems("Plan.md")]
    rule = "broken-link" if "[[" in target else "empty-bullet"
    action = titled(actions(client, "Plan.md", target), f"Ignore {rule} {words}")
    client.write("Plan.md", applied(client, action["edit"])["Plan.md"])
    client.settle()
    after = [one for one, *_ in client.problems("Plan.md")]
    assert after.count(rule) < before.count(rule)
    assert set(after) <= set(before)


def test_adding_to_the_baseline(client: Client) -> None:
    before = client.problems("Plan.md")
    action = titled(actions(client, "Plan.md", "[[Bean]]"), "baseline")
    client.request("workspace/executeCommand", {k: action["command"].get(k) for k in ("command", "arguments")})
    client.settle()
    assert len(client.problems("Plan.md")) == len(before) - 1
    assert len(json.loads((client.root / ".vaultlint-baseline.json").read_text())["problems"]) == 1
    assert by_server(client) == by_check(client.root)


def test_creating_the_missing_note(client: Client) -> None:
    action = titled(actions(client, "Plan.md", "[[Bean]]"), "Create the note")
    assert applied(client, action["edit"]) == {"Bean.md": ""}


def test_definition_of_links_headings_blocks_and_footnotes(client: Client) -> None:
    for word, path, target in (
        ("Seeds#Beans", "Seeds.md", "Beans"),
        ("Seeds#^first", "Seeds.md", "^first"),
        ("[^n].", "Plan.md", "n]: A"),
    ):
        found = client.request("textDocument/definition", at(client, "Plan.md", word, 2))
        line, _ = line_of(client, path, target)
        assert [(one["uri"], one["range"]["start"]["line"]) for one in found] == [(client.uri(path), line)]


def test_references_to_notes_headings_and_tags(client: Client) -> None:
    def places(path: str, word: str, beyond: int = 0) -> set[str]:
        params = {**at(client, path, word, beyond), "context": {"includeDeclaration": False}}
        return {one["uri"].rpartition("/")[2] for one in client.request("textDocument/references", params)}

    assert places("Plan.md", "Text[") == {"Seeds.md", "Log.md"}
    assert places("Plan.md", "# Plan") == {"Log.md"}
    client.open("Seeds.md")
    assert places("Seeds.md", "Beans") == {"Plan.md"}
    assert places("Plan.md", "#garden/bed", 3) == {"Plan.md"}


def test_symbols_and_links(client: Client) -> None:
    client.open("Seeds.md")
    symbols = client.request("textDocument/documentSymbol", client.document("Seeds.md"))
    outline = [(one["name"], [inner["name"] for inner in one["children"]]) for one in symbols]
    assert outline == [("Seeds", ["Beans", "Peas"])]
    names = {one["name"] for one in client.request("workspace/symbol", {"query": "sds"})}
    assert names == {"Seeds", "Old seeds"}
    links = client.request("textDocument/documentLink", client.document("Plan.md"))
    assert {one["target"].partition("#")[0] for one in links} == {client.uri("Seeds.md")}


def test_hover_previews_a_target_or_tells_why_it_is_broken(client: Client) -> None:
    def shown(word: str) -> str:
        answer = client.request("textDocument/hover", at(client, "Plan.md", word, 1))
        return str(answer["contents"]["value"])

    assert "Sow in May" in shown("Seeds#Beans")
    assert "Peas" not in shown("Seeds#Beans")
    assert "Old seeds" in shown("[Old seeds")
    assert "A note." in shown("[^n].")


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("[[see", "Seeds]]"),
        ("[[old se", "Seeds|Old seeds]]"),
        ("![[ima", "image.png]]"),
        ("[[Seeds#", "Beans]]"),
        ("[[Seeds#^", "^first]]"),
        ("[[#", "Plan]]"),
        ("[[Seeds|", "Old seeds]]"),
        ("[x](lo", "Log.md)"),
        ("> [!ti", "tip] "),
        ("x[^", "n]"),
        ("#gar", "garden/bed"),
    ],
)
def test_completion(client: Client, typed: str, wanted: str) -> None:
    text = (client.root / "Plan.md").read_text("utf-8") + "\n" + typed
    client.write("Plan.md", text)
    client.settle()
    found = client.request("textDocument/completion", client.at("Plan.md", text.count("\n"), len(typed)))
    assert wanted in [one["textEdit"]["newText"] for one in found["items"]]


@pytest.mark.parametrize(
    ("line", "wanted"), [("sta", "status: "), ("status: ", "done"), ("done: ", "true"), ("tags: [gar", "garden/bed")]
)
def test_completion_of_properties(client: Client, line: str, wanted: str) -> None:
    client.open("sub/Log.md")
    client.write("sub/Log.md", f"---\n{line}\n---\n")
    client.settle()
    found = client.request("textDocument/completion", client.at("sub/Log.md", 1, len(line)))
    assert wanted in [one["textEdit"]["newText"] for one in found["items"]]


def test_links_are_written_as_the_vault_wants(make_vault: Callable[..., Path], serve: Callable[..., Client]) -> None:
    root = make_vault({".obsidian/app.json": '{"newLinkFormat": "relative"}', "a/One.md": "x\n", "b/Two.md": "y\n"})
    client = serve(root)
    client.open("a/One.md", "[[two")
    found = client.request("textDocument/completion", client.at("a/One.md", 0, 5))
    assert [one["textEdit"]["newText"] for one in found["items"]] == ["../b/Two]]"]


def test_no_completion_in_code(client: Client) -> None:
    client.write("Plan.md", "```\n[[see\n```\n")
    assert client.request("textDocument/completion", client.at("Plan.md", 1, 5))["items"] == []


def test_renaming_files_takes_the_links_along(client: Client) -> None:
    files = [{"oldUri": client.uri("Plan.md"), "newUri": client.uri("sub/New plan.md")}]
    texts = applied(client, client.request("workspace/willRenameFiles", {"files": files}))
    assert "[[New plan]]" in texts["Seeds.md"]
    assert "[plan](New%20plan.md) and ![[New plan#Plan]]" in texts["sub/Log.md"]
    before = by_server(client)
    client.settle()
    assert by_server(client) == before


def test_renaming_a_folder(client: Client) -> None:
    files = [{"oldUri": client.uri("sub"), "newUri": client.uri("deep/er")}]
    texts = applied(client, client.request("workspace/willRenameFiles", {"files": files}))
    assert "[plan](../../Plan.md)" in texts["sub/Log.md"]


def test_renaming_what_a_link_leads_to(client: Client) -> None:
    place = at(client, "Plan.md", "Seeds#Beans", 2)
    assert client.request("textDocument/prepareRename", place)["placeholder"] == "Seeds"
    texts = applied(client, client.request("textDocument/rename", {**place, "newName": "Sowing"}))
    assert "[[Sowing#Beans]]" in texts["Plan.md"]
    assert "# Seeds" in texts["Sowing.md"]


def test_renaming_a_footnote(client: Client) -> None:
    edit = client.request("textDocument/rename", {**at(client, "Plan.md", "[^n].", 2), "newName": "why"})
    assert "Text[^why].\n\n[^why]: A note." in applied(client, edit)["Plan.md"]


def test_renaming_headings_blocks_and_tags(client: Client) -> None:
    def renamed(place: dict[str, Any], new: str) -> dict[str, str]:
        return applied(client, client.request("textDocument/rename", {**place, "newName": new}))

    client.open("Seeds.md")
    for place in (at(client, "Seeds.md", "Beans"), at(client, "Plan.md", "#Beans", 2)):
        texts = renamed(place, "Pulses")
        assert "## Pulses" in texts["Seeds.md"]
        assert "[[Seeds#Pulses]]" in texts["Plan.md"]
    texts = renamed(at(client, "Seeds.md", "^first", 2), "early")
    assert "May. ^early" in texts["Seeds.md"]
    assert "[[Seeds#^early|first]]" in texts["Plan.md"]
    texts = renamed(at(client, "Plan.md", "#garden/bed", 3), "plot")
    assert "tags: [plot]" in texts["Plan.md"]
    assert " #plot\n" in texts["Plan.md"]


def test_a_rename_that_cannot_be_done_is_refused_with_the_reason(client: Client) -> None:
    with pytest.raises(RequestError, match="nothing to rename"):
        client.request("textDocument/rename", {**at(client, "Plan.md", "Text["), "newName": "x"})
    with pytest.raises(RequestError, match="no link can"):
        client.request("textDocument/rename", {**at(client, "Plan.md", "Seeds#Beans", 2), "newName": "a#b"})


def test_formatting_a_note_and_a_part_of_it(client: Client) -> None:
    text = "# A\n* one\n* two\n\n\n\n* three\n\ntext\n\n# B\n* four\n"
    client.write("Plan.md", text)
    whole = edited(text, client.request("textDocument/formatting", {**client.document("Plan.md"), **OPTIONS}))
    assert whole != text
    place = {"start": {"line": 10, "character": 0}, "end": {"line": 11, "character": 3}}
    asked = {**client.document("Plan.md"), "range": place, **OPTIONS}
    part = edited(text, client.request("textDocument/rangeFormatting", asked))
    assert part.startswith(text[: text.index("# B")])
    assert part != text


def test_problems_of_other_notes_follow_a_change(client: Client) -> None:
    client.open("Seeds.md")
    text = (client.root / "Seeds.md").read_text()
    client.write("Seeds.md", text.replace("## Beans", "## Pulses"))
    client.settle()
    assert "broken-heading" in [rule for rule, *_ in client.problems("Plan.md")]
    client.write("Seeds.md", text)
    client.settle()
    assert "broken-heading" not in [rule for rule, *_ in client.problems("Plan.md")]


def test_backlinks_are_shown_if_asked_for(make_vault: Callable[..., Path], serve: Callable[..., Client]) -> None:
    client = serve(make_vault(VAULT), options={"backlinks": True})
    client.open("Seeds.md")
    titles = [one["command"]["title"] for one in client.request("textDocument/codeLens", client.document("Seeds.md"))]
    assert titles == ["2 backlinks", "1 backlink"]


def test_diagnostics_are_pulled_by_a_client_that_cannot_be_sent_any(
    make_vault: Callable[..., Path], serve: Callable[..., Client]
) -> None:
    root = make_vault(VAULT)
    client = serve(root, start=False)
    text = {key: value for key, value in CAPABILITIES["textDocument"].items() if key != "publishDiagnostics"}
    answer = client.start(capabilities={**CAPABILITIES, "textDocument": {**text, "diagnostic": {}}})
    assert answer["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"]
    client.open("Plan.md")
    report = client.request("textDocument/diagnostic", client.document("Plan.md"))
    assert {one["code"] for one in report["items"]} >= {"broken-link", "empty-bullet"}
    same = {**client.document("Plan.md"), "previousResultId": report["resultId"]}
    assert client.request("textDocument/diagnostic", same)["kind"] == "unchanged"
    whole = client.request("workspace/diagnostic", {"previousResultIds": []})
    client.diagnostics = {one["uri"]: one["items"] for one in whole["items"]}
    assert by_server(client) == by_check(root)
    known = [{"uri": one["uri"], "value": one["resultId"]} for one in whole["items"]]
    again = client.request("workspace/diagnostic", {"previousResultIds": known})
    assert {one["kind"] for one in again["items"]} == {"unchanged"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_positions_in_every_encoding(
    make_vault: Callable[..., Path], serve: Callable[..., Client], encoding: str
) -> None:
    client = serve(make_vault({"a.md": "\U0001f331é [[nope]]\n"}), start=False)
    answer = client.start(capabilities={**CAPABILITIES, "general": {"positionEncodings": [encoding]}})
    assert answer["capabilities"]["positionEncoding"] == encoding
    client.settle()
    assert client.problems("a.md") == [("broken-link", 0, {"utf-8": 7, "utf-16": 4, "utf-32": 3}[encoding])]


def test_a_file_without_a_folder(make_vault: Callable[..., Path], serve: Callable[..., Client]) -> None:
    client = serve(make_vault(VAULT), folder=False)
    client.open("Plan.md")
    client.settle()
    assert client.problems("Plan.md")
    outside = client.root.parent / "elsewhere" / "x.md"
    client.notify(
        "textDocument/didOpen",
        {"textDocument": {"uri": uri_of(outside), "languageId": "markdown", "version": 1, "text": "[[y]]"}},
    )
    client.settle()
