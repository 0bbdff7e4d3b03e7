"""Expiry read from a link's own parameters."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultlint.urls.expiry import expiry


def _token(claims: dict[str, object]) -> str:
    parts = (json.dumps({"alg": "none"}), json.dumps(claims), "signature-of-it")
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


def _policy(when: int) -> str:
    text = json.dumps({"Statement": [{"Condition": {"DateLessThan": {"AWS:EpochTime": when}}}]})
    return base64.b64encode(text.encode()).decode().translate(str.maketrans("+=/", "-_~"))


# 2020-01-02T03:04:05Z is 1577934245.
CASES = [
    ("https://b.s3.amazonaws.com/a?X-Amz-Date=20200102T030405Z&X-Amz-Expires=3600&X-Amz-Signature=0", 1577937845),
    ("https://storage.googleapis.com/a?X-Goog-Date=20200102T030405Z&X-Goog-Expires=60&X-Goog-Signature=0", 1577934305),
    ("https://b.s3.amazonaws.com/a?AWSAccessKeyId=A&Expires=1577934245&Signature=0", 1577934245),
    ("https://storage.googleapis.com/a?GoogleAccessId=a%40b&Expires=1577934245&Signature=0", 1577934245),
    ("https://a.blob.core.windows.net/c/d?sv=2020-08-04&se=2020-01-02T03%3A04%3A05Z&sr=b&sp=r&sig=0", 1577934245),
    ("https://a.blob.core.windows.net/c/d?sv=2020-08-04&se=2020-01-02&sr=b&sig=0", 1577923200),
    ("https://d1.cloudfront.net/a?Expires=1577934245&Signature=0&Key-Pair-Id=K", 1577934245),
    (f"https://d1.cloudfront.net/a?Policy={_policy(1577934245)}&Signature=0&Key-Pair-Id=K", 1577934245),
    ("https://scontent.xx.fbcdn.net/v/a.jpg?oh=00_a&oe=5E0D5DA5", 1577934245),
    ("https://cdn.discordapp.com/attachments/1/2/a.png?ex=5e0d5da5&is=5e0c0c25&hm=0", 1577934245),
    ("https://media.licdn.com/a?e=1577934245&v=beta&t=0", 1577934245),
    ("https://file.notion.so/f/s/a/b.png?id=1&table=block&expirationTimestamp=1577934245000&signature=0", 1577934245),
    ("https://upos.bilivideo.com/a.mp4?e=x&deadline=1577934245&gen=1&upsig=0", 1577934245),
    (f"https://api.example.org/a?jwt={_token({'exp': 1577934245})}", 1577934245),
    ("https://v.example.org/a?hdnts=st=1577930000~exp=1577934245~acl=/*~hmac=0", 1577934245),
    ("https://b.s3.amazonaws.com/a?X-Amz-Signature=0", None),
]

LASTING = [
    "https://example.org/a?expires=never",
    "https://example.org/a?Expires=1577934245",
    "https://example.org/a?oe=5E0D5DA5&oh=0",
    "https://example.org/a?ex=5e0d5da5",
    "https://example.org/a?se=2020-01-02",
    f"https://example.org/a?jwt={_token({'sub': 'a'})}",
    "https://example.org/a?jwt=eyJhbGciOiJub25lIn0.bm90IGpzb24.AAAAAAAA",
    "https://example.org/a",
    "notes/a.md?Expires=1577934245&Signature=0",
]


@pytest.mark.parametrize(("url", "when"), CASES)
def test_the_link_says_when_it_dies(url: str, when: int | None) -> None:
    found = expiry(url)
    assert found is not None
    assert found.when == when


@pytest.mark.parametrize("url", LASTING)
def test_the_link_bears_no_date(url: str) -> None:
    assert expiry(url) is None


@given(st.text(), st.sampled_from(["X-Amz-Date", "Expires", "se", "oe", "ex", "jwt", "Policy", "e"]))
def test_any_value_can_be_read(value: str, name: str) -> None:
    signed = "Signature=0&Key-Pair-Id=K&sig=0&sv=1&X-Amz-Expires=9&oh=1&is=1&hm=1&t=1"
    found = expiry(f"https://cdn.discordapp.com/a?{name}={value}&{signed}")
    assert found is None or found.when is None or 946684800 <= found.when <= 4102444800 + 10**9
