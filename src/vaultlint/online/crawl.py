"""Check all URLs of a run that the cache does not answer, host by host, and store every answer."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress

from vaultlint.errors import Failure
from vaultlint.online.addresses import LookUp, Resolver, is_public, system_look_up
from vaultlint.online.answer_cache import SECONDS_BETWEEN, Store
from vaultlint.online.answers import Answer
from vaultlint.online.check_url import Asker, Resource
from vaultlint.online.http import Client
from vaultlint.online.rate_limit import Gates, Manners, host_of
from vaultlint.online.services import Service, ServiceFailed, Services

#: Called with how many resources are settled, and how many there are.
Progress = Callable[[int, int], None]


def is_settled(answer: Answer | None, resource: Resource, now: float) -> bool:
    """Whether an answer still holds and tells all that is wanted of the resource."""
    if answer is None or answer.until <= now:
        return False
    if answer.status != "alive":
        return True
    return set(resource.fragments) <= set(answer.sought) and (answer.titled or not resource.title)


def check_urls(
    resources: Sequence[Resource],
    manners: Manners,
    store: Store,
    *,
    progress: Progress | None = None,
    refresh: bool = False,
    look_up: LookUp = system_look_up,
    judge: Callable[[str], bool] = is_public,
    context: ssl.SSLContext | None = None,
) -> dict[str, Answer]:
    """The answers of all resources, by key. Each is in the store as soon as it is there, also if the run is broken off.

    `refresh` asks again whatever is known; `look_up`, `judge` and `context` say how names, addresses and certificates
    are judged.
    """
    now = time.time()
    answers = {} if refresh else store.load(resource.key for resource in resources)
    open_ = [resource for resource in resources if not is_settled(answers.get(resource.key), resource, now)]
    if open_:
        crawl = _Crawl(manners, store, progress, len(resources), len(resources) - len(open_))
        resolver = Resolver(look_up, _anything if manners.allow_private else judge)
        try:
            answers.update(asyncio.run(crawl.run(open_, resolver, context)))
        except BaseExceptionGroup as group:
            failures, rest = group.split(Failure)
            if failures is None or rest is not None:
                raise
            raise _first(failures) from None
        finally:
            store.save()
    return {resource.key: answers[resource.key] for resource in resources if resource.key in answers}


def _anything(address: str) -> bool:
    return True


def _first(group: BaseExceptionGroup[Failure]) -> Failure:
    """Any one failure of a group: the run ends with one sentence."""
    one = group.exceptions[0]
    return _first(one) if isinstance(one, BaseExceptionGroup) else one


class _Crawl:
    def __init__(self, manners: Manners, store: Store, progress: Progress | None, total: int, done: int) -> None:
        self._manners, self._store, self._progress = manners, store, progress
        self._total, self._done = total, done
        self._answers: dict[str, Answer] = {}
        self._failed: set[str] = set()  # services that are not asked again

    async def run(
        self, resources: Sequence[Resource], resolver: Resolver, context: ssl.SSLContext | None
    ) -> dict[str, Answer]:
        manners = self._manners
        gates = Gates(delay=manners.delay, per_host=manners.per_host, total=manners.connections)
        context = context or _system_context()
        async with Client(resolver, context, connections=manners.connections, timeout=manners.timeout) as client:
            self._asker = Asker(client, gates, manners)
            self._services = Services(self._asker, dict(manners.services))
            direct: list[Resource] = []
            by_service: dict[str, tuple[Service, list[tuple[Resource, str]]]] = {}
            for resource in resources:
                found = self._services.of(resource)
                if found is None:
                    direct.append(resource)
                else:
                    by_service.setdefault(found[0].name, (found[0], []))[1].append((resource, found[1]))
            saving = asyncio.create_task(self._save_now_and_then())
            try:
                async with asyncio.TaskGroup() as self._tasks:
                    self._check_hosts(direct)
                    for service, wanted in by_service.values():
                        self._tasks.create_task(self._ask_service(service, wanted))
            finally:
                saving.cancel()
        return self._answers

    async def _save_now_and_then(self) -> None:
        """A run may wait long for a host, and be killed meanwhile."""
        with suppress(Failure):  # the next save reports it
            while True:
                await asyncio.sleep(SECONDS_BETWEEN)
                self._store.save()

    def _check_hosts(self, resources: Iterable[Resource]) -> None:
        """A queue for each host; it is processed in order, with as many requests at a time as the host allows."""
        by_host: dict[str, list[Resource]] = defaultdict(list)
        for resource in resources:
            by_host[host_of(resource.url)].append(resource)
        for queue in by_host.values():
            left = iter(queue)
            for _ in range(min(self._manners.per_host, len(queue))):
                self._tasks.create_task(self._ask_host(left))

    async def _ask_host(self, queue: Iterator[Resource]) -> None:
        for resource in queue:
            answer = await self._asker.ask(resource)
            if answer.status == "dead":
                answer = answer._replace(archived=await self._services.archived(resource.url))
            self._keep(resource, answer)

    async def _ask_service(self, service: Service, wanted: list[tuple[Resource, str]]) -> None:
        """What the service does not settle goes to the pages' own hosts."""
        for start in range(0, len(wanted), service.batch):
            batch = wanted[start : start + service.batch]
            try:
                answers = {} if service.name in self._failed else await self._services.answer(service, batch)
            except ServiceFailed:
                self._failed.add(service.name)
                answers = {}
            rest = []
            for resource, _ in batch:
                answer = answers.get(resource.key)
                if answer is not None:
                    self._keep(resource, answer._replace(asked=int(time.time())))
                elif service.alone:
                    unknown = Answer(
                        resource.url, "unknown", "the service that knows does not say", asked=int(time.time())
                    )
                    self._keep(resource, unknown)
                else:
                    rest.append(resource)
            self._check_hosts(rest)

    def _keep(self, resource: Resource, answer: Answer) -> None:
        self._answers[resource.key] = self._store.put(resource.key, answer)
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)


def _system_context() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()
