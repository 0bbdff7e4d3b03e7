"""`vaultlint links`: list links, show views of the link graph, or check URLs online."""

from __future__ import annotations

from vaultlint.cli.help import command
from vaultlint.cli.links_list import list_links
from vaultlint.cli.links_options import LinksOptions
from vaultlint.cli.parameters import takes
from vaultlint.errors import Failure, needs_extra


@command()
@takes(LinksOptions)
def links(options: LinksOptions) -> int:
    """List every link and what it resolves to, or one view of them.

    With --online, check external links instead: each URL once, at a polite pace per host. Reports URLs that are dead
    (exit status 1), that moved, or whose title differs from the link text. Answers are cached and refreshed when they
    have grown old.

    \b
    Examples:
      vaultlint links --format dot | dot -Tsvg -o vault.svg
      vaultlint links --missing --at-least 2
      vaultlint links --backlinks "Projects/Plan"
    """
    web, views = options.web, options.views.chosen
    if len(views) > 1:
        raise Failure(f"--{views[0]} and --{views[1]} are two lists: give one of them.")
    if web.online or web.offline:
        if web.online and web.offline:
            raise Failure("--online and --offline cannot be used together.")
        if views:
            raise Failure(f"--{views[0]} lists links without the web: leave out --online and --offline.")
        with needs_extra("online", "--online" if web.online else "--offline"):
            from vaultlint.cli.links_online import report_web
        return report_web(options)
    _refuse_online_options(options)
    return list_links(options, views[0] if views else None)


def _refuse_online_options(options: LinksOptions) -> None:
    only_online = {
        "fix": options.fixes.fix,
        "unsafe-fixes": options.fixes.unsafe_fixes,
        "strict": options.web.strict,
        "refresh": options.web.refresh,
        "select": options.rules.select,
    }
    for name, value in only_online.items():
        if value:
            raise Failure(f"--{name} needs --online or --offline.")
    if options.fixes.diff and not options.views.create:
        raise Failure("--diff needs --create, --online or --offline.")
    if options.views.create and not options.views.missing:
        raise Failure("--create needs --missing.")
