"""Hold what a scan predicts against what the Go compiler says for wasip1.

    python -m tools.accuracy.go_builds GO REPOSITORY...

Every package of a repository is built with ``GOOS=wasip1 GOARCH=wasm go build
-gcflags=-e``, tests left out. Compared are the places in files of the
repository: predicted is a finding that fails when it is built and that no
guard keeps off. Prints, per repository, how many errors the compiler names
and which of them nobody predicted, and what was predicted and not named
(packages behind a package that fails are not compiled at all).
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import wasmfit

PROFILE = "wasip1"
Place = tuple[str, int]
_ERROR = re.compile(r"^(?:vet: )?(\S+\.go):(\d+):\d+: (.*)$")
_FOLLOWS = re.compile(r"declared and not used|imported and not used|too many errors")
"""Errors that only say that other lines were lost."""


def main(arguments: list[str]) -> int:
    """Build and scan every repository, print what came of it."""
    go = arguments[0]
    for name in arguments[1:]:
        root = Path(name).resolve()
        output = build(go, root)
        named, foreign = sorted_errors(output, root)
        predicted = dict(predictions(root))
        hit = {place: text for place, text in named.items() if place in predicted}
        print(f"{root.name}: named {len(named)}, predicted of them {len(hit)},"
              f" predicted {len(predicted)}; in other modules {len(foreign)}")  # fmt: skip
        for place in sorted(named.keys() - hit.keys()):
            print(f"  not predicted: {place[0]}:{place[1]} {named[place]}")
        for place in sorted(predicted.keys() - named.keys()):
            print(f"  not named: {place[0]}:{place[1]} {predicted[place]}")
        for text in sorted(foreign):
            print(f"  elsewhere: {text}")
    return 0


def build(go: str, root: Path) -> str:
    """What the compiler says about all packages of a module."""
    settings = os.environ | {"GOOS": "wasip1", "GOARCH": "wasm", "CGO_ENABLED": "0",
                             "GOFLAGS": "-mod=mod -buildvcs=false"}  # fmt: skip
    run = subprocess.run([go, "build", "-gcflags=-e", "./..."], cwd=root, check=False,
                         capture_output=True, text=True, env=settings)  # fmt: skip
    return run.stderr


def sorted_errors(output: str, root: Path) -> tuple[dict[Place, str], set[str]]:
    """Errors at places of the repository, and what stands elsewhere."""
    named: dict[Place, str] = {}
    foreign: set[str] = set()
    for line in output.splitlines():
        match = _ERROR.match(line.strip())
        if match and not Path(match[1]).is_absolute() and not match[1].startswith(".."):
            if not _FOLLOWS.search(match[3]):
                path = os.path.normpath(match[1])
                named.setdefault((path, int(match[2])), match[3])
        elif match:
            foreign.add(f"{Path(match[1]).parent.name}: {match[3]}")
        elif "build constraints exclude" in line:
            foreign.add(line.replace(str(root), "."))
    return named, foreign


def predictions(root: Path) -> Iterator[tuple[Place, str]]:
    """Places where the build stops, says the scan."""
    report = wasmfit.scan(root, wasmfit.Options(profiles=(PROFILE,)))
    for finding in report.findings:
        path, span = finding.location.path, finding.location.span
        active = finding.active.get(PROFILE, True)
        stops = finding.answers[PROFILE].failure == "build" and active is not False
        if stops and span and path.endswith(".go") and not path.endswith("_test.go"):
            yield (path, span.start_line), finding.symbol


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
