"""Write what Go's standard library gives into src/wasmfit/languages/go/results.py.

    python -m tools.measure_go_types FOLDER [GO]

``FOLDER`` is a scratch directory. Asked are the types of all functions,
methods, fields and variables of the standard library on linux/amd64; kept are
those through which a value of a type comes whose methods some rule names.
"""

import subprocess
import sys
import textwrap
from pathlib import Path

import tomli

from tools.measure_go_std import TOOLS, build, environment
from wasmfit.languages.go.wanted import METHOD_PARTS, split

ROOT = TOOLS.parent
MODULE = ROOT / "src" / "wasmfit" / "languages" / "go" / "results.py"
OPEN, CLOSE = '_TABLE = """\n', '"""\n\n\ndef _read'


def main(arguments: list[str]) -> int:
    """Ask, keep, write."""
    folder, go = Path(arguments[0]).resolve(), (arguments[1:] or ["go"])[0]
    program = folder / "symbols"
    build(go, TOOLS / "measure_go_symbols", program, "linux", "amd64")
    found = subprocess.run([str(program), "types"], check=True, capture_output=True, text=True,
                           env=environment(go, "linux", "amd64"))  # fmt: skip
    members = dict(line.split("\t") for line in found.stdout.splitlines())
    module = MODULE.read_text("utf-8")
    start, end = module.index(OPEN) + len(OPEN), module.index(CLOSE)
    MODULE.write_text(f"{module[:start]}{table(members, roots())}{module[end:]}", "utf-8")
    return 0


def roots() -> set[str]:
    """Types with methods or fields that rules name."""
    found = set()
    for path in sorted((ROOT / "rules" / "languages" / "go").glob("*.toml")):
        for rule in tomli.loads(path.read_text("utf-8"))["rule"]:
            for symbol in (one for patterns in rule["match"].values() for one in patterns):
                package, names = split(symbol)
                if len(names) == METHOD_PARTS:
                    found.add(f"{package}.{names[0]}")
    return found


def table(members: dict[str, str], kept: set[str]) -> str:
    """A paragraph per type: its name, and what gives it."""
    while True:
        inner = [name.partition("(")[0] for name, kind in members.items() if kind in kept]
        owners = {name.rpartition(".")[0] for name in inner if len(split(name)[1]) == METHOD_PARTS}
        if owners <= kept:
            break
        kept |= owners
    told = []
    for kind in sorted(kept):
        given = sorted(name for name, to in members.items() if to == kind)
        if given:
            words = f"{kind}: {' '.join(given)}"
            told.append(textwrap.fill(words, 96, break_long_words=False, break_on_hyphens=False))
    return "\n".join(told) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
