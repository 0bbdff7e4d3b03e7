"""Check one URL: request, retry where that helps, follow redirects, and judge.

Only 404 and 410, in answer to GET, mean that a page is gone. Whatever else keeps an answer away (a certificate, a name
that is not found, a time-out, a refusal, a server's own trouble) leaves the question open.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from urllib.parse import urljoin

from vaultlint.online.answers import Answer
from vaultlint.online.html_page import is_page, missing_anchors, text_of, title_of
from vaultlint.online.http import Client, Reply, Unanswered
from vaultlint.online.rate_limit import Gates, Manners, host_of
from vaultlint.pattern import Pattern
from vaultlint.urls.parse import is_web, split

MOST_REDIRECTS: Final = 10
_PERMANENT: Final = frozenset({301, 308})
_TEMPORARY: Final = frozenset({302, 303, 307})
_GONE: Final = frozenset({404, 410})
_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
_LOGIN = Pattern(r"(?i)(?:^|[/.])(?:log-?in|sign-?in|auth|oauth2?|sso|saml|consent|captcha|accounts?/login)(?:[/.]|$)")
_HTTP_DATE = Pattern(r"[A-Za-z]{3,9}, [0-9A-Za-z :-]{8,40}")


class Resource(NamedTuple):
    """Request for one resource: the anchors that links name, and whether its title matters."""

    key: str
    url: str
    fragments: tuple[str, ...] = ()
    title: bool = False


@dataclass(slots=True)
class _Trail:
    """Redirects so far; `moved` stops at the first one that is not permanent."""

    url: str
    seen: set[str] = field(default_factory=set)
    moved: str = ""
    for_good: bool = True


class Asker:
    """Asks under the gates of hosts. `now` gives seconds since 1970."""

    def __init__(self, client: Client, gates: Gates, manners: Manners, *, now: Callable[[], float] = time.time) -> None:
        self._client, self._gates, self._manners, self._now = client, gates, manners, now

    async def ask(self, resource: Resource) -> Answer:
        """What the web says of a resource; never raises for what the web does."""
        asked = int(self._now())
        try:
            answer = await self._follow(resource)
        except Unanswered as none:
            answer = Answer(resource.url, "unknown", none.reason)
        return answer._replace(asked=asked)

    async def _follow(self, resource: Resource) -> Answer:
        trail = _Trail(resource.url, {resource.url})
        body = resource.title or bool(resource.fragments)
        for _ in range(MOST_REDIRECTS + 1):
            reply = await self.request("GET" if body else "HEAD", trail.url, body=body)
            target = reply.headers.get("location", "")
            if reply.code not in _PERMANENT | _TEMPORARY or not target:
                return _verdict(resource, trail, reply, body)
            _step(trail, reply, target)
        raise Unanswered(f"it redirects more than {MOST_REDIRECTS} times")

    async def request(self, method: str, url: str, *, body: bool) -> Reply:
        """One request under its host's gate, made again as long as that may help. Unanswered if nothing came.

        Where HEAD is refused, not answered, or says that there is nothing, GET has the last word: some servers know
        no HEAD.
        """
        name = host_of(url)
        attempt = 0
        while True:
            last = attempt >= self._manners.retries and method != "HEAD"
            try:
                reply = await self._through_gate(name, method, url, body)
            except Unanswered as none:
                if last or none.lasting:
                    self._gates.failed(name, none.reason)
                    raise
                self._gates.hold(name, self._backoff(attempt))
            else:
                self._gates.answered(name)
                if reply.code not in _AGAIN:
                    if method != "HEAD" or reply.code < 400:
                        return reply
                elif not self._may_ask_again(name, reply, attempt, last=last):
                    return reply
            if method == "HEAD":
                method = "GET"
            else:
                attempt += 1

    def _may_ask_again(self, name: str, reply: Reply, attempt: int, *, last: bool) -> bool:
        """Whether a host in trouble, or that has had enough, is asked again after the rest that it wants."""
        wait = _retry_after(reply, self._now())
        if wait is not None and wait > self._manners.longest_wait:
            self._gates.close(name, f"the host wants to be left alone for {wait:,.0f} seconds ({reply.code})")
            return False
        if last:
            if reply.code == 429:
                self._gates.close(name, "the host refuses further requests (429)")
            return False
        self._gates.hold(name, self._backoff(attempt) if wait is None else wait)
        return True

    async def _through_gate(self, name: str, method: str, url: str, body: bool) -> Reply:
        async with self._gates.passing(name) as closed:
            if closed:
                raise Unanswered(closed, lasting=True)
            return await self._client.ask(method, url, body=body)

    def _backoff(self, attempt: int) -> float:
        """Seconds: twice as many each time, and never in step with anybody else."""
        return min(self._manners.backoff * 2.0**attempt * random.uniform(0.5, 1.5), self._manners.longest_wait)


def _without_user(url: str) -> str:
    """Return a URL without `user:password@`: a redirect must not write credentials into a note."""
    scheme, mark, rest = url.partition("://")
    end = next((at for at, char in enumerate(rest) if char in "/?\\"), len(rest))
    return scheme + mark + rest[:end].rpartition("@")[2] + rest[end:] if mark else url


def _step(trail: _Trail, reply: Reply, target: str) -> None:
    """Go where a redirect leads. Unanswered if that is not a place on the web, or one that was visited before."""
    try:
        new = urljoin(trail.url, target.strip())
    except ValueError:
        raise Unanswered("it redirects to what is not a URL") from None
    # A redirect keeps the place in the page; a server knows nothing of it.
    new = _without_user(new.partition("#")[0])
    if not is_web(new):
        raise Unanswered(f"it redirects to the scheme {split(new).scheme or 'of nothing'!s}")
    if new in trail.seen:
        raise Unanswered("it redirects in a circle")
    trail.seen.add(new)
    # What a redirect says to one reader it need not say to the next.
    varies = any(word in reply.headers.get("vary", "").lower() for word in ("accept-language", "cookie", "user-agent"))
    trail.for_good = trail.for_good and reply.code in _PERMANENT and not varies
    if trail.for_good:
        trail.moved = new
    trail.url = new


def _verdict(resource: Resource, trail: _Trail, reply: Reply, body: bool) -> Answer:
    final = trail.url if trail.url != resource.url else ""
    reason = _named(reply.code)
    if final:
        reason += f" at {trail.url}"
    answer = Answer(resource.url, "unknown", reason, reply.code, final=final)
    if reply.code in _GONE:
        return answer._replace(status="dead")
    if not 200 <= reply.code < 300:
        return answer
    if final and _LOGIN.search(split(final).path) and not _LOGIN.search(split(resource.url).path):
        return answer._replace(reason="it asks to log in")
    answer = answer._replace(status="alive", moved=trail.moved)
    return _with_page(answer, resource, reply) if body else answer


def _with_page(answer: Answer, resource: Resource, reply: Reply) -> Answer:
    kind = reply.headers.get("content-type", "")
    answer = answer._replace(titled=True, sought=resource.fragments)
    if not is_page(kind):
        return answer
    text = text_of(reply.body, kind)
    # An anchor may be after what was read.
    missing = missing_anchors(text, resource.fragments) if reply.whole else ()
    return answer._replace(title=title_of(text), missing=missing)


def _named(code: int) -> str:
    from http import HTTPStatus

    try:
        return f"{code} {HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def _retry_after(reply: Reply, now: float) -> float | None:
    """The seconds that a server asks to wait, given as a number or as a date; None if it does not say."""
    value = reply.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    if not _HTTP_DATE.match(value):
        return None
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, OverflowError):
        return None
