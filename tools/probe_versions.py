"""Which version of a toolchain a lab of tools/probe.py measures with."""

import json
import re
import subprocess
from importlib.metadata import version as installed
from pathlib import Path

WHEELS = {"zig": "ziglang", "componentize-py": "componentize-py"}
NODE = {
    "pyodide": "pyodide",
    "jco": "@bytecodealliance/jco",
    "jco-quickjs": "@bytecodealliance/jco",
    "ruby-wasm": "@ruby/3.4-wasm-wasi",
    "php-wasm": "@php-wasm/node-8-4",
}
COMMANDS = {"go": ("go", "version"), "rustc": ("rustc", "--version")}


def version(lab: str, packages: Path) -> str:
    """The version; OSError when the toolchain is not there."""
    if lab in WHEELS:
        return installed(WHEELS[lab])
    if lab in NODE:
        manifest = packages / "node_modules" / NODE[lab] / "package.json"
        return str(json.loads(manifest.read_text("utf-8"))["version"])
    done = subprocess.run(COMMANDS[lab], capture_output=True, text=True, check=True)
    found = re.search(r"\d+\.\d+(?:\.\d+)?", done.stdout)
    return found[0] if found else done.stdout.strip()
