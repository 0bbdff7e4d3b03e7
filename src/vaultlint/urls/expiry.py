"""Expiry of signed URLs, read from their own parameters.

Nothing here looks at the clock: a time is a fact about the link, and whether it is past is for the caller to judge.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from vaultlint.pattern import Pattern
from vaultlint.urls.hosts import is_under
from vaultlint.urls.parse import host, is_web, split

_STAMP = Pattern(r"(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z")
_ISO = Pattern(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|\+00:?00)?)?")
_TOKEN = Pattern(r"[A-Za-z0-9_-]{8,}\.([A-Za-z0-9_-]{8,})\.[A-Za-z0-9_-]{8,}")
_EPOCH = Pattern(r"[1-9]\d{8,9}")
_HEX = Pattern(r"[0-9A-Fa-f]{8}")
_AKAMAI = Pattern(r"(?:^|[~/])exp=(\d{9,10})(?=~|$)")
#: Signed links began around 2000 and none lasts for a century: other numbers are not times.
_EARLIEST, _LATEST = 946_684_800, 4_102_444_800


class Expiry(NamedTuple):
    """Expiry time (seconds since 1970, UTC), None if it is signed without one; and how it was read."""

    when: int | None
    why: str


def expiry(url: str) -> Expiry | None:
    """Expiry of this URL by its own parameters, or None if it has none; never raises."""
    if not is_web(url):
        return None
    parts = split(url)
    query = parts.query
    if not query:
        return None
    name, _ = host(parts.authority or "")
    given: dict[str, str] = {}
    for parameter in query.replace("&amp;", "&").split("&"):
        key, _, value = parameter.partition("=")
        given.setdefault(key.lower(), _unescaped(value))
    return _signed(given) or _of_host(name, given) or _token(given)


def _unescaped(value: str) -> str:
    if "%" not in value:
        return value
    from urllib.parse import unquote

    return unquote(value)


def _signed(given: dict[str, str]) -> Expiry | None:
    """The storage services, told by their own parameters on whatever host they are."""
    for brand, service in (
        ("amz", "Amazon S3"),
        ("goog", "Google Cloud Storage"),
        ("oss", "Alibaba OSS"),
        ("tos", "TOS"),
    ):
        if f"x-{brand}-signature" in given or (f"x-{brand}-expires" in given and f"x-{brand}-date" in given):
            start, lasts = _stamp(given.get(f"x-{brand}-date", "")), given.get(f"x-{brand}-expires", "")
            if start is not None and lasts.isdecimal() and len(lasts) < 10:
                return Expiry(start + int(lasts), f"{service}: X-{brand.title()}-Date plus X-{brand.title()}-Expires")
            return Expiry(None, f"{service}: signed, without a time that can be read")
    expires = _epoch(given.get("expires", ""))
    if expires is not None:
        if "awsaccesskeyid" in given:
            return Expiry(expires, "Amazon S3: Expires")
        if "googleaccessid" in given:
            return Expiry(expires, "Google Cloud Storage: Expires")
        if "key-pair-id" in given:
            return Expiry(expires, "Amazon CloudFront: Expires")
        if "ossaccesskeyid" in given:
            return Expiry(expires, "Alibaba OSS: Expires")
        if "signature" in given or "sig" in given:
            return Expiry(expires, "signed: Expires")
    if "key-pair-id" in given and "policy" in given:
        return _cloudfront_policy(given["policy"])
    if "sig" in given and "se" in given and ("sv" in given or "sp" in given or "sr" in given):
        return Expiry(_iso(given["se"]), "Azure Storage: se")
    if "q-signature" in given and "q-sign-time" in given:
        return Expiry(_epoch(given["q-sign-time"].rpartition(";")[2]), "Tencent COS: q-sign-time")
    return _edge(given)


def _edge(given: dict[str, str]) -> Expiry | None:
    """Delivery networks that sign with `exp=` inside one parameter (Akamai)."""
    for key in ("hdnts", "hdnea", "__token__", "hdntl", "__gda__"):
        found = _AKAMAI.search(given.get(key, ""))
        if found:
            return Expiry(_epoch(found[1]), f"Akamai: {key}")
    return None


def _of_host(name: str, given: dict[str, str]) -> Expiry | None:
    if "oe" in given and "oh" in given and (is_under(name, "fbcdn.net") or is_under(name, "cdninstagram.com")):
        return Expiry(_hex(given["oe"]), "Facebook and Instagram images: oe")
    if "ex" in given and "is" in given and "hm" in given and _is_discord(name):
        return Expiry(_hex(given["ex"]), "Discord attachments: ex")
    if "e" in given and "t" in given and is_under(name, "licdn.com"):
        return Expiry(_epoch(given["e"]), "LinkedIn images: e")
    if "expire" in given and is_under(name, "googlevideo.com"):
        return Expiry(_epoch(given["expire"]), "YouTube streams: expire")
    if "x-expires" in given and "x-signature" in given:
        return Expiry(_epoch(given["x-expires"]), "TikTok: x-expires")
    if "expirationtimestamp" in given and "signature" in given and is_under(name, "notion.so"):
        # In thousandths of a second.
        return Expiry(_epoch(given["expirationtimestamp"][:-3]), "Notion: expirationTimestamp")
    if "deadline" in given and "upsig" in given:
        return Expiry(_epoch(given["deadline"]), "Bilibili: deadline")
    return None


def _is_discord(name: str) -> bool:
    return is_under(name, "discordapp.com") or is_under(name, "discordapp.net") or is_under(name, "discord.com")


def _token(given: dict[str, str]) -> Expiry | None:
    """A JSON web token in any parameter: its `exp` (RFC 7519, 4.1.4)."""
    for key, value in given.items():
        if value.startswith("eyJ"):
            found = _TOKEN.fullmatch(value)
            claims = _json(found[1]) if found else None
            if claims is not None and isinstance(claims.get("exp"), int | float):
                return Expiry(
                    _epoch(str(int(claims["exp"]))) if abs(claims["exp"]) < 1e12 else None, f"token in {key}: exp"
                )
    return None


def _cloudfront_policy(policy: str) -> Expiry:
    # CloudFront's own alphabet for base64 in URLs: - for +, _ for =, ~ for /.
    claims = _json(policy.replace("_", "").replace("-", "+").replace("~", "/"))
    try:
        when = claims["Statement"][0]["Condition"]["DateLessThan"]["AWS:EpochTime"] if claims else None
    except (KeyError, IndexError, TypeError):
        when = None
    return Expiry(_epoch(str(when)), "Amazon CloudFront: Policy")


def _json(text: str) -> dict[str, Any] | None:
    import base64
    import binascii
    import json

    try:
        claims = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=None if "+" in text else b"-_"))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None


def _epoch(text: str) -> int | None:
    if not _EPOCH.fullmatch(text):
        return None
    return int(text) if _EARLIEST <= int(text) <= _LATEST else None


def _hex(text: str) -> int | None:
    return _epoch(str(int(text, 16))) if _HEX.fullmatch(text) else None


def _stamp(text: str) -> int | None:
    found = _STAMP.fullmatch(text)
    return _seconds(*map(int, found.groups())) if found else None


def _iso(text: str) -> int | None:
    found = _ISO.fullmatch(text)
    return _seconds(*(int(group or 0) for group in found.groups())) if found else None


def _seconds(year: int, month: int, day: int, hour: int, minute: int, second: int) -> int | None:
    try:
        return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())
    except ValueError:
        return None
