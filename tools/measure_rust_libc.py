"""Ask the compiler which functions of the libc crate exist on which target.

    python tools/measure_rust_libc.py CRATE FOLDER TARGET...

``CRATE`` is the unpacked source of the libc crate, ``FOLDER`` a scratch
directory; the targets' standard libraries must be installed. Every function
that the sources for Linux declare is named once in a crate of its own; prints
one line per target and function that the compiler does not find.
"""

import re
import subprocess
import sys
from pathlib import Path

DECLARED = re.compile(r"^\s*pub (?:unsafe )?(?:safe )?fn (\w+)", re.MULTILINE)
MISSING = re.compile(r"no `(\w+)` in the root")
PLACES = ("src/unix/mod.rs", "src/unix/linux_like")


def main(arguments: list[str]) -> int:
    """Write the asking crate, check it for every target, print what is missing."""
    crate, folder, targets = Path(arguments[0]).resolve(), Path(arguments[1]), arguments[2:]
    names = sorted({name for file in sources(crate) for name in DECLARED.findall(file)})
    lines = [f"pub use libc::{name} as _{place};" for place, name in enumerate(names)]
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "src/lib.rs").write_text("\n".join(lines), "utf-8")
    (folder / "Cargo.toml").write_text(
        f'[package]\nname = "asks"\nversion = "0.1.0"\nedition = "2021"\n'
        f'[dependencies]\nlibc = {{ path = "{crate}" }}\n',
        "utf-8",
    )
    for target in targets:
        check = ["cargo", "check", "--target", target, "--message-format", "short"]
        told = subprocess.run(check, cwd=folder, capture_output=True, text=True, check=False)
        for name in sorted(set(MISSING.findall(told.stderr))):
            print(f"{target} {name}")
    return 0


def sources(crate: Path) -> list[str]:
    """The texts of the files that declare functions for Linux."""
    roots = [crate / place for place in PLACES]
    files = [path for root in roots for path in ([root] if root.is_file() else root.rglob("*.rs"))]
    return [path.read_text("utf-8") for path in sorted(files)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
