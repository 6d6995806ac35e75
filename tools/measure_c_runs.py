"""Call functions of a C library for WASI under Wasmtime: value and errno, where a link may lie.

    python -m tools.measure_c_runs TARGET [--compiler "zig cc -target wasm32-wasi"] [--toolchain ID]

Takes the words of tools/measure_c.py, and the package wasmtime. Prints what each probe of
probes/c.toml came to, and what the shipped table says otherwise; --correct TABLE writes it there.
"""

import argparse
import csv
import re
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tools.guest_tables import Row, write_table
from tools.measure_c import FLAGS, LIBRARIES, Compiler, add_compiler, compiler_of, shipped
from tools.wasm_run import run

PROBES = Path(__file__).with_name("probes") / "c.toml"
HEADERS = """
dirent errno fcntl ftw glob iconv limits netdb poll pthread sched semaphore signal stdio stdlib
string sys/mman sys/resource sys/select sys/socket sys/stat sys/statvfs sys/time sys/times
sys/utsname time unistd
""".split()  # noqa: SIM905 - a list of words
HELPERS = """
static volatile int seen;
static int file(const char *n) {
    FILE *f = fopen(n, "w"); int r = f && fclose(f) == 0; errno = 0; return r; }
static void caught(int n) { seen = n; }
static void nothing(void) {}
static void *thread(void *p) { return p; }
static int walked(const char *n, const struct stat *s, int t, struct FTW *w) { return 7; }
"""
_LINE = re.compile(r"probe\.c:(\d+):\d+: (?:fatal )?error:")
_UNDEFINED = re.compile(r"undefined symbol: (\w+)")


class Runs:
    """One program with all probes that compile and link; each is run by its name."""

    def __init__(self, compiler: Compiler, probes: Mapping[str, str]) -> None:
        """Compile, leaving out what the compiler or linker refuses."""
        self.refused: dict[str, str] = {}
        self._folder = compiler.folder
        self._probes = dict(probes)
        opening = self._opening(compiler)
        while told := compiler.run(self._text(opening), *FLAGS, *LIBRARIES, *compiler.extra):
            if not self._refuse(told, opening):
                message = f"the probes do not compile: {told[:2000]}"
                raise RuntimeError(message)
        (self._folder / "probe.out").rename(self._folder / "runs.wasm")

    def outcomes(self) -> dict[str, str]:
        """Probe to ``ok``, ``errno NAME``, ``silent``, ``trap``, or ``absent``."""
        told = dict.fromkeys(self.refused, "absent")
        for name in self._probes:
            out, _ = run(self._folder / "runs.wasm", self._folder, name)
            told[name] = _outcome(out)
        return told

    @staticmethod
    def _opening(compiler: Compiler) -> str:
        names = [f"{it}.h" for it in HEADERS]
        there = {it for it, how in compiler.headers(names).items() if how != "absent"}
        return "".join(f"#include <{it}>\n" for it in names if it in there) + HELPERS

    def _text(self, opening: str) -> str:
        functions = "".join(
            f"static int p_{name}(void) {{ {' '.join(code.split())} }}\n"
            for name, code in self._probes.items()
        )
        calls = "".join(f'if (!strcmp(v[1], "{it}")) r = p_{it}();\n' for it in self._probes)
        return (
            f"{opening}{functions}int main(int n, char **v) {{ int r = -1; errno = 0;\n{calls}"
            'printf("%d %d\\n", r, errno); return 0; }\n'
        )

    def _refuse(self, told: str, opening: str) -> bool:
        """Leave out the probes that an error is about; whether there was one."""
        first = opening.count("\n") + 1
        names = list(self._probes)
        lines = {int(it) - first for it in _LINE.findall(told)}
        wrong = {names[it] for it in lines if 0 <= it < len(names)}
        for symbol in _UNDEFINED.findall(told):
            wrong |= {it for it in names if re.search(rf"\b{symbol}\b", self._probes[it])}
        for name in wrong:
            self.refused[name] = self._probes.pop(name)
        return bool(wrong)


def probes() -> dict[str, str]:
    """The functions to call, with the code that does."""
    found: dict[str, str] = tomllib.loads(PROBES.read_text("utf-8"))["probes"]
    return found


def _outcome(out: str) -> str:
    """What a probe printed, as a word; one that printed nothing has trapped."""
    match out.split():
        case ["1", _]:
            return "ok"
        case [_, "0"]:
            return "silent"
        case [_, number]:
            return f"errno {WASI_ERRNO.get(int(number), number)}"
        case _:
            return "trap"


WASI_ERRNO = {
    2: "EACCES", 6: "EAGAIN", 8: "EBADF", 28: "EINVAL", 44: "ENOENT", 52: "ENOSYS", 58: "ENOTSUP",
    63: "EPERM", 5: "EAFNOSUPPORT", 66: "EPROTONOSUPPORT", 50: "ENOPROTOOPT", 59: "ENOTTY",
}  # fmt: skip


def agrees(support: str, outcome: str) -> bool:
    """Whether a shipped support fits how the call ended."""
    match outcome.partition(" ")[0]:
        case "ok":
            return support in {"native", "granted", "shimmed", "partial"}
        case "absent":
            return support == "absent"
        case "silent":
            return support in {"altered", "partial", "shimmed"}
        case _:
            return support in {"stubbed", "partial", "granted"}


def corrected(row: Row, outcome: str, evidence: str) -> Row:
    """The row of a function after it was called."""
    if outcome == "absent" or row.support == "absent":
        return row
    if agrees(row.support, outcome):
        return replace(row, evidence=evidence)
    end, _, number = outcome.partition(" ")
    support = {"ok": "native", "silent": "altered"}.get(end, "stubbed")
    note = {"ok": "", "silent": "runs, but not as on Linux"}.get(end, number or "traps")
    return replace(row, support=support, note=note, evidence=evidence)


def write_corrected(path: Path, outcomes: Mapping[str, str], evidence: str) -> None:
    """Write a table again with what its functions came to when they were called."""
    with path.open(newline="", encoding="utf-8") as stream:
        rows = [Row(**row) for row in csv.DictReader(stream)]
    called = (
        corrected(it, outcomes[it.symbol], evidence) if it.symbol in outcomes else it for it in rows
    )
    write_table(path, called)


def main() -> int:
    """Run the probes, and compare or correct."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    add_compiler(parser)
    parser.add_argument("--correct", type=Path, help="a table to correct")
    parser.add_argument("--evidence", default="ran", help="the evidence of corrected rows")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told = Runs(compiler_of(options, Path(folder)), probes()).outcomes()
    if options.correct:
        write_corrected(options.correct, told, options.evidence)
    table = shipped(options.toolchain, options.target)
    wrong = 0
    for name, outcome in sorted(told.items()):
        support = table.get(name, ("", "unknown"))[1]
        fits = agrees(support, outcome)
        wrong += not fits
        print(f"{name}: {outcome}{'' if fits else f', but shipped as {support}'}")
    print(f"{len(told)} calls, {wrong} disagree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
