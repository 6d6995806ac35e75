"""What expressions come to in an engine of jco, and whether a table of rules/ says so.

Every global name and every name of a module that a component can be made with is looked for; what
tools/probes/javascript.json has an expression for is evaluated (the second one of a pair is the
part that is not there).
"""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).parent
BACKENDS = {"jco": "starlingmonkey", "jco-quickjs": "quickjs"}
WORKS = frozenset({"native", "granted"})
GONE = frozenset({"absent", "stubbed"})

Row = Mapping[str, str]
Found = Mapping[str, Sequence[str]]


def probes(table: Mapping[str, Row], names: Sequence[str]) -> dict[str, str]:
    """Probe to expression; a second expression has the name with an exclamation mark."""
    written = json.loads((HERE / "probes/javascript.json").read_text("utf-8"))
    held = set(modules(table))
    found: dict[str, str] = {}
    for name in names:
        if name in written:
            whole, *part = [written[name]] if isinstance(written[name], str) else written[name]
            found |= {name: whole} | {f"{name}!": it for it in part}
        elif look := _look(name, held):
            found[name] = look
    return {name: it for name, it in found.items() if _is_held(name, held)}


def modules(table: Mapping[str, Row]) -> list[str]:
    """Modules that a component can be made with and then started."""
    return [
        name
        for name, row in table.items()
        if row["kind"] == "module" and name.startswith("node:") and row["support"] in _IMPORTED
    ] + (["node:crypto"] if "node:crypto.createHash" in table else [])


_IMPORTED = frozenset({"native", "stubbed"})


def _is_held(name: str, held: set[str]) -> bool:
    return not name.startswith("node:") or name.rstrip("!").partition(".")[0] in held


def _look(name: str, held: set[str]) -> str:
    """An expression that is true when the name is there; empty when it cannot be asked."""
    module, _, member = name.partition(".")
    if name.startswith("node:"):
        if not member:
            return f"Object.keys(modules['{name}']).length > 0"
        return f"typeof modules['{module}'].{member} !== 'undefined'" if module in held else ""
    return f"typeof {name} !== 'undefined'" if re.fullmatch(r"[A-Za-z]+", name) else ""


def evaluated(packages: Path, toolchain: str, table: Mapping[str, Row], asked: Found) -> Found:
    """What each expression came to, in one component."""
    node, program = packages / "node_modules/.bin/node", HERE / "measure_javascript_run.mjs"
    job = json.dumps({"modules": modules(table), "probes": asked})
    command = [str(node), str(program), str(packages), BACKENDS[toolchain]]
    done = subprocess.run(command, input=job, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def agreement(table: Mapping[str, Row], found: Found) -> Iterator[tuple[str, str, str, bool]]:
    """Name, shipped support, what was found, and whether they say the same."""
    for name in sorted(found):
        if not name.endswith("!"):
            support = table[name]["support"]
            told = [_told(found[it]) for it in (name, f"{name}!") if it in found]
            yield name, support, ", then ".join(told), _fits(support, told)


def _told(outcome: Sequence[str]) -> str:
    kind, detail = outcome
    return detail if kind == "ok" else f"{kind} {detail}"[:80]


def _fits(support: str, told: Sequence[str]) -> bool:
    works = [it == "true" for it in told]
    if support in WORKS:
        return all(works)
    if support in GONE:
        return not any(works)
    return works == [True, False] if len(works) > 1 else works[0] is (support == "partial")
