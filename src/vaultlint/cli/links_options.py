"""What `vaultlint links` takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from vaultlint.cli.options import FixOptions, OutputOptions, RuleOptions, StatusOptions, VaultOptions
from vaultlint.cli.parameters import argument, flag, group, option
from vaultlint.online.rate_limit import Manners

_DEFAULT = Manners()


@dataclass(frozen=True, kw_only=True)
class LinkFixOptions(FixOptions):
    """Fixes of what servers answered."""

    unsafe_fixes: bool = flag("--unsafe-fixes", help="Write the new URL of pages that moved permanently.")


@dataclass(frozen=True, kw_only=True)
class OnlineOptions:
    """How servers are asked."""

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
    """What `links` takes."""

    paths: Sequence[Path] = argument(nargs=-1, type=click.Path(path_type=Path))
    form: str | None = option(
        "--format", type=click.Choice(["text", "json", "dot", "graphml"]), help="Format of the list [default: text]."
    )
    web: OnlineOptions = group(OnlineOptions)
    fixes: LinkFixOptions = group(LinkFixOptions)
    output: OutputOptions = group(OutputOptions)
    status: StatusOptions = group(StatusOptions)
    rules: RuleOptions = group(RuleOptions)
    vault: VaultOptions = group(VaultOptions)
