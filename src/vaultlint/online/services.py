"""Titles from services (arXiv, Crossref, GitHub, OpenReview, Wikipedia, YouTube), and archived copies.

A service is asked instead of the page where it knows more, or gladly answers what the page refuses to a program. What
it does not know, the page itself is asked for; a service that fails is not asked again in the same run.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple
from urllib.parse import quote, unquote, urlencode

from vaultlint.online.answers import Answer
from vaultlint.online.check_url import Asker, Resource
from vaultlint.online.http import Unanswered
from vaultlint.pattern import Pattern
from vaultlint.urls.identifier_syntax import is_possible as is_arxiv_id
from vaultlint.urls.parse import host, split
from vaultlint.urls.sites import arxiv_id, bare_arxiv_id, doi_in, site

_VERSIONED = Pattern(r"v\d+$")
_REPOSITORY = Pattern(r"/([A-Za-z0-9-]{1,39})/([A-Za-z0-9._-]{1,100}?)(?:\.git)?/?")
_NOT_OWNERS: Final = frozenset(
    {"topics", "orgs", "sponsors", "features", "marketplace", "settings", "search", "about", "apps", "collections"}
)
_ARTICLE = Pattern(r"/wiki/([^/?#]+)")
_LANGUAGE = Pattern(r"([a-z]{2,3}(?:-[a-z-]{2,12})?)\.(?:m\.)?wikipedia\.org")
_ENTRY_ID = Pattern(r"<id>\s{0,9}https?://arxiv\.org/abs/([^<\s]{1,60})\s{0,9}</id>")
_ENTRY_TITLE = Pattern(r"<title[^<>]{0,99}>([^<]{1,2000})</title>")


class Known(NamedTuple):
    """Answer of a service about an id: its title, or that it does not exist."""

    title: str = ""
    dead: str = ""


@dataclass(slots=True)
class Service:
    """`batch` ids are asked for at once. `alone`: the page itself says nothing, so that silence leaves it open."""

    name: str
    batch: int
    id_of: Callable[[str], str | None]
    look_up: Callable[[Services, Sequence[str]], Awaitable[dict[str, Known]]]
    alone: bool = False


class ServiceFailed(Exception):
    """The service does not answer as it should."""


class Services:
    """The services that a run may ask, by where they answer."""

    def __init__(self, asker: Asker, places: dict[str, str]) -> None:
        self._asker, self.places = asker, places

    def of(self, resource: Resource) -> tuple[Service, str] | None:
        """The service that knows a resource, and the id under which it does; None where the page is to be asked."""
        for service in ALL:
            # Anchors stand in the page only.
            if service.name in self.places and (service.alone or not resource.fragments):
                found = service.id_of(resource.url)
                if found:
                    return service, found
        return None

    async def answer(self, service: Service, wanted: Sequence[tuple[Resource, str]]) -> dict[str, Answer]:
        """Resource key → what the service says; what is missing is not known to it. ServiceFailed."""
        try:
            known = await service.look_up(self, list(dict.fromkeys(one for _, one in wanted)))
        except (Unanswered, ValueError, AttributeError, LookupError, TypeError) as error:
            raise ServiceFailed(str(error)) from None
        answers: dict[str, Answer] = {}
        for resource, found in wanted:
            one = known.get(found)
            if one is not None and one.dead:
                answers[resource.key] = Answer(resource.url, "dead", one.dead, 404)
            elif one is not None:
                title = " ".join(one.title.split())[:300]
                sought = resource.fragments
                answers[resource.key] = Answer(
                    resource.url, "alive", "200 OK", 200, title=title, titled=True, sought=sought
                )
        return answers

    async def archived(self, url: str) -> str:
        """A copy of a page in the Wayback Machine; "" if there is none or the service does not answer."""
        if "wayback" not in self.places:
            return ""
        try:
            found = await self.json(f"{self.places['wayback']}/wayback/available?{urlencode({'url': url})}")
            copy = found["archived_snapshots"]["closest"]
            place = str(copy["url"]) if copy.get("available") is True else ""
        except (Unanswered, ServiceFailed, ValueError, AttributeError, LookupError, TypeError):
            return ""
        return place.replace("http://web.archive.org/", "https://web.archive.org/", 1) if place[:4] == "http" else ""

    async def text(self, url: str) -> tuple[int, str]:
        reply = await self._asker.request("GET", url, body=True)
        return reply.code, reply.body.decode("utf-8", "replace")

    async def json(self, url: str) -> Any:
        """What a service answers; None for 404. ServiceFailed for any other refusal."""
        code, text = await self.text(url)
        if code == 404:
            return None
        if code != 200:
            raise ServiceFailed(f"it answers {code}")
        return json.loads(text)


def _place(url: str) -> tuple[str, str]:
    """The host under which a URL is compared, and its path."""
    parts = split(url)
    return site(host(parts.authority or "")[0])[0], parts.path


def _arxiv_of(url: str) -> str | None:
    name, path = _place(url)
    written = arxiv_id(name, path) if name == "arxiv.org" else None
    if not written:
        return None
    written = written.strip("/").removesuffix(".pdf")
    # One id that it cannot read makes the service refuse all of a batch.
    if not is_arxiv_id(written):
        return None
    version = _VERSIONED.search(written)
    return bare_arxiv_id(written) + (version[0] if version else "")


async def _arxiv(services: Services, ids: Sequence[str]) -> dict[str, Known]:
    asked = urlencode({"id_list": ",".join(ids), "max_results": len(ids)})
    code, feed = await services.text(f"{services.places['arxiv']}/api/query?{asked}")
    if code != 200:
        raise Unanswered(f"it answers {code}")
    from html import unescape

    found: dict[str, Known] = {}
    for entry in feed.split("<entry>")[1:]:
        named, title = _ENTRY_ID.search(entry), _ENTRY_TITLE.search(entry)
        if named and title:
            known = Known(unescape(title[1]))
            written = named[1].lower()
            found[written] = found[bare_arxiv_id(written)] = known
    return found


def _doi_of(url: str) -> str | None:
    name, path = _place(url)
    return doi_in(name, path) if name in ("doi.org", "dx.doi.org") else None


async def _crossref(services: Services, ids: Sequence[str]) -> dict[str, Known]:
    found = await services.json(f"{services.places['crossref']}/works/{quote(unquote(ids[0]), safe='')}")
    if found is None:
        return {}  # other agencies give DOIs as well
    titles = found["message"].get("title") or [""]
    return {ids[0]: Known(str(titles[0]))}


def _repository_of(url: str) -> str | None:
    name, path = _place(url)
    found = _REPOSITORY.fullmatch(path) if name == "github.com" else None
    return f"{found[1]}/{found[2]}" if found and found[1].lower() not in _NOT_OWNERS else None


async def _github(services: Services, ids: Sequence[str]) -> dict[str, Known]:
    try:
        found = await services.json(f"{services.places['github']}/repos/{ids[0]}")
    except ServiceFailed as error:
        # A repository that was renamed is answered with a redirect, which the page's own answer tells better.
        if "30" in str(error):
            return {}
        raise ValueError(str(error)) from None
    if found is None:
        return {}
    description = found.get("description")
    return {ids[0]: Known(f"{found['full_name']}: {description}" if description else str(found["full_name"]))}


def _openreview_of(url: str) -> str | None:
    name, path = _place(url)
    if name != "openreview.net" or path not in ("/forum", "/pdf"):
        return None
    return next(
        (parameter[3:] for parameter in (split(url).query or "").split("&") if parameter.startswith("id=")), None
    )


async def _openreview(services: Services, ids: Sequence[str]) -> dict[str, Known]:
    found = await services.json(f"{services.places['openreview']}/notes?{urlencode({'id': unquote(ids[0])})}")
    notes = found["notes"] if found else []
    if not notes:
        return {}
    title = notes[0]["content"].get("title", "")
    return {ids[0]: Known(str(title["value"] if isinstance(title, dict) else title))}


def _article_of(url: str) -> str | None:
    parts = split(url)
    language = _LANGUAGE.fullmatch(host(parts.authority or "")[0])
    article = _ARTICLE.fullmatch(parts.path)
    if not language or not article or parts.query:
        return None
    title = unquote(article[1]).replace("_", " ")
    return f"{language[1]}:{title}" if "|" not in title else None


async def _wikipedia(services: Services, ids: Sequence[str]) -> dict[str, Known]:
    found: dict[str, Known] = {}
    languages = dict.fromkeys(identifier.partition(":")[0] for identifier in ids)
    for language in languages:
        titles = [identifier.partition(":")[2] for identifier in ids if identifier.partition(":")[0] == language]
        place = services.places["wikipedia"].replace("{language}", language)
        asked = {
            "action": "query",
            "format": "json",
            "formatversion": "2",
            "redirects": "1",
            "titles": "|".join(titles),
        }
        result = (await services.json(f"{place}/w/api.php?{urlencode(asked)}"))["query"]
        there = {page["title"] for page in result.get("pages", ()) if not (page.get("missing") or page.get("invalid"))}
        called = {one["from"]: one["to"] for step in ("normalized", "redirects") for one in result.get(step, ())}
        for title in titles:
            name = title
            for _ in range(3):  # from its spelling to its redirect to the article
                name = called.get(name, name)
            if name in there:
                found[f"{language}:{title}"] = Known(name)
    return found


def _video_of(url: str) -> str | None:
    from vaultlint.urls.canonical import keys

    name, _ = _place(url)
    same = keys(url).same
    if name != "youtube.com" or not same.startswith("youtube.com/watch?"):
        return None
    return next(
        (
            parameter[2:]
            for parameter in same.partition("?")[2].partition("#")[0].split("&")
            if parameter.startswith("v=")
        ),
        None,
    )


async def _youtube(services: Services, ids: Sequence[str]) -> dict[str, Known]:
    watch = f"https://www.youtube.com/watch?v={ids[0]}"
    code, text = await services.text(
        f"{services.places['youtube']}/oembed?{urlencode({'format': 'json', 'url': watch})}"
    )
    if code == 404:
        return {ids[0]: Known(dead="404: YouTube has no such video")}
    if code in (400, 401, 403):
        return {}
    if code != 200:
        raise Unanswered(f"it answers {code}")
    return {ids[0]: Known(str(json.loads(text)["title"]))}


#: Each id belongs to one of them.
ALL: Final = (
    Service("arxiv", 50, _arxiv_of, _arxiv),
    Service("crossref", 1, _doi_of, _crossref),
    Service("github", 1, _repository_of, _github),
    Service("openreview", 1, _openreview_of, _openreview),
    Service("wikipedia", 40, _article_of, _wikipedia),
    # A page of YouTube answers 200 for a video that is gone.
    Service("youtube", 1, _video_of, _youtube, alone=True),
)
