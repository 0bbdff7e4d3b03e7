"""Open sessions for the given paths and options: which vaults, which of their notes, which rules."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from vaultlint import rule_registry
from vaultlint.cli.baseline_file import DEFAULT_NAME
from vaultlint.cli.options import VaultOptions
from vaultlint.cli.progress import progress_on_terminal
from vaultlint.cli.say import say, shown_path
from vaultlint.config import Config
from vaultlint.engine.overlay import Overlay
from vaultlint.engine.plan import Plan, make_plan
from vaultlint.engine.session import Scope, Session
from vaultlint.engine.workers import available_jobs, spare_collecting
from vaultlint.errors import Failure
from vaultlint.escape import visible
from vaultlint.git_process import allow_git
from vaultlint.online.answers import Answers
from vaultlint.rule_selection import Selection
from vaultlint.vault.files import Filter, Tree, choose, find_root, relative, scan
from vaultlint.vault.flavor import flavor_of

if TYPE_CHECKING:
    from vaultlint.cache.previous_run import CachedRun

#: Fewer notes are checked sooner than a cache is read.
FEWEST_FOR_CACHE = 150


def root_of(paths: Sequence[Path], options: VaultOptions) -> Path:
    """The vault's root, as it is named by the user or found from the paths."""
    if options.vault is not None:
        if not options.vault.is_dir():
            raise Failure(f"{options.vault}: no such folder. --vault takes the root folder of a vault.")
        return options.vault.absolute()
    return find_root(paths or [Path.cwd()])


def open_sessions(
    paths: Sequence[Path],
    options: VaultOptions,
    selection: Selection | None = None,
    *,
    force_exclude: bool = False,
    standard_input: tuple[str, bytes] | None = None,
) -> list[Session]:
    """A session for each vault that the paths reach into; usually one.

    `standard_input` is a file name and the bytes to check as that note, whatever is on the disk.
    """
    allow_git(not options.no_git)
    for path in paths:
        if not path.exists() and not path.is_symlink():
            raise Failure(f"{path}: no such file or folder.")
    anchors = [*paths, *([Path(standard_input[0])] if standard_input else [])]
    root = root_of(anchors, options)
    config = options.load(root, needs_rules=selection is None or selection.select is None or bool(selection.select))
    _refuse_web_rules(selection)
    tree = scan(root, follow_links=config.follow_links)
    _say_not_followed(tree)
    if standard_input is not None:
        config = with_flavor(config, tree)
        return [_standard_input(tree, config, make_plan(config, selection), standard_input)]
    wanted = list(paths) or [root]
    chosen = list(choose(tree, wanted, _filter(tree, config), force_exclude=force_exclude))
    covers_all = any(relative(root, path) == "" for path in wanted)
    sessions: list[Session] = []
    for part, notes in _by_vault(tree, chosen):
        own = with_flavor(config, part, announce=not sessions)
        notes = _without_copies(part, notes)
        whole = covers_all or _covered(root, part.root, wanted)
        scope = Scope(notes, whole, takes=partial(_takes, part, config))
        sessions.append(Session(Overlay(part), scope, own, make_plan(own, selection)))
    if not options.isolated:
        _say_not_used([session.root for session in sessions if session.root != root])
    return sessions


def with_flavor(config: Config, tree: Tree, *, announce: bool = True) -> Config:
    """Return the configuration with the flavor of the folder; unless it is configured, name it on standard error."""
    flavor = flavor_of(tree, config.flavor)
    if announce and flavor.program:
        say(
            f"vaultlint: this is a folder of {flavor.program}, which resolves links between notes in its own "
            "way, so these are not checked."
        )
    elif announce and config.flavor is None and flavor.name == "commonmark":
        say('vaultlint: no .obsidian and no wikilinks here, so links are read as on GitHub (flavor = "commonmark").')
    return replace(config, flavor=flavor.name, program=flavor.program)


def _without_copies(tree: Tree, notes: list[str]) -> list[str]:
    """The notes without the backups that another program keeps of them."""
    copies = flavor_of(tree, "obsidian").copies
    return [path for path in notes if not path.startswith(copies)] if copies else notes


def _takes(tree: Tree, config: Config, path: str) -> bool:
    """Whether a note that is created after the vault was scanned is to be checked."""
    return not _filter(replace(tree, files=[path]), config).skips(path)


def _say_not_followed(tree: Tree) -> None:
    """Say on standard error which symbolic links lead out of the vault."""
    links = tree.not_followed
    if links:
        shown = ", ".join(visible(path) for path in links[:3]) + (", …" if len(links) > 3 else "")
        what = "symbolic link leads" if len(links) == 1 else "symbolic links lead"
        hint = "To read what they lead to, set follow-links in a configuration that you trust"
        say(f"vaultlint: {len(links):,} {what} out of the vault, so nothing is read there: {shown}. {hint}.")


def _say_not_used(vaults: Sequence[Path]) -> None:
    """Say on standard error which of these vaults have a configuration or baseline of their own."""
    names = ("vaultlint.toml", ".vaultlint.toml", DEFAULT_NAME)
    files = [vault / name for vault in vaults for name in names if (vault / name).is_file()]
    if files:
        shown = shown_path(files[0]) + (f" and {len(files) - 1:,} more" if len(files) > 1 else "")
        hint = f"To use them, name one vault: `vaultlint check {shown_path(files[0].parent)}`"
        say(f"vaultlint: a run over several vaults does not use their own files: {shown}. {hint}.")


def _refuse_web_rules(selection: Selection | None) -> None:
    """Failure if a rule is asked for by name that nothing but the web's answers can feed."""
    if selection is None or selection.online:
        return
    for name in (*(selection.select or ()), *selection.extend_select):
        if name in rule_registry.catalogue() and rule_registry.load(name).on is Answers:
            raise Failure(f"the rule '{name}' needs answers from the web: run `vaultlint links --online`.")


def _filter(tree: Tree, config: Config) -> Filter:
    return Filter(tree, [*config.exclude, *config.extend_exclude], config.respect_gitignore)


def _covered(root: Path, part: Path, wanted: Sequence[Path]) -> bool:
    return part != root and any(part.is_relative_to(path.absolute()) for path in wanted)


def _standard_input(tree: Tree, config: Config, plan: Plan, given: tuple[str, bytes]) -> Session:
    name, data = given
    path = relative(tree.root, Path(name))
    if not path:
        raise Failure(f"--stdin-filename {name} lies outside the vault {tree.root}. Name the vault with --vault.")
    if path not in tree.files:
        tree.files = sorted([*tree.files, path])
    return Session(Overlay(tree, {path: data}), Scope([path], whole=False), config, plan)


def _by_vault(tree: Tree, chosen: list[str]) -> list[tuple[Tree, list[str]]]:
    """The tree itself; if it is not a vault but holds some, each of these by itself (links do not cross vaults)."""
    if (tree.root / ".obsidian").is_dir() or not tree.nested:
        return [(tree, chosen)]
    vaults: list[str] = []
    for folder in tree.nested:  # sorted, so that an outer vault comes before one inside it
        if not any(folder.startswith(outer + "/") for outer in vaults):
            vaults.append(folder)
    parts = []
    for folder in vaults:
        prefix = folder + "/"
        inside = tree.part(prefix)
        notes = [one[len(prefix) :] for one in chosen if one.startswith(prefix)]
        if notes:
            parts.append((inside, notes))
    prefixes = tuple(folder + "/" for folder in vaults)
    rest = replace(tree, files=[one for one in tree.files if not one.startswith(prefixes)])
    outside = [one for one in chosen if not one.startswith(prefixes)]
    return [*([(rest, outside)] if outside or tree.unreadable or not parts else []), *parts]


def cache_folder(options: VaultOptions, config: Config) -> Path:
    """Folder of the cache: from the command line, the environment, the configuration, or the system."""
    if options.cache_dir is not None:
        return options.cache_dir.absolute()
    from vaultlint.cache.store import VARIABLE, default_folder

    return Path(config.cache_dir) if config.cache_dir and VARIABLE not in os.environ else default_folder()


def check_all(
    sessions: Sequence[Session],
    options: VaultOptions,
    *,
    cached_for: Selection | None = None,
    facts_only: bool = False,
) -> dict[Path, CachedRun]:
    """Check every session's notes, with progress on a terminal.

    What the previous run under the selection `cached_for` found is taken from the cache, and this run's results are
    kept there. `facts_only`, for runs without rules, takes the facts of a run of any options and keeps nothing. The
    answer is what was used of the cache, by the root of the vault.
    """
    spare_collecting()
    total = sum(len(session.chosen) for session in sessions)
    jobs = options.jobs or available_jobs()
    uses_cache = facts_only or cached_for is not None
    previous = previous_runs(sessions, options, cached_for, facts_only=facts_only) if uses_cache else {}
    with progress_on_terminal("checking", total, shown=options.shows_progress) as progress:
        for session in sessions:
            if uses_cache and session.root not in previous:
                session.borrow_facts(_lender(session, options))
            session.check_all(jobs, progress, previous.get(session.root))
    return previous


def _lender(session: Session, options: VaultOptions) -> Callable[[], CachedRun | None]:
    """Source of facts from the last run over the whole vault, for a run over a part of it."""

    @cache
    def lender() -> CachedRun | None:
        if options.no_cache or len(session.tree.files) < FEWEST_FOR_CACHE:
            return None
        from vaultlint.cache.keys import facts_key
        from vaultlint.cache.previous_run import CachedRun

        folder = cache_folder(options, session.config)
        return CachedRun(session.tree, (), session.plan, session.settings, folder, facts_key(), whole=False)

    return lender


def previous_runs(
    sessions: Sequence[Session], options: VaultOptions, selection: Selection | None, *, facts_only: bool = False
) -> dict[Path, CachedRun]:
    """By the root of the vault. A cache knows the disk, and whole notes; a small vault is checked sooner without."""
    large = [
        session
        for session in sessions
        if len(session.chosen) >= FEWEST_FOR_CACHE and session.overlay.is_saved and not session.scope.only
    ]
    if options.no_cache or not large:
        return {}
    from vaultlint.cache.keys import facts_key, key_of
    from vaultlint.cache.previous_run import CachedRun

    key = None if facts_only else key_of(large[0].config, selection)
    if key is None and not facts_only:
        return {}
    folder, made_by = cache_folder(options, large[0].config), facts_key()
    return {
        session.root: CachedRun(
            session.tree,
            session.chosen,
            session.plan,
            session.settings,
            folder,
            made_by,
            key,
            whole=session.whole,
        )
        for session in large
    }
