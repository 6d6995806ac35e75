"""Check crates for wasm32 targets with cargo and say which compile: CSV rows.

    python tools/measure_rust_packages.py FOLDER TARGET... < crates.txt

Reads crates, one a line: ``name``, ``name@1.2``, ``name:feature,feature`` (with the default
features) or ``name:-,feature`` (without). Each becomes the only dependency of an empty program
below FOLDER; all share one folder of results, so that what crates have in common is compiled once.
``cargo check`` finds what does not compile; what links C code shows itself when its build script
looks for a compiler.
"""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

SECONDS = 400


def main() -> int:
    """Measure every crate given on standard input."""
    folder, targets = Path(sys.argv[1]), sys.argv[2:]
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "src" / "main.rs").write_text("fn main() {}\n")
    writer = csv.writer(sys.stdout)
    writer.writerow(("crate", "version", "features", "target", "result", "why"))
    for line in sys.stdin:
        if line.strip():
            for target in targets:
                writer.writerow(measured(line.strip(), target, folder))
                sys.stdout.flush()
    return 0


def measured(crate: str, target: str, folder: Path) -> tuple[str, ...]:
    """Crate, version, features, target, ``ok``, ``fails`` or ``unknown``, the first complaint."""
    named, _, features = crate.partition(":")
    name, _, version = named.partition("@")
    listed = [feature for feature in features.split(",") if feature not in ("", "-")]
    detail = f'version = "{version or "*"}", features = {listed!r}'.replace("'", '"')
    if features.startswith("-"):
        detail += ", default-features = false"
    (folder / "Cargo.toml").write_text(
        '[package]\nname = "probe"\nversion = "0.0.0"\nedition = "2021"\n'
        f"[dependencies]\n{name} = {{ {detail} }}\n"
    )
    (folder / "Cargo.lock").unlink(missing_ok=True)
    tree = _cargo(folder, "tree", "--depth", "1", "--prefix", "none", "--target", target)
    if tree.returncode:
        return name, version, features, target, "unknown", _first(tree.stderr)
    found = re.search(rf"^{re.escape(name)} v(\S+)", tree.stdout, re.MULTILINE)
    checked = _cargo(folder, "check", "--quiet", "--target", target)
    result = "ok" if checked.returncode == 0 else "fails"
    return name, found[1] if found else version, features, target, result, _first(checked.stderr)


def _cargo(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = {"CARGO_TARGET_DIR": str(folder / "target"), "CARGO_BUILD_JOBS": "1"}
    environment = {**os.environ, **settings}
    try:
        return subprocess.run(
            ["cargo", *arguments],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(arguments, 1, "", "took too long")


def _first(text: str) -> str:
    """The first error, and the crate that it stands in."""
    said = re.search(r"^error[^\n]*", text, re.MULTILINE)
    crate = re.findall(r"could not compile `([^`]+)`|custom build command for `([^` ]+)", text)
    where = next((one for pair in crate for one in pair if one), "")
    return f"{where}: {said[0]}"[:200] if said and where else said[0][:200] if said else ""


if __name__ == "__main__":
    sys.exit(main())
