"""Labs of tools/probe.py: C, Go, JavaScript, PHP, Ruby and Rust, by building and running."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache

from tools.probe_bench import ROOT, Bench, Verdict, table
from wasmfit.knowledge import load
from wasmfit.knowledge.answer import Answers
from wasmfit.knowledge.choose import profile_of
from wasmfit.knowledge.index import RuleIndex
from wasmfit.model.facts import UseKind
from wasmfit.model.knowledge import Knowledge

RUBY = "node_modules/@ruby/3.4-wasm-wasi/dist/ruby+stdlib.wasm"


def zig(bench: Bench) -> Iterator[Verdict]:
    """C through Zig's compiler: names by compiling and linking, calls by running them."""
    from tools import measure_c, measure_c_runs

    compiler = measure_c.Compiler(measure_c.ZIG.split(), bench.folder)
    shipped = table("zig", "wasip1")
    kinds = {it: shipped[it]["kind"] for it in bench.some(list(shipped))}
    known = {"native": measure_c.THERE, "shimmed": measure_c.SHIMMED}
    besides = {
        name: known[row["support"]]
        for name, row in shipped.items()
        if row["kind"] == "header" and row["support"] in known
    }
    for name, found in measure_c.measured(compiler, kinds, besides).items():
        support = shipped[name]["support"]
        yield Verdict(name, support, found, measure_c.agrees(support, found))
    probes = measure_c_runs.probes()
    chosen = {name: probes[name] for name in bench.some(list(probes))}
    for name, found in measure_c_runs.Runs(compiler, chosen).outcomes().items():
        support = shipped[name]["support"]
        yield Verdict(f"{name}()", support, found, measure_c_runs.agrees(support, found))


def ruby_wasm(bench: Bench) -> Iterator[Verdict]:
    """Ruby under Wasmtime: every probe run."""
    from tools import measure_ruby

    shipped = table("ruby-wasm", "wasip1")
    chosen = set(bench.some(list(shipped)))
    ruby = measure_ruby.Ruby(bench.packages / RUBY)
    for row in measure_ruby.measured(ruby, chosen):
        support = shipped[row.symbol]["support"]
        yield Verdict(row.symbol, support, row.support, support == row.support)


def php_wasm(bench: Bench) -> Iterator[Verdict]:
    """PHP under Node: every probe run."""
    from tools import measure_php

    shipped = table("php-wasm", "emscripten")
    chosen = bench.some(list(shipped))
    program = ROOT / "tools/measure_php.mjs"
    command = ["node", str(program), str(bench.packages), *chosen]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for row in measure_php.rows(json.loads(done.stdout)["rows"]):
        support = shipped[row.symbol]["support"]
        yield Verdict(row.symbol, support, row.support, support == row.support)


def go(bench: Bench) -> Iterator[Verdict]:
    """Go under Wasmtime: every probe run, and every name that Linux has and WASI has not."""
    from tools import measure_go_std

    command = shutil.which("go")
    if command is None:
        message = "no go command"
        raise OSError(message)
    shipped = table("go", "wasip1")
    rows = measure_go_std.compiled(bench.folder, command)
    for name, outcome in measure_go_std.run_probes(bench.folder, command).items():
        rows[name] = measure_go_std.row(name, *outcome)
    for name in bench.some(sorted(rows)):
        support = shipped[name]["support"] if name in shipped else "no row"
        yield Verdict(name, support, rows[name][2], support == rows[name][2])


def rustc(bench: Bench) -> Iterator[Verdict]:
    """Rust under Wasmtime: every probe run, on WASI 0.1 and 0.2."""
    from tools import measure_rust_std

    for target in ("wasip1", "wasip2"):
        found = measure_rust_std.outcomes(bench.folder, f"wasm32-{target}")
        for name in bench.some(sorted(found)):
            support = said("rust", name, target)
            agrees = measure_rust_std.agrees(support, *found[name])
            yield Verdict(f"{name} on {target}", support, " ".join(found[name])[:80], agrees)


@cache
def _known() -> tuple[Knowledge, RuleIndex]:
    known = load()
    return known, RuleIndex(known.rules)


def said(language: str, symbol: str, target: str) -> str:
    """What a scan says of a call; native when no rule is about it."""
    known, index = _known()
    answers = Answers(known, profile_of(known, target))
    rules = [it for kind in UseKind for it in index.rules(language, kind, symbol)]
    return answers.answer(language, symbol, rules[0].capability).support if rules else "native"


def jco(bench: Bench) -> Iterator[Verdict]:
    """JavaScript of jco with StarlingMonkey: names looked for, expressions evaluated."""
    yield from _javascript(bench, "jco")


def jco_quickjs(bench: Bench) -> Iterator[Verdict]:
    """JavaScript of jco with QuickJS: the same."""
    yield from _javascript(bench, "jco-quickjs")


def _javascript(bench: Bench, toolchain: str) -> Iterator[Verdict]:
    from tools import measure_javascript

    shipped = table(toolchain, "wasip2")
    asked = measure_javascript.probes(shipped, bench.some(list(shipped)))
    found = measure_javascript.evaluated(bench.packages, toolchain, shipped, asked)
    for verdict in measure_javascript.agreement(shipped, found):
        yield Verdict(*verdict)
