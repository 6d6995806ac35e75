"""Compare the C tables of wasi-sdk with the symbol lists that wasi-libc keeps.

usage: python -m tools.measure_libc CHECKOUT [TABLES]

CHECKOUT is a clone of wasi-libc (a bare one will do), TABLES the folder with
one table per target (default: rules/toolchains/wasi-sdk). For every row it
asks the lists under ``expected/`` whether the library defines the symbol or
has the header, and prints the rows that say otherwise. Exit code 1 when
there are any.
"""

import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

TABLES = Path("rules/toolchains/wasi-sdk")
BESIDE = frozenset(
    "dlopen dlsym dlclose dlerror dladdr setjmp longjmp _setjmp getpid mmap64".split()  # noqa: SIM905
)
"""Symbols of libraries that the lists leave out (libdl, libsetjmp), or macros of emulations."""

_WRITTEN = re.compile(r"^#define (\w+)", re.MULTILINE)
_INCLUDED = re.compile(r"<([^>]+)>")
_CONSTANT = re.compile(r"[A-Z_0-9#]+\Z|#.*")


def listed(checkout: Path, target: str, name: str) -> str:
    """One of the files that wasi-libc keeps for a target."""
    place = f"HEAD:expected/wasm32-{target}/{name}"
    command = ["git", "-C", str(checkout), "show", place]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def disagreements(checkout: Path, table: Path) -> Iterator[str]:
    """Rows of a table that the lists contradict."""
    target = table.stem
    defined = set(listed(checkout, target, "defined-symbols.txt").split())
    macros = set(_WRITTEN.findall(listed(checkout, target, "predefined-macros.txt")))
    headers = set(_INCLUDED.findall(listed(checkout, target, "include-all.c")))
    with table.open(newline="") as stream:
        for row in csv.DictReader(stream):
            symbol, there = row["symbol"], row["support"] != "absent"
            if _CONSTANT.match(symbol) or symbol in BESIDE:
                continue
            if row["kind"] == "header":
                if symbol in headers and not there and "error" not in row["note"]:
                    yield f"{target}: <{symbol}> is {row['support']}, but the library has it"
            elif there and symbol not in defined | macros:
                yield f"{target}: {symbol} is {row['support']}, but nothing defines it"
            elif not there and symbol in defined and "declare" not in row["note"]:
                yield f"{target}: {symbol} is absent, but the library defines it"


def main(checkout: str, tables: str = str(TABLES)) -> int:
    """Print what disagrees; 1 when something does."""
    found = [
        line
        for table in sorted(Path(tables).glob("*.csv"))
        for line in disagreements(Path(checkout), table)
    ]
    for line in found:
        print(line)
    print(f"{len(found)} rows disagree")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
