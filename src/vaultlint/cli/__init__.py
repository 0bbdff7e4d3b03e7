"""The command line: arguments in, exit status out. One module per command, imported when the command runs."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from vaultlint import __version__
from vaultlint.errors import Failure

#: Command → its module in this package, and what `--help` says of it.
COMMANDS = {
    "check": ("check", "Report problems in notes."),
    "fix": ("check", "Apply safe fixes."),
    "format": ("format", "Format notes, and verify that nothing but layout changed."),
    "links": ("links", "List every link and what it resolves to."),
    "explain": ("explain", "Print a rule's page."),
    "rules": ("explain", "Print the table of rules."),
    "mv": ("mv", "Rename a note, attachment, folder, tag, heading or block, and every link to it."),
    "attachments": ("attachments", "List missing, unused, duplicate and large attachments."),
    "report": ("report", "Write one page on the state of the vault."),
    "undo": ("history", "Revert a run that wrote files."),
    "redo": ("history", "Bring back what the last undo reverted."),
    "history": ("history", "List the runs that wrote files."),
    "baseline": ("baseline", "Accept today's problems, so that only new ones fail."),
    "server": ("server", "Run the language server for an editor."),
    "init": ("init", "Write a starter configuration."),
    "config": ("config", "Show the effective configuration and where it comes from."),
    "clean": ("clean", "Remove the cache and leftover temporary files."),
    "completion": ("completion", "Print or install shell completion."),
}


#: The exit status after Ctrl-C, as shells have it.
INTERRUPTED = 130

#: Set to show the traceback of an internal error.
DEBUG = "VAULTLINT_DEBUG"


class _ReaderGone(Exception):
    """The program that reads the output has ended (`vaultlint check | head`)."""


class _Commands(click.Group):
    """A group that imports a command's module only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"vaultlint.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands without importing any, then the options."""
        found = [CompletionItem(name, help=text) for name, (_, text) in COMMANDS.items() if name.startswith(incomplete)]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _ReaderGone from None  # of this one, click would end the process with 1

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from vaultlint.rule_selection import nearest

            raise click.UsageError(f"no such command '{args[0]}'.{nearest(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="vaultlint", message="%(prog)s %(version)s")
def cli() -> None:
    """A linter and formatter for Obsidian-style vaults of Markdown notes."""


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit status; a failure is one sentence on standard error and 2, or 130."""
    _settle_streams()
    try:
        _interrupt_on_signals()
        status = cli.main(list(arguments), prog_name="vaultlint", standalone_mode=False)
        sys.stdout.flush()
    except Failure as failure:
        return _fail(str(failure))
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _fail("interrupted. Notes already written are whole; `vaultlint history` lists them.", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        return 2
    except (BrokenPipeError, _ReaderGone):
        # Nothing is wrong with the run.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not error.filename:  # from `os.getcwd`
            return _fail("the current folder has been deleted. Change to one that is there.")
        place = f"{error.filename}: " if error.filename else ""
        return _fail(f"{place}{error.strerror or error}.")
    except MemoryError:
        return _fail("there is not enough memory. Try --jobs 1, or fewer notes.")
    except Exception as error:
        return _fail(_unexpected(error))
    return status if isinstance(status, int) else 0


def _settle_streams() -> None:
    """No character may stop a run, and what a program reads is UTF-8 (Windows gives pipes a code page).

    A stream that was closed (`>&-`) is opened to nowhere: else the next file to be opened would take its number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            forced = stream.isatty() or "PYTHONIOENCODING" in os.environ
            stream.reconfigure(encoding=None if forced else "utf-8", errors="backslashreplace")


def _interrupt_on_signals() -> None:
    """Treat SIGTERM, and the end of the terminal, like Ctrl-C: workers end, temporary files go."""
    import signal

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        try:
            if number is not None and signal.getsignal(number) == signal.SIG_DFL:
                signal.signal(number, signal.default_int_handler)
        except ValueError:  # not in the main thread
            return


def _unexpected(error: Exception) -> str:
    """Return the sentence for a defect of vaultlint: what and where, and how to report it."""
    import traceback

    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {os.path.basename(frames[-1].filename)}, line {frames[-1].lineno}" if frames else ""
    what = f"{type(error).__name__}{where}: {str(error)[:200]}".rstrip(": ")
    return (
        f"internal error ({what}). This is a defect of vaultlint: please report it with the command and, "
        f"if you can, the note. {DEBUG}=1 shows the traceback."
    )


def _fail(message: str, status: int = 2) -> int:
    from vaultlint.escape import visible

    message = visible(message)  # it may hold names and values of a stranger's vault
    click.echo(f"vaultlint: {message}{'' if message.endswith(('.', '?')) else '.'}", err=True)
    return status
