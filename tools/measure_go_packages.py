"""Build packages of Go modules for wasip1 and say which compile: one CSV row per module.

    python tools/measure_go_packages.py FOLDER < modules.txt

Reads module paths (``path`` or ``path@version``), one a line, makes each the only requirement of a
module below FOLDER and builds its packages (at most ``PACKAGES``, the root first) for GOOS=wasip1.
A module passes when every one of them compiles, or its root does.
"""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

PACKAGES = 6
SECONDS = 240
_POSITION = re.compile(r"^\S*?(\S+@\S+?/)?([^/\s]+\.go:\d+:\d+: )")


def main() -> int:
    """Measure every module given on standard input."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    writer = csv.writer(sys.stdout)
    writer.writerow(("module", "version", "packages", "result", "why"))
    for line in sys.stdin:
        if line.strip():
            writer.writerow(measured(line.strip(), folder))
            sys.stdout.flush()
    return 0


def measured(module: str, folder: Path) -> tuple[str, str, str, str, str]:
    """Module, version, packages, ``ok``, ``fails`` or ``unknown``, and the first complaint."""
    path, _, version = module.partition("@")
    for name, text in (("go.mod", "module probe\n\ngo 1.26\n"), ("go.sum", "")):
        (folder / name).write_text(text)
    found = _go(folder, "get", f"{path}@{version or 'latest'}")
    if found.returncode:
        return path, version, "", "unknown", _first(found.stderr)
    version = _go(folder, "list", "-m", "-f", "{{.Version}}", path).stdout.strip()
    packages = _packages(folder, path)
    if not packages:
        return path, version, "", "unknown", "no package with files for this port"
    built = _go(folder, "build", *packages)
    names = " ".join(packages)
    if built.returncode == 0:
        return path, version, names, "ok", ""
    alone = _go(folder, "build", packages[0])
    if packages[0] == path and alone.returncode == 0:
        return path, version, path, "ok", f"other packages: {_first(built.stderr)}"
    lacking = "no required module provides" in built.stderr or "cannot find" in built.stderr
    return path, version, names, "unknown" if lacking else "fails", _first(built.stderr)


def _packages(folder: Path, path: str) -> list[str]:
    """The packages of a module that others may import, the shortest path first."""
    template = "{{if and (not .Standard) (ne .Name `main`) .GoFiles}}{{.ImportPath}}{{end}}"
    listed = _go(folder, "list", "-e", "-f", template, f"{path}/...").stdout.split()
    hidden = ("internal", "testdata", "vendor", "examples", "example", "mocks", "test")
    kept = [name for name in listed if not any(part in hidden for part in name.split("/"))]
    return sorted(kept, key=lambda name: (name.count("/"), name))[:PACKAGES]


def _go(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = {"GOOS": "wasip1", "GOARCH": "wasm", "GOFLAGS": "-mod=mod", "CGO_ENABLED": "0"}
    environment = {**os.environ, **settings}
    try:
        return subprocess.run(
            ["go", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(arguments, 1, "", "took too long: cannot find out")


def _first(text: str) -> str:
    """The first complaint, without the machine's paths."""
    lines = (line.strip() for line in text.split("\n"))
    said = next((line for line in lines if line and not line.startswith(("#", "go: down"))), "")
    return _POSITION.sub(r"\2", said)[:160]


if __name__ == "__main__":
    sys.exit(main())
