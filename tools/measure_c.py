"""Ask a C toolchain for WASI which headers and symbols it has, and hold its tables against that.

    python -m tools.measure_c TARGET [--compiler "zig cc -target wasm32-wasi"] [--write TABLE]

TARGET is a target's id (wasip1). The compiler is Zig's, from the package ziglang, unless another is
named; for wasi-libc say "clang --target=wasm32-wasip1 --sysroot=...". The names come from the table
of wasi-sdk, which lists everything that glibc, wasi-libc and others have. A symbol is there when a
header declares it and the link finds it, shimmed when that takes the emulation libraries, else
absent. What a call comes to is another question: tools/measure_c_runs.py.

Without --write it prints what the shipped table says otherwise.
"""

import argparse
import csv
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.guest_tables import Row, write_table

ROOT = Path(__file__).resolve().parent.parent
ZIG = f"{sys.executable} -m ziglang cc -target wasm32-wasi"
EMULATED = ("SIGNAL", "MMAN", "PROCESS_CLOCKS", "GETPID")
FLAGS = [*(f"-D_WASI_EMULATED_{it}" for it in EMULATED), "-mllvm", "-wasm-enable-sjlj"]
LIBRARIES = [f"-lwasi-emulated-{it.lower().replace('_', '-')}" for it in EMULATED]
QUIET = ["-D_GNU_SOURCE", "-w", "-ferror-limit=0", "-O0"]
THERE, SHIMMED, DECLARED, ABSENT = "there", "shimmed", "declared", "absent"

_LINE = re.compile(r"^[^\s:]+\.c:(\d+):\d+: (?:fatal )?error: (.*)$", re.MULTILINE)
_UNDEFINED = re.compile(r"undefined symbol: (\w+)")


@dataclass(slots=True)
class Compiler:
    """A C compiler for WASI, as a command."""

    command: Sequence[str]
    folder: Path
    extra: Sequence[str] = ()
    """Libraries of the C library that a program has to name."""

    def run(self, text: str, *words: str) -> str:
        """What the compiler says about a text; empty when it is content."""
        source = self.folder / "probe.c"
        source.write_text(text, "utf-8")
        output = self.folder / "probe.out"
        command = [*self.command, *QUIET, *words, str(source), "-o", str(output)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return "" if done.returncode == 0 else done.stderr + done.stdout or "failed"

    def preprocessed(self, text: str, *words: str) -> str:
        """The text after its preprocessor."""
        source = self.folder / "probe.c"
        source.write_text(text, "utf-8")
        command = [*self.command, *QUIET, *words, "-E", "-P", str(source)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def headers(self, names: Iterable[str]) -> dict[str, str]:
        """Which headers can be included: as they are, with emulation, or not."""
        text = "".join(f"#if __has_include(<{it}>)\n@@{it}@@\n#endif\n" for it in names)
        found = re.findall(r"@@(.+?)@@", self.preprocessed(text))
        answers = dict.fromkeys(names, ABSENT)
        for name in found:
            line = f"#include <{name}>\n"
            if not self.run(line, "-c"):
                answers[name] = THERE
            elif not self.run(line, "-c", *FLAGS):
                answers[name] = SHIMMED
        return answers

    def symbols(self, names: Sequence[str], headers: Mapping[str, str]) -> dict[str, str]:
        """Which symbols are declared and linked: as they are, with emulation, or not."""
        plain = self._linked(names, [it for it, how in headers.items() if how == THERE], [])
        rest = [name for name, how in plain.items() if how != THERE]
        usable = [it for it, how in headers.items() if how != ABSENT]
        emulated = self._linked(rest, usable, FLAGS)
        more = {it: SHIMMED if how == THERE else how for it, how in emulated.items()}
        return plain | more

    def _linked(
        self, names: Sequence[str], headers: Sequence[str], flags: Sequence[str]
    ) -> dict[str, str]:
        answers = dict.fromkeys(names, ABSENT)
        opening = "".join(f"#include <{it}>\n" for it in headers)
        for name in self._macros(names, opening, flags):
            answers[name] = THERE
        asked = [name for name in names if answers[name] == ABSENT]
        declared = self._declared(asked, opening, flags)
        answers.update(dict.fromkeys(declared, DECLARED))
        libraries = [*self.extra, *(LIBRARIES if flags else [])]
        there = self._without_undefined(declared, opening, [*flags, *libraries])
        return answers | dict.fromkeys(there, THERE)

    def _without_undefined(
        self, names: Sequence[str], opening: str, words: Sequence[str]
    ) -> Sequence[str]:
        """Those of the declared names that link; a linker may tell of a few at a time only."""
        while told := self.run(_uses(names, opening), *words):
            undefined = set(_UNDEFINED.findall(told))
            if not undefined & set(names):
                message = f"the link fails for another reason than missing symbols: {told[:2000]}"
                raise RuntimeError(message)
            names = [name for name in names if name not in undefined]
        return names

    def _macros(self, names: Sequence[str], opening: str, flags: Sequence[str]) -> list[str]:
        text = opening + "".join(
            f'#ifdef {it}\n"@@{it}@@"\n#endif\n' for it in names if it.isidentifier()
        )
        return re.findall(r"@@(\w+)@@", self.preprocessed(text, *flags))

    def _declared(self, names: Sequence[str], opening: str, flags: Sequence[str]) -> list[str]:
        """The names that a mention compiles for."""
        asked = [name for name in names if name.isidentifier()]
        first = opening.count("\n") + 2
        told = self.run(_uses(asked, opening), "-c", *flags)
        wrong = {int(line) - first for line, _ in _LINE.findall(told)}
        return [name for place, name in enumerate(asked) if place not in wrong]


def _uses(names: Sequence[str], opening: str) -> str:
    """A program that mentions each name in a line of its own."""
    lines = "".join(f"keep((void *)&{name});\n" for name in names)
    keep = "static void keep(void *p) { static void *volatile kept; kept = p; }"
    return f"{opening}{keep} int main(void) {{\n{lines}return 0; }}\n"


def shipped(toolchain: str, target: str) -> dict[str, tuple[str, str]]:
    """Kind and support of every row of a shipped table."""
    path = ROOT / "rules/toolchains" / toolchain / f"{target}.csv"
    with path.open(newline="", encoding="utf-8") as stream:
        return {row["symbol"]: (row["kind"], row["support"]) for row in csv.DictReader(stream)}


def measured(
    compiler: Compiler, names: Mapping[str, str], besides: Mapping[str, str] | None = None
) -> dict[str, str]:
    """What the compiler has of the headers and symbols (name to kind).

    Symbols are looked for in those headers and in the ones ``besides``, of
    which is known how they can be included.
    """
    headers = compiler.headers([name for name, kind in names.items() if kind == "header"])
    symbols = [name for name, kind in names.items() if kind == "symbol" and name.isidentifier()]
    return headers | compiler.symbols(symbols, {**(besides or {}), **headers})


def agrees(support: str, found: str) -> bool:
    """Whether a shipped support fits what the compiler said."""
    if support == "absent":
        return found in {ABSENT, DECLARED}
    if found == SHIMMED:
        return support in {"shimmed", "altered", "partial", "stubbed"}
    return found == THERE and support != "unknown"


def rows(answers: dict[str, str], names: dict[str, str], kept: dict[str, Row]) -> Iterator[Row]:
    """The table: what was run or judged stays, the rest says what the compiler has."""
    notes = {DECLARED: "declared, but nothing defines it: the link fails", ABSENT: "not declared"}
    for name, found in answers.items():
        if name in kept:
            continue
        support = {THERE: "native", SHIMMED: "shimmed"}.get(found, "absent")
        note = notes.get(found, "")
        if names[name] == "header" and found == ABSENT:
            note = "the library has no such header"
        flags = "-D_WASI_EMULATED_... -lwasi-emulated-..." if found == SHIMMED else ""
        yield Row(name, names[name], support, "", flags, note, "built")
    yield from kept.values()


def main() -> int:
    """Measure, then compare or write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    add_compiler(parser)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    names = {it: kind for it, (kind, _) in shipped("wasi-sdk", options.target).items()}
    with tempfile.TemporaryDirectory() as folder:
        answers = measured(compiler_of(options, Path(folder)), names)
    if options.write:
        write_table(options.write, rows(answers, names, _kept(options.write)))
        return 0
    table = shipped(options.toolchain, options.target)
    wrong = [it for it in answers if it in table and not agrees(table[it][1], answers[it])]
    for name in sorted(wrong):
        print(f"{name}: shipped {table[name][1]}, found {answers[name]}")
    both = len(set(answers) & set(table))
    print(f"{len(answers)} names tried, {both} shipped, {len(wrong)} disagree")
    return 1 if wrong else 0


def add_compiler(parser: argparse.ArgumentParser) -> None:
    """Offer the words that name a compiler and its table."""
    parser.add_argument("target")
    parser.add_argument("--compiler", default=ZIG)
    parser.add_argument("--libraries", default="", help="what to link besides, such as -ldl")
    parser.add_argument("--toolchain", default="zig", help="whose table is compared or kept")


def compiler_of(options: argparse.Namespace, folder: Path) -> Compiler:
    """The compiler that was named; ``folder`` is scratch."""
    return Compiler(shlex.split(options.compiler), folder, shlex.split(options.libraries))


def _kept(path: Path) -> dict[str, Row]:
    """Rows of a table that say what a call comes to, or that no compiler can be asked about."""
    if not path.is_file():
        return {}
    with path.open(newline="", encoding="utf-8") as stream:
        old = [Row(**row) for row in csv.DictReader(stream)]
    return {it.symbol: it for it in old if it.evidence != "built" or not it.symbol.isidentifier()}


if __name__ == "__main__":
    sys.exit(main())
