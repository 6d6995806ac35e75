"""Which programs to run: an INI file, one section per program."""

from __future__ import annotations

import configparser
import shlex
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Program:
    """One program: its words, its user, and how often it may die."""

    name: str
    command: tuple[str, ...]
    user: str = ""
    restarts: int = 3


def load(path: Path) -> list[Program]:
    """The programs of a file, in its order."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(path.read_text("utf-8"))
    return [
        Program(
            name=name,
            command=tuple(shlex.split(parser[name]["command"])),
            user=parser[name].get("user", ""),
            restarts=parser[name].getint("restarts", 3),
        )
        for name in parser.sections()
    ]
