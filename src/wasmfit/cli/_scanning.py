"""Options of every command that scans a tree, and the scan they ask for."""

import argparse
import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wasmfit.cli import _known
from wasmfit.cli._outputs import STDOUT
from wasmfit.errors import UsageError, one_line

if TYPE_CHECKING:
    from wasmfit.config import Config
    from wasmfit.model.report import Report
    from wasmfit.pipeline import Options, Reported

MOST_JOBS = 8

YOUNG = 10_000
"""New objects before Python looks for circles; a scan makes millions of values and hardly any."""


def add_scanning(parser: argparse.ArgumentParser) -> None:
    """Offer what says which tree to scan, and how."""
    parser.add_argument("path", nargs="?", default=".", help="a directory or a file (default: .)")
    for option, metavar, meaning in (
        ("--target", "PROFILE", "target, or target+host; repeatable, the first is primary"),
        ("--host", "HOST", "judge the first target inside a host, too; repeatable"),
        ("--toolchain", "LANGUAGE=ID", "the toolchain to use for a language; repeatable"),
        ("--exclude", "PATTERN", "leave these paths out, as in .gitignore; repeatable"),
    ):
        parser.add_argument(option, action="append", default=[], metavar=metavar, help=meaning)
    parser.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="settings to use instead of the tree's own wasmfit.toml or pyproject.toml",
    )
    parser.add_argument(
        "--no-repo-config",
        action="store_true",
        help="do not trust settings that come with the scanned tree",
    )
    parser.add_argument("--jobs", type=int, default=0, help="reading processes (0: one per core)")
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help="read every file anew and keep nothing (the cache is in $WASMFIT_CACHE_DIR, or where"
        " the system keeps caches)",
    )
    _known.add_rules(parser)


def settings(options: argparse.Namespace) -> "Config":
    """The settings that are in force; what they say to the user goes to stderr."""
    from wasmfit.config import load

    found = load(Path(options.path), file=options.config, trusted=not options.no_repo_config)
    for notice in (*found.notices, *_hiding(found)):
        say(notice)
    return found


def _hiding(found: "Config") -> Iterator[str]:
    """Settings of a tree may hide findings, but never quietly."""
    hidden = {
        "exclude": len(found.excludes),
        "ignores": len(found.ignores),
        "roles": len(found.roles),
        "guards": len(found.guards),
    }
    counts = ", ".join(f"{number} in {key}" for key, number in hidden.items() if number)
    if counts:
        yield f"{found.origin} leaves things out ({counts}; --no-repo-config distrusts it)"


def scanned(options: argparse.Namespace, found: "Config") -> "Reported":
    """Scan as the command line says, then as the settings say."""
    from wasmfit.cli._progress import shown
    from wasmfit.pipeline import reported

    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
    with shown() as progress:
        return reported(Path(options.path), _options(options, found, progress))


def saved(name: str) -> "Report":
    """The report in a file; UsageError when it cannot be read or is none."""
    from wasmfit.render._saved import read

    if name == STDOUT:
        return read(sys.stdin.buffer.read(), "standard input")
    try:
        return read(Path(name).read_bytes(), name)
    except OSError as error:
        message = f"{name}: cannot be read: {error.strerror} (name a JSON report)"
        raise UsageError(message) from error


def add_saved(parser: argparse.ArgumentParser) -> None:
    """Offer to read a report in place of scanning."""
    parser.add_argument(
        "--from",
        dest="report",
        metavar="REPORT",
        help="a file written with scan -o json=FILE, in place of scanning (-: standard input)",
    )


def saved_or_scanned(options: argparse.Namespace) -> "Report":
    """The report that --from names, else that of a scan."""
    return saved(options.report) if options.report else scanned(options, settings(options)).report


def say(notice: str) -> None:
    """A line for a person, apart from what a program may read; control characters escaped."""
    print(f"wasmfit: note: {one_line(notice)}", file=sys.stderr)


def _options(
    given: argparse.Namespace, found: "Config", progress: Callable[[int, int], None]
) -> "Options":
    from wasmfit.pipeline import DEFAULT_TARGETS, Options

    targets = tuple(given.target) or found.targets or DEFAULT_TARGETS
    return Options(
        profiles=_profiles(targets, tuple(given.host) or found.hosts),
        toolchains={**found.toolchains, **dict(_pair(text) for text in given.toolchain)},
        excludes=(*found.excludes, *given.exclude),
        rules=(*found.rules, *given.rules),
        roles=found.roles,
        guards=found.guards,
        units=found.units,
        ignores=found.ignores,
        today=datetime.now(UTC).date(),
        settings=found.origin,
        jobs=given.jobs if given.jobs > 0 else min(os.cpu_count() or 1, MOST_JOBS),
        cache=None if given.no_cache else cache_folder(),
        progress=progress,
    )


def cache_folder() -> Path | None:
    """Where to keep what was read; None when the system names no place for it."""
    environment = os.environ
    if own := environment.get("WASMFIT_CACHE_DIR"):
        return Path(own)
    if sys.platform == "win32":
        place = environment.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        place = "~/Library/Caches"
    else:
        place = environment.get("XDG_CACHE_HOME") or "~/.cache"
    with suppress(RuntimeError):  # there is no home
        folder = Path(place).expanduser()
        return folder / "wasmfit" if folder.is_absolute() else None
    return None


def _profiles(targets: tuple[str, ...], hosts: tuple[str, ...]) -> tuple[str, ...]:
    """Hosts narrow the first target; the plain targets stay beside them."""
    inside = tuple(f"{targets[0]}+{host}" for host in hosts)
    return (*inside, *targets)


def _pair(text: str) -> tuple[str, str]:
    language, equals, name = text.partition("=")
    if not (language and equals and name):
        message = f"--toolchain {text}: write LANGUAGE=ID, as in python=componentize-py"
        raise UsageError(message)
    return language, name
