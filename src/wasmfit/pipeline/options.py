"""What a scan can be told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from wasmfit.model.ignore import Ignore
from wasmfit.model.project import Role, UnitEntry

DEFAULT_TARGETS = ("wasip2", "wasip1", "wasip3", "wasix", "emscripten")
"""The standard targets, and the two alternatives people ask about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Everything a scan can be told; the defaults are those of the command line.

    ``profiles`` are ids such as ``wasip2`` or ``wasip2+spin``, the first is
    primary. ``toolchains`` maps a language to the toolchain wanted for it.
    ``excludes`` are ignore patterns, ``rules`` folders with further
    knowledge. ``roles`` are ignore patterns with the role of what they cover,
    the first that covers a file decides; ``guards`` are facts that hold
    everywhere but on WebAssembly; ``units`` beats what is found. ``ignores``
    silence findings until the day they expire; ``today`` None means that none
    has. ``settings`` names the file that some of this comes from. ``jobs`` is
    the number of reading processes, ``cache`` the folder that keeps what was
    read for the next scan, None for none. ``progress`` is told how many of how
    many files have been read.
    """

    profiles: tuple[str, ...] = DEFAULT_TARGETS
    toolchains: Mapping[str, str] = field(default_factory=dict)
    excludes: tuple[str, ...] = ()
    rules: tuple[Path, ...] = ()
    roles: tuple[tuple[str, Role], ...] = ()
    guards: tuple[str, ...] = ()
    units: tuple[UnitEntry, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    today: date | None = None
    settings: str = ""
    jobs: int = 1
    cache: Path | None = None
    progress: Callable[[int, int], None] = lambda _done, _total: None
