# ruff: noqa: E501 - a case reads best on its own line
"""What the JavaScript reader sees, case by case: names, kinds, places and guards."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasmfit.languages.javascript import LANGUAGE
from wasmfit.model.condition import Atom, evaluate
from wasmfit.model.facts import Certainty, FileFacts, Use
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Interest

INTEREST = Interest(
    exact=frozenset(
        {
            "Intl", "SharedArrayBuffer", "WebSocket", "Worker", "bindings", "computed-module",
            "computed-unicode-property", "document", "locale-argument", "node-addon",
            "node:child_process", "node:cluster", "node:fs", "node:fs/promises", "node:os",
            "process", "process.env", "process.exit", "string-normalize", "window",
        }
    ),
    prefixes=(
        "/proc/", "Intl.", "document.", "node:child_process.", "node:fs.", "node:fs/promises.",
        "node:os.", "node:worker_threads.", "process.", "window.",
    ),
)  # fmt: skip
MISSING = ("node:cluster", "node-addon", "bufferutil", "process.binding")


class Wasi:
    """A small world: an engine on WASI with a process object that is of no known platform."""

    def truth(self, atom: Atom) -> bool | None:
        kind, _, symbol = atom.fact.partition(":")
        if kind == "has":
            return not any(symbol == name or symbol.startswith(f"{name}.") for name in MISSING)
        if kind == "global":
            return symbol in ("globalThis", "process", "Worker")
        value = {"process.platform": "wasi", "process.browser": "", "vitest": ""}.get(atom.fact)
        if value is None:
            return None
        checks = {
            "==": value == atom.value,
            "in": value in atom.value.split("\n"),
            "startswith": value.startswith(atom.value),
            "true": value != "",
        }
        return checks[atom.operator]


def read_all(files: Mapping[str, str | bytes]) -> dict[str, FileFacts]:
    """Read, link, and read again what the linker gives hints for, as a scan does."""
    data = {p: s if isinstance(s, bytes) else s.encode() for p, s in files.items()}

    def read(path: str, hints: dict[str, str]) -> FileFacts:
        source = SourceFile(
            path=path, size=len(data[path]), language="javascript", role=Role.SOURCE, unit="."
        )
        return LANGUAGE.read(source, data[path], INTEREST, hints)

    linked = LANGUAGE.link([read(path, {}) for path in files], INTEREST)
    if linked.hints:
        again = [read(path, dict(linked.hints.get(path, {}))) for path in files]
        linked = LANGUAGE.link(again, INTEREST)
    return {file.path: file for file in linked.files}


def told(source: str, path: str = "main.js", others: dict[str, str] | None = None) -> list[str]:
    """``line kind symbol`` of each use of one file, ``-`` before those kept off WASI
    and ``?`` before those nobody can tell."""
    return [_shown(use) for use in read_all({path: source, **(others or {})})[path].uses]


def _shown(use: Use) -> str:
    truths = [evaluate(guard.condition, Wasi()) for guard in use.guards]
    mark = "-" if False in truths else "?" if None in truths else ""
    return f"{mark}{use.span.start_line} {use.kind.value} {use.symbol}"


@dataclass(frozen=True)
class Case:
    name: str
    source: str
    uses: tuple[str, ...]
    path: str = "main.js"


CP, FS = "node:child_process", "node:fs"
CASES = [
    Case("require", "const cp = require('child_process');\ncp.spawn();\n",
         (f"1 import {CP}", f"2 call {CP}.spawn")),
    Case("prefix", "const cp = require('node:child_process');\ncp.exec();\n",
         (f"1 import {CP}", f"2 call {CP}.exec")),
    Case("direct member", "require('child_process').spawn('ls');\n",
         (f"1 call {CP}.spawn", f"1 import {CP}")),
    Case("destructured", "const { spawn } = require('child_process');\nspawn();\n",
         (f"1 import {CP}.spawn", f"1 import {CP}", f"2 call {CP}.spawn")),
    Case("destructured under a new name", "const { exec: go = 1 } = require('child_process');\ngo();\n",
         (f"1 import {CP}.exec", f"1 import {CP}", f"2 call {CP}.exec")),
    Case("nested pattern", "const { promises: { readFile } } = require('fs');\nreadFile();\n",
         ("1 import node:fs/promises.readFile", f"1 import {FS}", "2 call node:fs/promises.readFile")),
    Case("rest of a pattern", "const { exec, ...rest } = require('child_process');\nrest.spawn();\n",
         (f"1 import {CP}.exec", f"1 import {CP}", f"2 call {CP}.spawn")),
    Case("default import", "import fs from 'fs';\nfs.watch();\n", (f"1 import {FS}", f"2 call {FS}.watch")),
    Case("namespace import", "import * as fs from 'node:fs';\nfs.watch();\nfs.default.watch();\n",
         (f"1 import {FS}", f"2 call {FS}.watch", f"3 call {FS}.watch")),
    Case("named import", "import { watch as look } from 'fs';\nlook();\n",
         (f"1 import {FS}.watch", f"1 import {FS}", f"2 call {FS}.watch")),
    Case("named default", "import { default as fs } from 'fs';\nfs.watch();\n",
         (f"1 import {FS}", f"2 call {FS}.watch")),
    Case("module in a module", "import { promises as fs } from 'fs';\nawait fs.readFile();\n",
         (f"1 import {FS}", "2 call node:fs/promises.readFile")),
    Case("side effect", "import 'fs';\n", (f"1 import {FS}",)),
    Case("awaited import", "const fs = await import('fs');\nfs.watch();\n",
         (f"1 import {FS}", f"2 call {FS}.watch")),
    Case("import then", "import('fs').then(({ watch }) => watch());\nimport('fs').then(m => m.watch());\n",
         (f"1 import {FS}", f"1 import {FS}.watch", f"1 call {FS}.watch", f"2 import {FS}", f"2 call {FS}.watch")),
    Case("template without holes", "require(`fs`);\n", (f"1 import {FS}",)),
    Case("computed", "require(name);\nimport(name);\nrequire('./' + name);\nimport(`./x/${name}.js`);\n",
         ("1 syntax computed-module", "2 syntax computed-module")),
    Case("createRequire", "import { createRequire } from 'module';\nconst load = createRequire(import.meta.url);\nload('fs');\n",
         (f"3 import {FS}",)),
    Case("require of its own", "function f(require) { require('fs'); require(x); }\n", ()),
    Case("TypeScript's require", "import fs = require('fs');\nfs.watch();\n",
         (f"1 import {FS}", f"2 call {FS}.watch"), "main.ts"),
    Case("compiled import", "const fs_1 = __importDefault(require('fs'));\n(0, fs_1.default.watch)();\n",
         (f"1 import {FS}", f"2 call {FS}.watch")),
    Case("new and extends", "class W extends Worker {}\nnew Worker('x');\n", ("1 base Worker", "2 call Worker")),
    Case("worker of a module", "new (require('worker_threads').Worker)('x');\n",
         ("1 call node:worker_threads.Worker",)),
    Case("a global's name given by a module", "const { Worker } = require('worker_threads');\nnew Worker('x');\nconst process = require('process');\nprocess.exit();\n",
         ("1 import node:worker_threads.Worker", "2 call node:worker_threads.Worker")),
    Case("a global's name given later", "import * as threads from 'worker_threads';\nnew Worker('x');\nvar Worker = threads.Worker;\n",
         ("2 call node:worker_threads.Worker", "3 value node:worker_threads.Worker")),
    Case("picked out of the globals", "function f() { const { process } = globalThis; process.exit(); }\n", ("1 call process.exit", "1 import process")),
    Case("passed on", "[].map(process.exit);\n", ("1 value process.exit",)),
    Case("named again", "const run = process.exit;\nrun();\n", ("1 value process.exit", "2 call process.exit")),
    Case("promisified", "const { promisify } = require('util');\nconst run = promisify(require('child_process').exec);\nrun();\n",
         (f"2 value {CP}.exec", f"2 import {CP}", f"3 call {CP}.exec")),
    Case("one of two", "const f = x ? require('fs').watch : process.exit;\nf();\n",
         (f"1 value {FS}.watch", f"1 import {FS}", "1 value process.exit", f"2 call {FS}.watch", "2 call process.exit")),
    Case("parameter's default", "import fs from 'fs';\nfunction f(files = fs) { files.watch(); }\n",
         (f"1 import {FS}", f"2 call {FS}.watch")),
    Case("optional chain", "globalThis.process?.exit?.(1);\nprocess?.env;\n", ("1 call process.exit", "2 value process.env")),
    Case("subscript", "process['exit'](1);\n", ("1 call process.exit",)),
    Case("chain over lines", "require('fs')\n  .watch();\n", (f"1 import {FS}", f"2 call {FS}.watch")),
    Case("handed on", "module.exports = { run: require('child_process').exec };\n",
         (f"1 import {CP}.exec", f"1 import {CP}")),
    Case("stored", "process.exit = () => {};\ndelete process.env;\n", ()),
    Case("tested", "if (x instanceof Worker) f();\ntypeof Worker;\n", ("1 test Worker", "2 test Worker")),
    Case("data of a use", "const { HOME } = process.env;\nHOME.length;\nconst p = process.env.PORT;\np.x();\n",
         ("1 value process.env", "3 value process.env")),
    Case("path argument", "require('fs').readFileSync('/proc/self/maps');\nshow('/proc/self');\n",
         (f"1 call {FS}.readFileSync", f"1 import {FS}", "1 path /proc/self/maps")),
    Case("addon", "require('./x.node');\nconst b = require('bindings');\nb('x');\n",
         ("1 link node-addon", "2 import bindings", "3 call bindings")),
    Case("globals through holders", "window.Worker;\nself.Intl.Collator;\nglobal.process.exit();\n",
         ("1 value Worker", "2 value Intl.Collator", "3 call process.exit")),
    Case("comments, strings, JSX text", "// process.exit()\n'process.exit()';\n`process.exit()`;\nconst a = <p>process.exit()</p>;\n", ()),
    Case("in a template and in JSX", "`${process.exit()}`;\nconst a = <p>{process.exit()}</p>;\n",
         ("1 call process.exit", "2 call process.exit")),
    Case("keys and members", "x.process.exit();\nf({ process: 1 });\nclass A { process() {} }\nx = { Worker() {} };\n", ()),
    Case("shorthand", "f({ process });\n", ("1 value process",)),
    Case("labels", "process: for (;;) { break process; }\n", ()),
    Case("parameters", "function f(process) { process.exit(); }\n(Worker) => new Worker();\nWorker => Worker();\n", ()),
    Case("patterns that shadow", "function f({ process, a: Worker }, [Intl]) { process.exit(); new Worker(); Intl.x; }\n", ()),
    Case("catch and loops", "try {} catch (process) { process.exit(); }\nfor (const Worker of x) new Worker();\n", ()),
    Case("block scope", "{ const process = 1; process.exit(); }\nprocess.exit();\n", ("2 call process.exit",)),
    Case("var is the function's", "function f() { if (x) { var process = 1; } process.exit(); }\n", ()),
    Case("functions and classes", "function Worker() {}\nclass process {}\nnew Worker(); process.exit();\n", ()),
    Case("a name of its own only inside", "(function process() { process.exit(); });\nprocess.exit();\n", ("2 call process.exit",)),
    Case("method of that name", "import fs from 'fs';\nclass A { fs() { fs.watch(); } }\n", (f"1 import {FS}", f"2 call {FS}.watch")),
    Case("shadowed import", "import fs from 'fs';\nfunction f(fs) { fs.watch(); }\n", (f"1 import {FS}",)),
    Case("late assignment", "let cp;\nif (x) cp = require('child_process');\nfunction f() { cp.spawn(); }\n",
         (f"2 import {CP}", f"3 call {CP}.spawn")),
    Case("enum and namespace", "enum Worker { A }\nnamespace process { export const exit = 1 }\nWorker.A; process.exit;\n", (), "main.ts"),
    Case("type imports", "import type { Stats } from 'fs';\nimport { type Dirent } from 'fs';\nexport type { X } from 'fs';\n", (), "main.ts"),
    Case("imported for types only", "import fs, { Stats } from 'fs';\nlet a: fs.Dir; let b: Stats; type C = typeof fs.watch;\n", (), "main.ts"),
    Case("unused import in JavaScript", "import fs from 'fs';\n", (f"1 import {FS}",)),
    Case("annotations", "function f(w: Worker, i: Intl.Collator): asserts w is Worker {}\nlet x = y as Worker;\nf<Worker>();\n", (), "main.ts"),
    Case("values among types", "import { spawn } from 'child_process';\nconst a = spawn('x' as string)!;\n",
         (f"1 import {CP}.spawn", f"1 import {CP}", f"2 call {CP}.spawn"), "main.ts"),
    Case("declared only", "declare const process: X;\ndeclare module 'x' { import fs from 'fs'; }\ninterface Worker {}\n", (), "main.ts"),
    Case("declaration file", "import fs from 'fs';\nexport const a = fs.watch();\n", (), "main.d.ts"),
    Case("flow", "// @flow\nimport type { A } from 'fs';\nfunction f(a: Worker): void { process.exit(); }\n", ("3 call process.exit",)),
    Case("tsx", "const a = (x: Worker) => <p>{process.exit()}</p>;\n", ("1 call process.exit",), "main.tsx"),
    Case("using", "function f() { using document = open(); document.x(); }\n", (), "main.ts"),
    Case("patterns", "new RegExp('\\\\p{L}', 'u');\n/\\p{L}/u;\nnew RegExp('a');\n", ("1 syntax computed-unicode-property",)),
    Case("methods known by their arguments", "a.normalize('NFC');\na.normalize('x');\nd.toLocaleDateString('de');\nd.toLocaleDateString();\n",
         ("1 syntax string-normalize", "3 syntax locale-argument")),
    # guards
    Case("platform", "if (process.platform === 'win32') process.exit();\nelse process.exit();\n",
         ("1 test process.platform", "-1 call process.exit", "2 call process.exit")),
    Case("other way round", "if ('win32' !== process.platform) process.exit();\n", ("1 test process.platform", "1 call process.exit")),
    Case("platform of os", "const os = require('os');\nif (os.platform() === 'darwin') process.exit();\n",
         ("1 import node:os", "2 call node:os.platform", "-2 call process.exit")),
    Case("switch", "switch (process.platform) { case 'win32': case 'linux': process.exit(); break; case 'wasi': process.exit(); }\n",
         ("1 value process.platform", "-1 call process.exit", "1 call process.exit")),
    Case("one of several", "if (['linux', 'darwin'].includes(process.platform)) process.exit();\n",
         ("1 value process.platform", "-1 call process.exit")),
    Case("starts with", "if (process.platform.startsWith('win')) process.exit();\nif (/^win/.test(process.platform)) process.exit();\n",
         ("1 value process.platform", "-1 call process.exit", "2 value process.platform", "-2 call process.exit")),
    Case("typeof", "if (typeof window !== 'undefined') process.exit();\nif (typeof window === 'undefined') process.exit();\n",
         ("1 test window", "-1 call process.exit", "2 test window", "2 call process.exit")),
    Case("typeof function", "typeof SharedArrayBuffer === 'function' ? new SharedArrayBuffer(1) : 0;\n",
         ("1 test SharedArrayBuffer", "-1 call SharedArrayBuffer")),
    Case("typeof of its own name", "function f(window) { if (typeof window !== 'undefined') process.exit(); }\n", ("1 call process.exit",)),
    Case("typeof of anything", "if (typeof x === 'number') process.exit();\n", ("1 call process.exit",)),
    Case("member of the holder", "if ('Worker' in globalThis) process.exit();\nif (globalThis.document) process.exit();\n",
         ("1 call process.exit", "2 test document", "-2 call process.exit")),
    Case("short circuit", "typeof document !== 'undefined' && document.x();\ntypeof document === 'undefined' || document.x();\n",
         ("1 test document", "-1 call document.x", "2 test document", "-2 call document.x")),
    Case("early return", "function f() { if (typeof window === 'undefined') { return; } process.exit(); }\n",
         ("1 test window", "-1 call process.exit")),
    Case("throwing is no way round", "if (typeof window === 'undefined') throw new Error();\nprocess.exit();\n",
         ("1 test window", "2 call process.exit")),
    Case("free conditions", "if (!isMainThread) process.exit();\nif (process.env.X) process.exit();\nif (verbose || process.platform === 'win32') process.exit();\n",
         ("1 call process.exit", "2 value process.env", "2 call process.exit", "3 test process.platform", "3 call process.exit")),
    Case("and with a free one", "if (verbose && process.platform === 'win32') process.exit();\n",
         ("1 test process.platform", "-1 call process.exit")),
    Case("browser", "if (process.browser) process.exit();\nif (import.meta.env.SSR) process.exit();\n",
         ("1 test process.browser", "-1 call process.exit", "?2 call process.exit")),
    Case("versions", "if (process.versions && process.versions.electron) process.exit();\n",
         ("1 test process.versions", "-1 value process.versions", "-1 call process.exit")),
    Case("tried package", "try { require('./x.node'); } catch (e) { warn(); }\n", ("-1 link node-addon",)),
    Case("tried built-in", "let c; try { c = require('cluster'); } catch {}\n", ("?1 import node:cluster",)),
    Case("tried and thrown again", "try { require('./x.node'); } catch (e) { throw e; }\n", ("1 link node-addon",)),
    Case("caught promise", "import('./x.node').catch(() => null);\n", ("-1 link node-addon",)),
    Case("flag", "const isWin = process.platform === 'win32';\nif (isWin) process.exit();\nif (!isWin) process.exit();\n",
         ("1 test process.platform", "-2 call process.exit", "3 call process.exit")),
    Case("flag by function", "const isNode = () => typeof window === 'undefined';\nif (isNode()) process.exit();\nif (!isNode()) process.exit();\n",
         ("1 test window", "2 call process.exit", "-3 call process.exit")),
    Case("flag by branches", "let web = false;\nif (typeof document !== 'undefined') web = true;\nif (web) process.exit();\n",
         ("2 test document", "-3 call process.exit")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    assert sorted(told(case.source, case.path)) == sorted(case.uses)


LINKS = [
    ("named", "export { spawn as run } from 'child_process';\n", "import { run } from './lib.js';\nrun();\n", f"2 call {CP}.spawn"),
    ("all", "export * from 'child_process';\n", "import { spawn } from './lib';\nspawn();\n", f"2 call {CP}.spawn"),
    ("namespace", "export * as cp from 'child_process';\n", "import { cp } from './lib';\ncp.spawn();\n", f"2 call {CP}.spawn"),
    ("local", "import cp from 'child_process';\nexport { cp };\nexport default cp.exec;\n", "import go, { cp } from './lib';\ngo();\ncp.spawn();\n", f"3 call {CP}.spawn"),
    ("default", "import cp from 'child_process';\nexport default cp.exec;\n", "import go from './lib';\ngo();\n", f"2 call {CP}.exec"),
    ("const", "import cp from 'child_process';\nexport const run = cp.exec;\n", "import * as lib from './lib';\nlib.run();\n", f"2 call {CP}.exec"),
    ("module.exports", "module.exports = { run: require('child_process').exec };\n", "const { run } = require('./lib');\nrun();\n", f"2 call {CP}.exec"),
    ("whole", "module.exports = require('child_process');\n", "const cp = require('./lib');\ncp.exec();\n", f"2 call {CP}.exec"),
    ("exports", "exports.run = require('child_process').exec;\n", "require('./lib').run();\n", f"1 call {CP}.exec"),
    ("TypeScript's name", "export { exec } from 'child_process';\n", "import { exec } from './lib.js';\nexec();\n", f"2 call {CP}.exec"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("library", "source", "use"), [c[1:] for c in LINKS], ids=[c[0] for c in LINKS]
)
def test_what_another_file_hands_on(library: str, source: str, use: str) -> None:
    assert use in told(source, others={"lib.ts": library})


def test_reexports_are_followed_through_folders_and_aliases_of_paths() -> None:
    others = {
        "src/lib/index.js": "export * from './deep';\n",
        "src/lib/deep.mjs": "export { exec } from 'child_process';\n",
    }
    source = "import { exec } from '@/lib';\nexec();\n"
    assert f"2 call {CP}.exec" in told(source, "src/app/main.js", others)


def test_flags_of_other_files_guard() -> None:
    others = {
        "platform.js": "export const isWin = process.platform === 'win32';\nexport function web() { return typeof document !== 'undefined'; }\n"
    }
    source = "import { isWin, web } from './platform.js';\nif (isWin) process.exit();\nif (web()) process.exit();\nif (!web()) process.exit();\n"
    assert told(source, others=others) == [
        "-2 call process.exit",
        "-3 call process.exit",
        "4 call process.exit",
    ]


def test_a_module_loaded_under_a_guard_is_guarded_itself() -> None:
    others = {"main.js": "if (process.platform === 'win32') require('./win');\n"}
    assert told("process.exit();\n", "win.js", others) == ["-1 call process.exit"]
    others["other.js"] = "import './win.js';\n"
    assert told("process.exit();\n", "win.js", others) == ["1 call process.exit"]


def test_module_graph() -> None:
    files = {
        "a.ts": "import { b } from './b.js';\nimport type { C } from './c';\nexport * from './c';\n",
        "b.ts": "function f() { return require('./c'); }\n",
        "c/index.ts": "import('../b');\nimport 'fs';\n",
    }
    facts = list(read_all(files).values())
    edges = LANGUAGE.link(facts, INTEREST).edges
    shown = [(edge.source, edge.target, edge.line, edge.names, edge.deferred) for edge in edges]
    assert shown == [
        ("a.ts", "b.ts", 1, ("b",), False),
        ("a.ts", "c/index.ts", 3, (), False),
        ("b.ts", "c/index.ts", 1, (), True),
        ("c/index.ts", "b.ts", 1, (), False),
    ]


def test_scopes_have_names() -> None:
    source = (
        "class A { m() { process.exit(); } b = () => { process.exit(); } }\n"
        "const f = () => { process.exit(); };\n"
        "exports.g = function () { process.exit(); };\n"
        "[].map(() => process.exit());\n"
    )
    scopes = [use.scope for use in read_all({"a.js": source})["a.js"].uses]
    assert scopes == ["A.m", "A.b", "f", "g", "<function>"]


@pytest.mark.parametrize(
    ("source", "later"),
    [
        ("process.exit();", False),
        ("function f() { process.exit(); }", True),
        ("app.get('/', () => process.exit());", True),
        ("class A { m() { process.exit(); } }", True),
        ("class A { static { process.exit(); } }", False),
        ("class A { static x = process.exit(); }", False),
        ("class A { x = process.exit(); }", True),
        ("(() => { process.exit(); })();", False),
        ("(async function () { process.exit(); }).call(this);", False),
        ("[1].map(() => process.exit());", False),
        ("new Promise((resolve) => process.exit());", False),
        ("(() => { setTimeout(() => process.exit()); })();", True),
        ("function f() { [1].map(() => process.exit()); }", True),
    ],
)
def test_what_a_function_does_runs_later_unless_it_is_called_in_place(
    source: str, later: bool
) -> None:
    (use,) = read_all({"a.js": source})["a.js"].uses
    assert use.deferred is later


def test_modules_asked_for_in_place_are_loaded_at_once() -> None:
    files = {"b.js": "", "c.js": "", "a.js": "(() => require('./b'))(); () => require('./c');"}
    linked = LANGUAGE.link([read_all(files)[path] for path in files], INTEREST)
    assert {edge.target: edge.deferred for edge in linked.edges} == {"b.js": False, "c.js": True}


def test_spans_count_characters() -> None:
    (use,) = read_all({"a.js": "'ä😀'; process.exit();\n"})["a.js"].uses
    assert (use.span.start_column, use.span.end_column) == (7, 19)


def test_main_files_are_marked() -> None:
    for source in ("#!/usr/bin/env node\n", "if (require.main === module) run();\n"):
        assert "main" in read_all({"a.js": source})["a.js"].traits
    assert read_all({"a.js": "run();\n"})["a.js"].traits == ()


def test_what_tools_wrote_is_generated_where_outputs_lie() -> None:
    packed = "process.exit();" * 1000
    bundled = "var __commonJS = (a) => a;\nprocess.exit();\n"
    files = {"a.min.js": packed, "lib/b.js": packed, "client-dist/c.js": bundled, "d.js": bundled}
    found = read_all({**files, "dist/e.js": "process.exit();\n"})
    assert {path: (facts.role, facts.traits) for path, facts in found.items()} == {
        "a.min.js": (Role.GENERATED, ("minified",)),
        "lib/b.js": (Role.SOURCE, ("minified",)),
        "client-dist/c.js": (Role.GENERATED, ("bundled",)),
        "d.js": (Role.SOURCE, ("bundled",)),
        "dist/e.js": (Role.SOURCE, ()),
    }


def test_broken_code_is_told_and_trusted_less() -> None:
    facts = read_all({"a.js": "function f( { process.exit();\n"})["a.js"]
    assert [gap.line for gap in facts.gaps] == [1]
    assert {use.certainty for use in facts.uses} == {Certainty.LOW}


def test_encodings() -> None:
    utf16 = "process.exit();\r\n".encode("utf-16")
    latin = b"// \xe4\nprocess.exit();\n"
    found = read_all({"a.js": utf16, "b.js": latin})
    assert [use.symbol for use in found["a.js"].uses] == ["process.exit"]
    assert "not valid utf-8" in found["b.js"].gaps[0].reason
    assert [use.span.start_line for use in found["b.js"].uses] == [2]


PIECES = (
    "import ", "export ", "from ", "'fs'", "{", "}", "(", ")", "[", "]", "fs", "process", ".", "exit",
    "?.", " = ", "const ", "let ", "if ", "else ", "typeof ", "=== ", "require", "=>", "class ", "extends ",
    "function ", "await ", "* as ", ", ", ";", "\n", "`", "${", "/", "<a>", "switch ", "case ", ": ", "try ",
    "catch ", "return ", "using ", "of ", "module.exports", "é", "\0", "&&", "!", "new ", "Worker", "...",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["a.js", "a.ts", "a.tsx"]))
def test_almost_code_never_raises(pieces: list[str], path: str) -> None:
    facts = read_all({path: "".join(pieces)})[path]
    assert list(facts.uses) == sorted(facts.uses, key=lambda u: (u.span, u.symbol, u.kind))
    assert all(use.span.start_line == use.span.end_line for use in facts.uses)
