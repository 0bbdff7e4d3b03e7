"""Front matter: where it is, its properties, and where their values stand."""

from __future__ import annotations

import pytest

from vaultlint.markdown.document import Document
from vaultlint.markdown.front_matter import BrokenYaml, compose
from vaultlint.markdown.spans import Heading, Link, Property, Tag


def properties(text: str) -> dict[str, object]:
    return {"/".join(one.path): one.value for one in Document(text).spans(Property)}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_it_ends_at_the_closing_line(line_end: str, bom: str) -> None:
    text = bom + line_end.join(["---", "title: Harbour", "---", "# Boats", ""])
    document = Document(text)
    matter = document.front_matter
    assert matter is not None
    assert matter.closed
    assert matter.of(text).startswith("---")
    assert matter.of(text).endswith("---")
    assert text[matter.body_start : matter.body_end] == "title: Harbour"
    assert [one.of(text) for one in document.spans(Heading)] == ["# Boats"]
    assert properties(text) == {"title": "Harbour"}


@pytest.mark.parametrize(
    "text",
    [
        "\n---\na: b\n---\n",
        " ---\na: b\n---\n",
        "----\na: b\n---\n",
        "text\n---\na: b\n---\n",
        "---",
        "---\n\ntext\n",
        "--- \na: b\n",
    ],
)
def test_anything_before_it_or_no_key_below_is_no_front_matter(text: str) -> None:
    assert Document(text).front_matter is None


def test_an_empty_one() -> None:
    document = Document("---\n---\ntext")
    assert document.front_matter is not None
    assert document.front_matter.closed
    assert document.front_matter.body_start == document.front_matter.body_end
    assert document.spans(Property) == []


def test_one_that_is_never_closed_is_text() -> None:
    document = Document("---\ntitle: Harbour\n\n# Boats\n")
    assert document.front_matter is not None
    assert not document.front_matter.closed
    assert [one.of(document.text) for one in document.spans(Heading)] == ["# Boats"]
    assert document.spans(Property) == []


def test_the_second_block_between_lines_is_text() -> None:
    text = "---\na: b\n---\n\n---\nc: d\n---\n"
    assert properties(text) == {"a": "b"}


def test_values_stand_where_they_are_said_to() -> None:
    text = (
        "---\n"
        "title: Café 🏔 am Hafen\n"
        'quoted: "a: b"\n'
        "tags: [boats, nets]\n"
        "aliases:\n"
        "  - Port\n"
        "  - 'the: harbour'\n"
        "boat:\n"
        "  name: Gull\n"
        "empty:\n"
        "text: |\n"
        "  two\n"
        "  lines\n"
        "---\n"
    )
    found = {"/".join(one.path): one for one in Document(text).spans(Property)}
    assert list(found) == ["title", "quoted", "tags", "aliases", "boat", "boat/name", "empty", "text"]
    assert all(one.of(text) == one.name for one in found.values())
    value = {name: text[one.value_start : one.value_end] for name, one in found.items()}
    assert value["title"] == "Café 🏔 am Hafen"
    assert value["quoted"] == '"a: b"'
    assert found["quoted"].value == "a: b"
    assert value["tags"] == "[boats, nets]"
    assert found["tags"].value == ["boats", "nets"]
    assert [item.of(text) for item in found["aliases"].items] == ["Port", "'the: harbour'"]
    assert found["boat"].tag == "map"
    assert found["boat/name"].value == "Gull"
    assert found["empty"].tag == "null"
    assert found["text"].value == "two\nlines"


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("12", "int"),
        ("-1.5", "float"),
        ("1e3", "float"),
        (".inf", "float"),
        ("0x1F", "int"),
        ("true", "bool"),
        ("yes", "str"),
        ("no", "str"),
        ("2024-05-01", "str"),
        ("12:30", "str"),
        ("~", "null"),
        ("null", "null"),
        ('"12"', "str"),
        ("[1]", "list"),
        ("{a: 1}", "map"),
    ],
)
def test_types_are_those_of_yaml_1_2(written: str, tag: str) -> None:
    (entry, *_) = Document(f"---\nkey: {written}\n---\n").spans(Property)
    assert entry.tag == tag


def test_templates_are_values_and_keys() -> None:
    text = '---\ncreated: {{date}}\n"{{key}}": 1\ntitle: <% tp.file.title %> log\n---\n'
    found = Document(text).spans(Property)
    assert [one.of(text).strip('"') for one in found] == ["created", "{{key}}", "title"]
    assert found[0].value == "{{date}}"


def test_links_of_properties() -> None:
    text = (
        "---\n"
        'up: "[[Harbour|the harbour]]"\n'
        "related:\n"
        "  - '[[Boats#Sails]]'\n"
        "  - plain\n"
        'log: "[May](Logs/May.md)"\n'
        "unquoted: [[Nets]]\n"
        'around: "see [[Nets]]"\n'
        "---\n"
    )
    links = Document(text).spans(Link)
    assert [one.of(text) for one in links] == ["[[Harbour|the harbour]]", "[[Boats#Sails]]", "[May](Logs/May.md)"]
    assert {one.kind for one in links} == {"property"}
    assert [text[one.target_start : one.target_end] for one in links] == ["Harbour", "Boats#Sails", "Logs/May.md"]
    assert [text[one.text_start : one.text_end] for one in links] == ["the harbour", "", "May"]


def test_nothing_in_it_is_markdown() -> None:
    document = Document("---\ntitle: '# no heading #tag'\nlist:\n- [ ] x\n---\n")
    assert document.spans(Heading) == []
    assert document.spans(Tag) == []


def test_broken_yaml_says_where() -> None:
    text = "---\ntitle: a\nauthor: @nell\n---\n"
    matter = Document(text).front_matter
    assert matter is not None
    with pytest.raises(BrokenYaml) as caught:
        compose(text, matter)
    assert text[caught.value.at] == "@"
    assert properties(text) == {}


def test_an_anchor_that_holds_itself_and_one_used_many_times() -> None:
    assert len(Document("---\na: &a {b: *a, c: *a}\n---\n").spans(Property)) == 3
    lines = ["a0: &a0 {x: 1, y: 2}"] + [f"a{n}: &a{n} {{x: *a{n - 1}, y: *a{n - 1}}}" for n in range(1, 60)]
    assert len(Document("---\n" + "\n".join(lines) + "\n---\n").spans(Property)) < 1000


@pytest.mark.parametrize(
    "body", ["a: " + "[" * 100_000, "- " * 100_000 + "a", "? " * 100_000, "{{" * 100_000, "a: " + "{b: " * 5000]
)
def test_endless_nesting_is_refused(body: str) -> None:
    text = f"---\n{body}\n---\n"
    matter = Document(text).front_matter
    assert matter is not None
    with pytest.raises(BrokenYaml):
        compose(text, matter)
