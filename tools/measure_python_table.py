"""What measured Pythons share: probes, the reference interpreter, grades, the table.

A table has one row per module and per name that differs from CPython on Linux,
and one per name that was tried. Rows whose evidence is not the measurement's
(judged by hand) stay as they are when a table is written again.
"""

import ast
import csv
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.measure_python_foreign import note, with_foreign

HERE = Path(__file__).resolve().parent
GUEST = HERE / "measure_python_guest.py"
COLUMNS = ("symbol", "kind", "support", "failure", "mechanism", "note", "evidence")
MEASURED = ("run", "node")
"""Evidence of measured rows: in the toolchain's usual host, or under Node for the network."""

NEWER = (
    "asyncio.sslproto.",
    "email.headerregistry.ReferencesHeader",
    "enum.EnumDict.",
    "pathlib._local",
    "pathlib.PureWindowsPath.",
    "pathlib.WindowsPath.",
    "pdb.",
    "pydoc_data.",
    "pyexpat.",
    "ssl.SO",
    "urllib.robotparser.",
    "zipfile.LZMADecompressor.",
)
"""Names that tell patch releases of 3.14 apart, or belong to another module, not platforms."""

TIMEOUT = 60
"""Seconds; a machine under load is no hanging guest."""

Outcome = tuple[str, str]
"""What a probe gave: (``ok`` | ``differs`` | ``raises`` | ``traps`` | ``hangs``, detail)."""

OK: Outcome = ("ok", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One thing to try; see ``measure_python_probes.toml`` for the keys."""

    symbols: tuple[str, ...]
    code: str
    needs: str = ""
    note: str = ""
    limit: str = ""
    limits: str = ""
    partial: str = ""
    mend: str = ""
    after: str = ""
    ends: bool = False

    @property
    def imports(self) -> tuple[str, ...]:
        """The modules its code imports while it starts, sorted."""
        found: set[str] = set()
        for node in ast.parse(self.code).body:
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
        return tuple(sorted(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table."""

    symbol: str
    kind: str
    support: str
    failure: str = ""
    mechanism: str = ""
    note: str = ""
    evidence: str = MEASURED[0]

    def cells(self) -> tuple[str, ...]:
        """The line's cells in the order of ``COLUMNS``."""
        return tuple(str(getattr(self, column)) for column in COLUMNS)


@dataclass(frozen=True, slots=True)
class Reference:
    """CPython on Linux, of the minor version that is measured."""

    python: Path
    closures: dict[tuple[str, ...], list[str]] = field(default_factory=dict)

    def modules(self) -> tuple[str, ...]:
        """Every module of its standard library, private ones included, tests left out."""
        listing = subprocess.run(
            [self.python, "-c", _LISTING], capture_output=True, text=True, check=True
        )
        return tuple(listing.stdout.split())

    def inventory(self, modules: Iterable[str]) -> dict[str, list[str]]:
        """The names of the modules that can be imported there; none for private modules."""
        found: dict[str, list[str]] = self._job({"do": "inventory", "modules": list(modules)})
        private = ("posix", "_", "encodings.")
        own = {
            key: [] if key.startswith(private) or "._" in key else names
            for key, names in found.items()
        }
        return with_foreign(own)

    def closure(self, modules: tuple[str, ...], packages: Path) -> list[str]:
        """Everything that is loaded once these modules have been imported."""
        if modules not in self.closures:
            job = {"do": "closure", "modules": modules, "path": str(packages)}
            self.closures[modules] = self._job(job)
        return self.closures[modules]

    def refuses(self, probe: Probe, facts: Mapping[str, object], packages: Path) -> str:
        """Why a probe does not pass here (then it measures nothing), or nothing."""
        with tempfile.TemporaryDirectory() as root:
            job = {"do": "run", "path": str(packages), "facts": {**facts, "root": root}}
            answer = self._job({**job, "code": probe.code}, ends=probe.ends)
            if answer[0] == "ok" and probe.limit:
                answer = self._job({**job, "code": probe.limit})
            if answer[0] == "ok" and probe.after and not (Path(root) / probe.after).exists():
                return f"{probe.after} does not exist afterwards"
        return "" if answer[0] == "ok" else ": ".join(answer)

    def _job(self, job: Mapping[str, object], *, ends: bool = False) -> Any:  # noqa: ANN401 (JSON)
        done = subprocess.run(
            [self.python, "-S", "-W", "ignore", GUEST],
            input=json.dumps(job),
            capture_output=True,
            text=True,
            timeout=TIMEOUT * 4,
            check=False,
        )
        if ends and done.returncode == 0 and not done.stdout.strip():
            return ["ok", ""]
        if done.returncode:
            return ["raises", done.stderr.strip()[-300:]]
        return json.loads(done.stdout.rpartition("\n")[2])


_LISTING = """
import pkgutil, importlib, sys, warnings
warnings.simplefilter("ignore")
SKIP = {"_pyrepl", "antigravity", "idlelib", "this", "test", "turtledemo", "lib2to3", "__main__"}
names = set(sys.stdlib_module_names) - SKIP
for name in sorted(names):
    try: module = importlib.import_module(name)
    except BaseException: continue
    for found in pkgutil.walk_packages(getattr(module, "__path__", []), name + ".", lambda _: None):
        if not found.name.rpartition(".")[2].startswith(("test", "__main__")): names.add(found.name)
names |= {"os.path"}
print("\\n".join(sorted(names)))
"""


def read_probes(path: Path = HERE / "measure_python_probes.toml") -> tuple[Probe, ...]:
    """The probes of the file, in its order."""
    entries = tomllib.loads(path.read_text())["probe"]
    return tuple(Probe(**{**entry, "symbols": tuple(entry["symbols"])}) for entry in entries)


def passing(
    probes: Iterable[Probe], reference: Reference, facts: Mapping[str, object], packages: Path
) -> tuple[Probe, ...]:
    """The probes that pass on the reference; the others are named on standard error."""
    good = []
    for probe in probes:
        if why := reference.refuses(probe, facts, packages):
            print(f"no probe: {probe.symbols[0]}: {why}", file=sys.stderr)
        else:
            good.append(probe)
    return tuple(good)


def write_packages(folder: Path) -> None:
    """The small packages that probes load and read at run time."""
    data = folder / "measured_data"
    info = folder / "measured-1.0.dist-info"
    data.mkdir(parents=True)
    info.mkdir()
    (data / "__init__.py").write_text("def measured(): return 1\n")
    (data / "part.py").write_text("")
    (data / "text.txt").write_text("data")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: measured\nVersion: 1.0\n")
    (folder / "measured_late.py").write_text("")


def absent_rows(missing: Mapping[str, Sequence[str]], *, module_failure: str) -> list[Row]:
    """Rows for what the interpreter lacks; a missing module answers for its content."""
    gone = {key for key, names in missing.items() if names[0].startswith("!")}
    rows = []
    for key, names in missing.items():
        if key in gone:
            if not key.startswith(NEWER) and not any(key.startswith(other + ".") for other in gone):
                rows.append(_gone_module(key, names[0][1:], module_failure))
            continue
        holder = key.replace(":", ".")
        rows.extend(
            _gone_name(f"{holder}.{name}")
            for name in names
            if f"{holder}.{name}" not in gone and not f"{holder}.{name}".startswith(NEWER)
        )
    return rows


def answered_above(symbol: str, rows: Mapping[str, Row]) -> bool:
    """Whether a module that is missing as a whole answers for the symbol."""
    parts = symbol.split(".")
    above = (".".join(parts[:count]) for count in range(1, len(parts)))
    return any(name in rows and rows[name].kind == "module" for name in above)


def _gone_name(symbol: str) -> Row:
    return Row(symbol=symbol, kind="name", support="absent", failure="run", note=note(symbol))


def _gone_module(module: str, why: str, failure: str) -> Row:
    own = note(module) or ("" if why.endswith(f"'{module}'") else why.partition(": ")[2])
    return Row(symbol=module, kind="module", support="absent", failure=failure, note=own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What one probe gave.

    ``granted`` with every grant, ``bare`` without any, ``lean`` in a program that
    has loaded nothing but what the probe imports, ``limit`` its second code.
    """

    granted: Outcome
    bare: Outcome = OK
    lean: Outcome = OK
    limit: Outcome = OK


def stumbles(probe: Probe, trial: Trial) -> bool:
    """Whether a probe failed over another name of its own code, so that it says nothing."""
    kind, detail = trial.granted
    name = re.search(r"module '(.+)' has no attribute '(.+)'", detail)
    module = re.search(r"No module named '(.+)'", detail)
    return kind == "raises" and (
        (name is not None and ".".join(name.groups()) in probe.code)
        or (module is not None and module.group(1) in probe.imports)
    )


def grade(probe: Probe, trial: Trial, mechanisms: Mapping[str, str]) -> dict[str, str]:
    """Support, mechanism and note of one probe; ``mechanisms`` says how needs are granted."""
    kind, detail = trial.granted
    if kind != "ok" and probe.partial:
        return {"support": "partial", "note": probe.partial}
    if kind == "differs":
        return {"support": "altered", "note": detail}
    if kind != "ok":
        words = {"traps": "ends the whole instance", "hangs": "never returns"}
        return {"support": "stubbed", "note": words.get(kind) or detail}
    grant = mechanisms.get(probe.needs, "") if trial.bare[0] != "ok" else ""
    mend, late = _mend(probe, trial.lean)
    limits = probe.limits if trial.limit[0] != "ok" else ""
    support = "granted" if trial.bare[0] != "ok" else "native"
    return {
        "support": "partial" if limits else "shimmed" if mend else support,
        "mechanism": "; ".join(filter(None, (mend, grant))),
        "note": "; ".join(filter(None, (limits, late))) or probe.note,
    }


def _mend(probe: Probe, lean: Outcome) -> tuple[str, str]:
    """What a program must import while it starts, and why; empty when nothing is late."""
    if lean[0] != "raises":
        return "", ""
    mend = probe.mend or f"import {_late(lean[1])} when the program starts"
    return mend, f"loads a module at its first use: {lean[1]}"


def _late(detail: str) -> str:
    """The module that a failed late import asked for."""
    if "unknown encoding: " in detail:
        return f"encodings.{detail.rpartition(': ')[2].lower().replace('-', '_')}"
    return detail.split("'")[1] if "No module named" in detail else "it"


def merge(path: Path, rows: Iterable[Row]) -> int:
    """Write a table; rows that somebody judged by hand stay. Gives the number of rows."""
    found = {row.symbol: row.cells() for row in rows}
    if path.exists():
        with path.open(newline="") as old:
            judged = [
                cells for cells in csv.reader(old) if cells[-1] not in (*MEASURED, COLUMNS[-1])
            ]
        found.update((cells[0], tuple(cells)) for cells in judged)
    with path.open("w", newline="") as new:
        writer = csv.writer(new, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(found[symbol] for symbol in sorted(found))
    return len(found)
