"""Compare what breaks a build for WASI with what clang and the linker's symbols really say.

usage: python -m tools.accuracy.c_blockers SOURCES BUILT LOG SYSROOT
           [--headers DIR] [--target T] [--llvm N]

SOURCES is the pristine tree that is scanned. BUILT is a copy that was
configured for the target and LOG the calls of the compiler while it was built
(see :mod:`tools.accuracy.c_log`; a build that goes on after errors will do).
SYSROOT has the headers and libraries of a wasi-libc of the same version as
the tables in ``rules/toolchains/wasi-sdk``.

Every source of LOG is compiled once more. A header of the system that is not
found is replaced by one that says so, and the compiler goes on; functions
that it has to guess the declaration of, and symbols of the objects that
neither the project nor the libraries define, are what fails. A source that
has no object, because a type of a missing header is unknown, tells by its
syntax tree what it refers to. Blockers are looked up among the findings, and
the findings that say "does not build" among them. Only names of this
machine's C library count: what is missing of other libraries is not asked
here, and DIR may hold their headers.
"""

import argparse
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import wasmfit
from tools.accuracy.c_compare import on_host
from tools.accuracy.c_oracle import units
from wasmfit.model.report import Finding

EMULATIONS = ("SIGNAL", "MMAN", "PROCESS_CLOCKS", "GETPID")
ROUNDS = 60
"""Missing headers of one source before it is given up."""

LOWERED = frozenset({"longjmp", "setjmp"})
"""Functions that the compiler replaces when it writes an object."""

INVENTED = "invented:"
_SAID = re.compile(r"^(?P<path>[^\n:]+):(?P<line>\d+):\d+: (?P<kind>[a-z ]+): (?P<text>.*)$")
_FROM = re.compile(r"^(?:In file included from |\s+from )(?P<path>[^:]+):(?P<line>\d+)")
_NO_FILE = re.compile(r"'([^']+)' file not found")
_GUESSED = re.compile(r"call to undeclared (?:library )?function '(\w+)'")
_INCLUDE = re.compile(r"#\s*include\s*<([^>]+)>")
_REFERENCE = re.compile(r"DeclRefExpr .* Function 0x\w+ '(\w+)'")
_DECLARED = re.compile(r"^[|`]-FunctionDecl .* (\w+) '[^']*'[^']*$")
_PACKAGES = ("libc6-dev", "linux-libc-dev", "libgcc-12-dev")

Blocker = tuple[str, str]
"""Path below the root, and a header or function."""


@dataclass
class Said:
    """What compiler and symbols say about one project."""

    blockers: dict[Blocker, int] = field(default_factory=dict)
    undefined: dict[str, set[str]] = field(default_factory=dict)
    defined: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    broken: dict[str, str] = field(default_factory=dict)


class Compiler:
    """clang for one WASI target, with a folder for the headers that are not there."""

    def __init__(
        self, sysroot: Path, target: str, llvm: str, folder: Path, headers: Path | None
    ) -> None:
        """``llvm`` is the version that the programs' names end in, ``headers`` a folder of more."""
        self.sysroot, self.target, self.llvm = sysroot, f"wasm32-{target}", llvm
        self._stubs, self.object = folder / "stubs", folder / "out.o"
        self._headers = ["-idirafter", str(headers.resolve())] if headers else []
        self._stubs.mkdir()

    def compile(self, source: Path, arguments: list[str]) -> str:
        """Compile to :attr:`object`; what the compiler says."""
        self.object.unlink(missing_ok=True)
        command = [*self._command(source, arguments), "-c", "-o", str(self.object)]
        return subprocess.run(
            command, capture_output=True, text=True, errors="replace", check=False
        ).stderr

    def tree(self, source: Path, arguments: list[str]) -> tuple[set[str], set[str]]:
        """The functions that a source refers to and those that it defines, by its syntax tree."""
        command = [*self._command(source, arguments), "-fsyntax-only", "-Xclang", "-ast-dump"]
        referred, defined, declared = set[str](), set[str](), ""
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace"
        ) as process:
            for line in process.stdout or ():
                if line[:2] in ("|-", "`-"):
                    match = _DECLARED.match(line)
                    declared = match.group(1) if match else ""
                elif declared and line[2:14] in ("|-CompoundSt", "`-CompoundSt"):
                    defined.add(declared)
                elif "DeclRefExpr" in line and (match := _REFERENCE.search(line)):
                    referred.add(match.group(1))
        return referred, defined

    def _command(self, source: Path, arguments: list[str]) -> list[str]:
        return [
            f"clang-{self.llvm}",
            f"--target={self.target}",
            f"--sysroot={self.sysroot}",
            *(f"-D_WASI_EMULATED_{name}" for name in EMULATIONS),
            *("-mllvm", "-wasm-enable-sjlj", "-ferror-limit=0", "-O0", "-Wno-everything"),
            *("-Wimplicit-function-declaration", "-Wno-error=implicit-function-declaration"),
            "-W#warnings",
            *arguments,
            *self._headers,
            *("-idirafter", str(self._stubs), str(source)),
        ]

    def invent(self, header: str) -> bool:
        """Put a header where none is that only says so; False when there is one already."""
        place = self._stubs / header
        if place.exists() or ".." in header:
            return False
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"#warning {INVENTED} '{header}' file not found\n", "utf-8")
        return True

    def symbols(self, file: Path, *, undefined: bool) -> set[str]:
        """Names that an object or archive has, or lacks."""
        which = "--undefined-only" if undefined else "--defined-only"
        command = [f"llvm-nm-{self.llvm}", which, "--format=just-symbols", "--quiet", str(file)]
        out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        return {line.strip() for line in out.splitlines() if line.strip()}

    @cached_property
    def provided(self) -> set[str]:
        """Everything that the libraries of the target define."""
        folder = self.sysroot / "lib" / self.target
        found = (self.symbols(path, undefined=False) for path in sorted(folder.glob("lib*.a")))
        return set().union(*found)


def listen(log: Path, root: Path, compiler: Compiler) -> Said:
    """Compile every source of a build below a root."""
    said = Said()
    for source, arguments in units(log):
        if source.is_relative_to(root):
            _one(said, source, arguments, root, compiler)
    for path, names in said.undefined.items():
        for name in names - said.defined - compiler.provided - LOWERED:
            if on_host(name):
                said.blockers.setdefault((path, name), 0)
    return said


def _one(said: Said, source: Path, arguments: list[str], root: Path, compiler: Compiler) -> None:
    path = source.relative_to(root).as_posix()
    text, told = "", set[str]()
    for _ in range(ROUNDS):
        text = compiler.compile(source, arguments)
        for blocker, line in _blockers(text, root):
            said.blockers.setdefault(blocker, line)
            told.add(blocker[1])
        missing = [header for header in set(_NO_FILE.findall(text)) if compiler.invent(header)]
        if not missing:
            break
    if compiler.object.exists():
        said.whole.add(path)
        said.broken.pop(path, None)
        said.defined |= compiler.symbols(compiler.object, undefined=False)
        names = compiler.symbols(compiler.object, undefined=True)
        said.undefined.setdefault(path, set()).update(names - told)
    elif path not in said.whole:
        referred, defined = compiler.tree(source, arguments)
        said.defined |= defined
        said.undefined.setdefault(path, set()).update(referred - told)
        errors = (m for line in text.splitlines() if (m := _SAID.match(line)))
        first = next((m for m in errors if "error" in m.group("kind")), None)
        said.broken[path] = f"{first.group('line')}: {first.group('text')}" if first else text[:80]


def _blockers(text: str, root: Path) -> Iterator[tuple[Blocker, int]]:
    """Headers that are not there or refuse, and functions that nothing declares."""
    way: list[tuple[str, int]] = []
    for line in text.splitlines():
        came = _FROM.match(line)
        if came:
            way.append((came.group("path"), int(came.group("line"))))
            continue
        match = _SAID.match(line)
        if match is None:
            continue
        place, way = _inside(root, match, way), []
        guessed, lacking = (
            _GUESSED.search(match.group("text")),
            _NO_FILE.search(match.group("text")),
        )
        if place is None:
            continue
        if guessed and on_host(guessed.group(1)):
            yield (place[0], guessed.group(1)), place[1]
        elif lacking and lacking.group(1) in system_headers():
            yield (place[0], lacking.group(1)), place[1]
        elif match.group("kind").endswith("error") and not _is_inside(match.group("path"), root):
            yield from _refused(place, root)


def _is_inside(path: str, root: Path) -> bool:
    return Path(path).resolve().is_relative_to(root)


def _inside(
    root: Path, match: re.Match[str], way: Iterable[tuple[str, int]]
) -> tuple[str, int] | None:
    """The innermost place of a message that lies in the project."""
    for path, line in [(match.group("path"), int(match.group("line"))), *reversed(list(way))]:
        full = Path(path).resolve()
        if full.is_relative_to(root):
            return full.relative_to(root).as_posix(), line
    return None


def _refused(place: tuple[str, int], root: Path) -> Iterator[tuple[Blocker, int]]:
    """A system header that ends in an error of its own, named where it is included."""
    path, line = place
    lines = (root / path).read_text(errors="replace").split("\n")
    found = _INCLUDE.search(lines[line - 1])
    if found:
        yield (path, found.group(1)), line


_HEADERS: set[str] = set()


def system_headers() -> set[str]:
    """The headers of this machine's C library and kernel, by the package manager's lists."""
    if not _HEADERS:
        command = ["dpkg", "-L", *_PACKAGES]
        out = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        found = re.findall(r"/include/(?:x86_64-linux-gnu/)?(\S+\.h)$", out, re.MULTILINE)
        _HEADERS.update(found)
    return _HEADERS


@dataclass
class Verdict:
    """Blockers found for sure, found under a condition nobody can answer, and not found."""

    sure: set[Blocker] = field(default_factory=set)
    unsure: set[Blocker] = field(default_factory=set)
    missed: set[Blocker] = field(default_factory=set)
    unconfirmed: set[tuple[str, int, str]] = field(default_factory=set)


def confront(said: Said, findings: Iterable[Finding], profile: str, root: Path) -> Verdict:
    """Hold findings against what the compiler said."""
    verdict = Verdict()
    active: dict[str, dict[str, set[bool | None]]] = {}
    for finding in findings:
        if finding.answers[profile].failure == "build" and finding.location.span is not None:
            truth = finding.active.get(profile, True)
            path, name = finding.location.path, finding.symbol
            active.setdefault(name, {}).setdefault(path, set()).add(truth)
            line = finding.location.span.start_line
            asked = truth and path in said.undefined and finding.kind in ("call", "include", "ref")
            if asked and (path, name) not in said.blockers and (on_host(name) or "." in name):
                verdict.unconfirmed.add((path, line, name))
    for blocker in said.blockers:
        path, name = blocker
        if not (root / path).exists():
            continue
        places = active.get(name, {})
        truths = set(places.get(path, ()))
        truths |= {t for place, found in places.items() if place.endswith(".h") for t in found}
        shelf = (
            verdict.sure if True in truths else verdict.unsure if None in truths else verdict.missed
        )
        shelf.add(blocker)
    return verdict


def main() -> None:
    """Print counts, and every disagreement."""
    parser = argparse.ArgumentParser()
    for name in ("sources", "built", "log", "sysroot"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--headers", type=Path, help="headers of other libraries")
    parser.add_argument("--target", default="wasip2")
    parser.add_argument("--llvm", default="22")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compiler = Compiler(
            given.sysroot.resolve(), given.target, given.llvm, Path(folder), given.headers
        )
        said = listen(given.log, given.built.resolve(), compiler)
    report = wasmfit.scan(given.sources, wasmfit.Options(profiles=(given.target,)))
    verdict = confront(said, report.findings, given.target, given.sources)
    _print(given.sources.name, said, verdict)


def _print(name: str, said: Said, verdict: Verdict) -> None:
    for path, line, symbol in sorted(verdict.unconfirmed):
        print("not confirmed", f"{path}:{line}", symbol)
    for path, symbol in sorted(verdict.unsure):
        print("under an unknown condition", f"{path}:{said.blockers[path, symbol]}", symbol)
    for path, symbol in sorted(verdict.missed):
        print("missed", f"{path}:{said.blockers[path, symbol]}", symbol)
    for path, reason in sorted(said.broken.items()):
        print("no object", f"{path}:{reason}")
    firm, unsure, missed = len(verdict.sure), len(verdict.unsure), len(verdict.missed)
    total = max(firm + unsure + missed, 1)
    print(
        f"{name}: sources {len(said.whole) + len(said.broken)} ({len(said.broken)} without"
        f" object), blockers {firm + unsure + missed}, found firmly {firm}, under an unknown"
        f" condition {unsure}, missed {missed}; recall {(firm + unsure) / total:.3f}, firm"
        f" {firm / total:.3f}; not confirmed {len(verdict.unconfirmed)}"
    )


if __name__ == "__main__":
    main()
