"""Options of `vaultlint links`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from vaultlint.cli.options import FixOptions, OutputOptions, RuleOptions, StatusOptions, VaultOptions
from vaultlint.cli.parameters import argument, flag, group, option
from vaultlint.online.rate_limit import Manners
from vaultlint.report import formats
from vaultlint.vault import graph_formats, link_table

_DEFAULT = Manners()


@dataclass(frozen=True, kw_only=True)
class LinkFixOptions(FixOptions):
    """Fixes of what servers answered."""

    unsafe_fixes: bool = flag("--unsafe-fixes", help="Write the new URL of pages that moved permanently.")


#: Formats of the list of links, and of its views; those of the graph; what `--online` reports has its own.
LIST_FORMATS = link_table.FORMATS
GRAPH_FORMATS = graph_formats.FORMATS


@dataclass(frozen=True, kw_only=True)
class ViewOptions:
    """Options that select the links or notes to list."""

    missing: bool = flag("--missing", help="List notes that links ask for and that do not exist, most wanted first.")
    orphans: bool = flag("--orphans", help="List notes to which no other note links.")
    dead_ends: bool = flag("--dead-ends", help="List notes that link to no other note.")
    backlinks: str | None = option("--backlinks", metavar="NOTE", help="List the links to a note.")
    external: bool = flag("--external", help="List the links to the web.")
    at_least: int = option(
        "--at-least", type=click.IntRange(1), default=1, metavar="N",
        help="With --missing: only notes that N notes ask for.",
    )  # fmt: skip
    create: bool = flag("--create", help="With --missing: create the notes, from the vault's template.")
    template: str | None = option("--template", metavar="NOTE", help="With --create: the template of the new notes.")
    yes: bool = flag("--yes", "-y", help="With --create: do not ask.")

    @property
    def chosen(self) -> list[str]:
        """The views that are asked for, as their options are written, without dashes in front."""
        named = {
            "missing": self.missing,
            "orphans": self.orphans,
            "dead-ends": self.dead_ends,
            "backlinks": self.backlinks is not None,
            "external": self.external,
        }
        return [name for name, given in named.items() if given]


@dataclass(frozen=True, kw_only=True)
class LinkOutputOptions(OutputOptions):
    """One option names the format of whatever is printed."""

    output_format: Sequence[str] = option(
        "--format", "--output-format", "-f", multiple=True, metavar="FORMAT",
        help=f"One of {', '.join((*LIST_FORMATS, *GRAPH_FORMATS))}; with --online one of {', '.join(formats())}.",
        shell_complete=lambda ctx, param, word: [
            name for name in (*LIST_FORMATS, *GRAPH_FORMATS) if name.startswith(word)
        ],
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class OnlineOptions:
    """Options of requests to servers."""

    online: bool = flag("--online", help="Check URLs online: dead, moved, or with another title.")
    offline: bool = flag("--offline", help="Like --online, but use only cached answers.")
    strict: bool = flag("--strict", help="Also report checks without a result: timeouts, refusals.")
    refresh: bool = flag("--refresh", help="Ignore cached answers.")
    allow_private: bool = flag("--allow-private", help="Also check addresses of this machine and of private networks.")
    no_services: bool = flag("--no-services", help="Contact the linked hosts only: no archive, no title services.")
    per_host_delay: float = option(
        "--per-host-delay",
        type=click.FloatRange(0, 3600),
        default=_DEFAULT.delay,
        show_default=True,
        metavar="SECONDS",
        help="Delay between requests to one host.",
    )
    per_host: int = option(
        "--per-host",
        type=click.IntRange(1, 8),
        default=_DEFAULT.per_host,
        show_default=True,
        metavar="N",
        help="Simultaneous connections per host.",
    )
    connections: int = option(
        "--connections",
        type=click.IntRange(1, 256),
        default=_DEFAULT.connections,
        show_default=True,
        metavar="N",
        help="Simultaneous connections in total.",
    )
    timeout: float = option(
        "--timeout",
        type=click.FloatRange(0.1, 600),
        default=_DEFAULT.timeout,
        show_default=True,
        metavar="SECONDS",
        help="Request timeout.",
    )
    retries: int = option(
        "--retries", type=click.IntRange(0, 10), default=_DEFAULT.retries, show_default=True,
        metavar="N", help="Number of retries.",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class LinksOptions:
    """Options of `links`."""

    paths: Sequence[Path] = argument(nargs=-1, type=click.Path(path_type=Path))
    views: ViewOptions = group(ViewOptions)
    web: OnlineOptions = group(OnlineOptions)
    fixes: LinkFixOptions = group(LinkFixOptions)
    output: LinkOutputOptions = group(LinkOutputOptions)
    status: StatusOptions = group(StatusOptions)
    rules: RuleOptions = group(RuleOptions)
    vault: VaultOptions = group(VaultOptions)
