"""Try Ruby's libraries and methods inside ruby.wasm, and write what came of each as a table.

    python -m tools.measure_ruby RUBY.WASM TABLE [--only TEXT ...]

RUBY.WASM is dist/ruby+stdlib.wasm of a package such as @ruby/3.4-wasm-wasi. Needs the wasmtime
package. Every probe of probes/ruby.toml has an interpreter of its own, since one that traps takes
its interpreter along; the first takes half a minute to compile, the others part of a second.
"""

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Collection, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from tools.guest_tables import Outcome, Row, graded, write_table

wasmtime = import_module("wasmtime")

PROBES = Path(__file__).with_name("probes") / "ruby.toml"
ABSENT = ("LoadError", "NameError", "NoMethodError", "Gem::")
WRAPPED = """begin
  (begin
    {code}
  end).inspect
rescue Exception => e
  "!" + e.class.to_s + ": " + e.message.to_s.lines.first.to_s.strip
end"""


def main() -> int:
    """Try everything and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("module", type=Path)
    parser.add_argument("table", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="names to try, all without it")
    options = parser.parse_args()
    ruby = Ruby(options.module)
    print(ruby.run("RUBY_VERSION + ' ' + RUBY_PLATFORM"), file=sys.stderr)
    write_table(options.table, measured(ruby, options.only))
    return 0


def measured(ruby: "Ruby", only: Collection[str]) -> Iterator[Row]:
    """One row for each library and method."""
    wanted = tomllib.loads(PROBES.read_text("utf-8"))
    code = {name: ("module", f"require {name!r}; true") for name in wanted["libraries"].split()}
    code |= {name: ("name", text) for name, text in wanted["probes"].items()}
    for name, (kind, text) in sorted(code.items()):
        if not only or name in only:
            row = graded(name, kind, ruby.run(text), ABSENT)
            yield granted(row) if "'/" in text else row


def granted(row: Row) -> Row:
    """The row of a probe that needs a directory: what works, works once there is one."""
    if row.support != "native":
        return row
    return replace(row, support="granted", mechanism="wasmtime run --dir HOST::GUEST")


class Ruby:
    """The interpreter, compiled once; each run has an instance and a directory of its own."""

    def __init__(self, module: Path) -> None:
        """Compile it."""
        self._engine = wasmtime.Engine()
        self._module = wasmtime.Module.from_file(self._engine, str(module))

    def run(self, code: str) -> Outcome:
        """What a piece of code came to."""
        with tempfile.TemporaryDirectory() as folder:
            try:
                told = _Instance(self._engine, self._module, folder).inspected(code)
            except (wasmtime.Trap, wasmtime.ExitTrap, wasmtime.WasmtimeError) as error:
                return Outcome("trap", str(error).strip().splitlines()[-1].strip())
        if told == "true":
            return Outcome("ok", "")
        return Outcome("raised", told[1:]) if told.startswith("!") else Outcome("value", told)


class _Instance:
    """One interpreter, driven through the functions that ruby.wasm exports for JavaScript."""

    def __init__(self, engine: Any, module: Any, folder: str) -> None:  # noqa: ANN401
        self._store = wasmtime.Store(engine)
        wasi = wasmtime.WasiConfig()
        wasi.preopen_dir(folder, "/")
        wasi.argv = ("ruby",)
        self._store.set_wasi(wasi)
        linker = wasmtime.Linker(engine)
        linker.define_wasi()
        self._define_handles(linker)
        linker.define_unknown_imports_as_traps(module)
        self._exports = linker.instantiate(self._store, module).exports(self._store)
        self._call("_initialize")
        words = self._strings("ruby", "-e_=0", "-EUTF-8")
        self._call("ruby-init: func(args: list<string>) -> ()", *words)

    def _define_handles(self, linker: Any) -> None:  # noqa: ANN401
        """Values of the guest that the host holds, by number."""
        handles: dict[int, int] = {}
        number = wasmtime.ValType.i32()

        def new(value: int) -> int:
            handles[len(handles)] = value
            return len(handles) - 1

        for name, parameters, results, act in (
            ("resource_new_rb-abi-value", [number], [number], new),
            ("resource_get_rb-abi-value", [number], [number], lambda it: handles[it]),
            ("resource_drop_rb-abi-value", [number], [], lambda _: None),
        ):
            kind = wasmtime.FuncType(parameters, results)
            linker.define_func("canonical_abi", name, kind, act)

    def inspected(self, code: str) -> str:
        """What the code evaluates to, as text."""
        text = self._string(WRAPPED.format(code=code))
        evaluate = "rb-eval-string-protect: func(str: string) -> tuple<handle<rb-abi-value>, s32>"
        value, state = self._pair(self._call(evaluate, *text))
        if state:
            return f"!state {state}"
        read = "rstring-ptr: func(value: handle<rb-abi-value>) -> string"
        start, length = self._pair(self._call(read, value))
        told: bytes = self._memory().read(self._store, start, start + length)
        return told.decode()

    def _call(self, name: str, *arguments: int) -> Any:  # noqa: ANN401
        return self._exports[name](self._store, *arguments)

    def _memory(self) -> Any:  # noqa: ANN401
        return self._exports["memory"]

    def _written(self, data: bytes, align: int = 1) -> int:
        place: int = self._call("cabi_realloc", 0, 0, align, len(data))
        self._memory().write(self._store, data, place)
        return place

    def _string(self, text: str) -> tuple[int, int]:
        data = text.encode()
        return self._written(data), len(data)

    def _strings(self, *texts: str) -> tuple[int, int]:
        pairs = [number for text in texts for number in self._string(f"{text}\0")]
        return self._written(b"".join(it.to_bytes(4, "little") for it in pairs), 4), len(texts)

    def _pair(self, place: int) -> tuple[int, int]:
        data = self._memory().read(self._store, place, place + 8)
        return int.from_bytes(data[:4], "little"), int.from_bytes(data[4:], "little")


if __name__ == "__main__":
    sys.exit(main())
