"""`vaultlint links --online` and `--offline`: check the URLs of notes and report the results."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from vaultlint import rule_registry
from vaultlint.cli.apply_fixes import fix_sessions
from vaultlint.cli.links_options import LinksOptions
from vaultlint.cli.options import use_color
from vaultlint.cli.outcome import Outcome, exit_status, gather
from vaultlint.cli.output import Output, report, report_preview
from vaultlint.cli.progress import progress_on_terminal
from vaultlint.cli.say import say
from vaultlint.cli.sessions import cache_folder, check_all, open_sessions, root_of
from vaultlint.engine.session import Session
from vaultlint.errors import Failure
from vaultlint.online.answer_cache import Store
from vaultlint.online.answers import Answer, Answers, fragment_of, resource_key
from vaultlint.online.check_url import Resource
from vaultlint.online.rate_limit import SERVICES, Manners
from vaultlint.report.run import counted
from vaultlint.rule_selection import Selection, names_of
from vaultlint.rules.urls._answers import asked

#: Names other places where services answer, as `arxiv=https://mirror.example,wayback=…`.
VARIABLE = "VAULTLINT_SERVICES"


def report_web(options: LinksOptions) -> int:
    """Ask, or look up what was answered; fix if that is wanted; report. The exit status."""
    selection = _selection(options)
    output = Output.of(options.output, show_fixes=options.fixes.show_fixes)
    sessions = open_sessions(options.paths, options.vault, selection)
    check_all(sessions, options.vault)
    resources = gather_resources(sessions)
    begun = int(time.time())
    answers = _answers(resources, options, sessions)
    known = Answers(answers, strict=options.web.strict, since=begun if options.web.online else begun + 1)
    for session in sessions:
        session.set_answers(known)
    outcome = Outcome()
    fixes = options.fixes
    if fixes.fix or fixes.unsafe_fixes or fixes.diff:
        fix_sessions(sessions, fixes, outcome, writes=not fixes.diff, color=use_color(options.output.color))
    gather(sessions, outcome, fingerprints=output.fingerprints)
    if fixes.diff:
        report_preview(outcome, output)
    else:
        report(outcome, output, use_color(options.output.color))
    if not output.quiet:
        _say_what_is_open(resources, answers)
    return exit_status(outcome, options.status, sessions[0].config.fail_on)


def _selection(options: LinksOptions) -> Selection:
    """Return the rules on online results, except those that the configuration or the command line ignores."""
    asked_for = options.rules.selection
    config = options.vault.load(root_of(options.paths, options.vault))
    names = [name for name in rule_registry.catalogue() if rule_registry.load(name).on is Answers]
    for word in (*(asked_for.select or ()), *asked_for.extend_select):
        if word not in names and names_of(word, "the command line")[1] == [word]:
            raise Failure(f"rule '{word}' does not use online results: run `vaultlint check --select {word}`.")
    chosen = [
        name
        for name in names
        if asked_for.select is None or {name, rule_registry.catalogue()[name], "ALL"} & {*asked_for.select}
    ]
    return Selection(chosen, (), (*config.ignore, *asked_for.ignore), online=True)


def gather_resources(sessions: Iterable[Session]) -> list[Resource]:
    """Web resources that the notes link to, each once; https is preferred where both are written."""
    urls: dict[str, str] = {}
    fragments: dict[str, set[str]] = {}
    titled: set[str] = set()
    for session in sessions:
        for path in session.chosen:
            facts = result.facts if (result := session.results.get(path)) else None
            for one in asked(facts) if facts else ():
                key, plain = resource_key(one.url), one.url.partition("#")[0]
                if key not in urls or (plain[:6].lower() == "https:" and urls[key][:6].lower() != "https:"):
                    urls[key] = plain
                if fragment := fragment_of(one.url):
                    fragments.setdefault(key, set()).add(fragment)
                if one.titled:
                    titled.add(key)
    return [Resource(key, url, tuple(sorted(fragments.get(key, ()))), key in titled) for key, url in urls.items()]


def _answers(resources: Sequence[Resource], options: LinksOptions, sessions: Sequence[Session]) -> dict[str, Answer]:
    folder = None if options.vault.no_cache else cache_folder(options.vault, sessions[0].config)
    store = Store(folder)
    try:
        if options.web.offline:
            return store.load(one.key for one in resources)
        return _ask(resources, options, store)
    except KeyboardInterrupt:
        kept = "What was answered is kept, and the next run asks the rest" if folder else "Nothing is kept"
        raise Failure(f"interrupted. {kept}.") from None
    finally:
        store.close()


def _ask(resources: Sequence[Resource], options: LinksOptions, store: Store) -> dict[str, Answer]:
    from vaultlint.online.crawl import check_urls

    web = options.web
    manners = Manners(
        delay=web.per_host_delay,
        backoff=max(2 * web.per_host_delay, 0.05),
        per_host=web.per_host,
        connections=web.connections,
        timeout=web.timeout,
        retries=web.retries,
        allow_private=web.allow_private,
        services={} if web.no_services else _services(),
    )
    shown = options.vault.shows_progress
    with progress_on_terminal("asking", len(resources), shown=shown, unit="URLs") as progress:
        return check_urls(resources, manners, store, progress=progress, refresh=web.refresh)


def _services() -> Mapping[str, str]:
    """Addresses of services: the usual ones, or those of the environment."""
    places = dict(SERVICES)
    for pair in filter(None, os.environ.get(VARIABLE, "").split(",")):
        name, _, place = pair.strip().partition("=")
        if name not in SERVICES:
            raise Failure(f"{VARIABLE} names the unknown service '{name}'; choose one of {', '.join(SERVICES)}.")
        places[name] = place.rstrip("/")
    return {name: place for name, place in places.items() if place}


def _say_what_is_open(resources: Sequence[Resource], answers: Mapping[str, Answer]) -> None:
    """Print the number of URLs, and those that could not be checked."""
    count = Counter(answers[one.key].status if one.key in answers else "not asked" for one in resources)
    told = ", ".join(f"{count[word]:,} {word}" for word in ("alive", "dead", "unknown", "not asked") if count[word])
    hint = ". --strict reports the unknown ones." if count["unknown"] else "."
    say(f"{counted(len(resources), 'URL')}{': ' + told if told else ''}{hint}")
