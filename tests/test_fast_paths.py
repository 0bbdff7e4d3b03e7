"""Every registered fast path agrees with the plain function beside it, on any text."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vaultlint import rule_registry
from vaultlint.encoding.candidates import Candidate, plain_single_byte
from vaultlint.encoding.codecs import damage
from vaultlint.encoding.east_asian import multi_byte
from vaultlint.encoding.evidence import Lines
from vaultlint.encoding.runs import runs_of
from vaultlint.encoding.runs_with_mojibake import telling
from vaultlint.fast_path import FAST_PATHS, FastPath
from vaultlint.markdown.spans import Span
from vaultlint.note import Note

sys.path.append(str(Path(__file__).parent / "markdown"))
from strategies import notes_with_rare_marks

#: Texts near what each shortcut looks for, so that it is taken and just missed.
MENTIONS = (
    "arxiv", "ArXiv", ":", " ", "2401.00001", "hep-th/9901001", "isbn", "ISBN-13", "978-3-16-148410-1",
    "978 3161484100", "e-ISSN", "1234-5678", "ORCID id", "0000-0002-1825-0098", "doi", "doİ", "10.1", "10.12345/x",
    "\n", "iſſn", "x", "٣٤٥٦-٧٨٩٠",
)  # fmt: skip

FRONT_MATTER = (
    "a", "tags", "Kéy_2", "first-name", ":", ": ", ":  ", "\n", "\n\n", "\n- ", "\n  - ", "\n    - ", "-", " ", "  ",
    "a: ", "b:", "c:  ", "- ", "  - ", " -  ", "word", "two words", "12", "-3", "+1.5e3", "0x1F", "0o17", "017", ".5",
    ".inf", "nan", ".NaN", "1_000", "12:30", "2024-01-31", "2024-01-31T10:00:00Z", "true", "False", "yes", "null", "~",
    "Null", "=", "<<", "https://a.b/c?d=e", '"', "'", '"quoted: #1"', "'it'", '""', "''", "[", "]", "[a, b]", "[]",
    "[ 'x' , \"y\",z ]", "[a,]", "[[a]]", "{", "}", "{}", ",", ", ", "#", " # c", "&x", "*x", "!t", "!", "|", ">", "%",
    "@", "`", "?", "? ", "\\", "\\n", "{{date}}", "<% x %>", "---", "...", "\t", "\r\n", "\r", "\u00a0", "\u0085",
    "\u2028", "\ufeff", "\ufffe", "\x00", "\x7f", "é", "日本", "🏔", "\U0010ffff",
)  # fmt: skip
URLS = (
    "https://github.com/", "https://youtu.be/", "https://arxiv.org/", "https://huggingface.co/papers/", "https://LINK/",
    "https://your-domain.com/", "https://example.com/", "http://url", "HTTPS://GitHub.com/", "ftp://x.y/", "www.a.b",
    "xxxx", "xx", "...", "…", "%E2%80%A6", "<id>", "{id}", "%3Cx%3E", "TODO", "placeholder", "INSERT_X", "_ID", "nnnn",
    "????", "____", "2024/mm/dd", "link-here", "your-name", "user/", "@username", "owner/repo", "org/repo", "foo/bar",
    "video", "VIDEOID", "CHANNELID", "v=id", "id", "123456789", "abcdefghi", "abs/id", "abs/>", "/", "-", "?", "=", " ",
)  # fmt: skip


#: Words that are damaged, what is right beside them, and how: the same run comes again in other company.
WORDS = (
    "é", "è", "à", "ü", "ß", "Ö", "É", "í", "ł", "ř", "ş", "café", "naïve", "Größe", "Übung", "Möwe", "ÉCOLE", "señor",
    "siła", "°", "°C", "×", "½", "µm", "²", "«", "»", "’", "“", "”", "–", "…", "→", "€", "\u00a0", "\u00ad", "α", "π",
    "маяк", "Я", "и", "ό", "ώρα", "שלום", "سلام", "नमस्ते", "灯台", "の", "港口", "등대", "🏔", "👍🏽", "é’", "…”",
)  # fmt: skip
BESIDE_WORDS = (
    " ", " ", "\n", "a", "n", "N", "o", "on", "don", "It", "IT", "km", "sin", "7", "20", "-", ".", "(", '"',
    "“", "”", "’", "«", "é", "ö", "É", "√", "│", "─", "π", "я", "Я", "港", "x y", " le ", " a", "a ", "A ",
    " 5", "® ", " ™", "word", "Word", "WORD", "café ", " é", "longer words ", "_", "|", "ca", "fe", "Straße",
    "ª", "ƒ", "\x81", "\t",
)  # fmt: skip
CODECS = (
    "cp1252", "latin-1", "mac_roman", "cp437", "cp850", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "koi8-r",
    "cp866", "gbk", "cp932", "big5", "cp949",
)  # fmt: skip


def damaged(word: str, codec: str, times: int) -> str:
    try:
        return damage(word, (codec,) * times)
    except UnicodeError:
        return word


damaged_words = st.builds(damaged, st.sampled_from(WORDS), st.sampled_from(CODECS), st.sampled_from((1, 1, 1, 2)))
damaged_texts = st.lists(st.one_of(damaged_words, st.sampled_from(BESIDE_WORDS)), min_size=1, max_size=9).map("".join)


def candidates_in(text: str) -> list[Candidate]:
    runs = telling(runs_of(text).raw)
    alone = plain_single_byte(text, {run.text: run.shapes for run in runs if run.shapes})
    return [*alone, *multi_byte(text, {run.text: run.eastern for run in runs if run.eastern})]


def shapes_in(text: str) -> tuple[str, dict[str, Any]]:
    return text, {run.text: run.shapes for run in telling(runs_of(text).raw) if run.shapes}


with_candidates = damaged_texts.map(lambda text: (text, candidates_in(text))).filter(lambda found: bool(found[1]))
on_candidates = with_candidates.flatmap(lambda found: st.tuples(st.sampled_from(found[1]), st.just(found[0])))
on_lines = with_candidates.flatmap(
    lambda found: st.tuples(st.sampled_from(found[1]), st.just(found[0]), st.just(Lines(*found)))
)


def joined(parts: tuple[str, ...], most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(parts), max_size=most).map("".join)


on_notes = notes_with_rare_marks.map(lambda text: (Note("note.md", text),))

#: Fast path → strategy for its arguments.
ARGUMENTS: dict[str, st.SearchStrategy[tuple[Any, ...]]] = {
    "encoding.candidates.single_byte": damaged_texts.map(shapes_in),
    "encoding.evidence.against": on_lines,
    "encoding.evidence.level": on_candidates,
    "markdown.front_matter_fast.plain_properties": joined(FRONT_MATTER, 14).map(
        lambda body: (f"---\n{body}\n---\n", 4, 4 + len(body))
    ),
    "markdown.ranges.Regions.of": st.lists(st.builds(Span, st.integers(0, 30), st.integers(0, 30))).map(
        lambda spans: (spans,)
    ),
    "rules.structure.malformed_callout._has_odd_callout": on_notes,
    "rules.structure.unclosed_highlight._may_be_unclosed": on_notes,
    "rules.urls.undefined_reference._may_have_siblings": on_notes,
    "urls.identifiers_in_text._may_mention": joined(MENTIONS, 6).map(lambda text: (text,)),
    "urls.placeholders._may_be": joined(URLS, 5).map(lambda url: (url,)),
}

rule_registry.load_all()


@pytest.mark.slow
@pytest.mark.parametrize("path", FAST_PATHS, ids=lambda path: path.name)
def test_a_fast_path_agrees_with_the_plain_function(path: FastPath) -> None:
    @settings(max_examples=1000)
    @given(ARGUMENTS[path.name])
    def agrees(arguments: tuple[Any, ...]) -> None:
        fast, slow = path.fast(*arguments), result_of(path.slow(*arguments))
        if path.is_gate:
            assert fast or not slow
        elif fast is not None:
            assert repr(result_of(fast)) == repr(slow)

    agrees()


def test_every_fast_path_is_tried() -> None:
    assert {path.name for path in FAST_PATHS} == ARGUMENTS.keys()


def result_of(value: Any) -> Any:
    return [*value] if isinstance(value, (Iterator, tuple)) else value
