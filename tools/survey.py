"""Read the sources of packages with wasmfit itself and say what fails: one CSV row per folder.

    python -m tools.survey [--target ID] FOLDER...

FOLDER holds the sources of one package, unpacked. A row tells the placement of the whole, and the
capabilities whose uses in its source fail on the target without any condition, the most frequent
first. What a package needs according to this counts as inferred and never as more: nobody ran it,
and a use may lie where nobody who takes the package comes by. Together with a build or an import
that succeeds, a row without capabilities says that a package asks for nothing special.
"""

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

from wasmfit import Options, scan
from wasmfit.errors import WasmfitError
from wasmfit.model.project import Role
from wasmfit.model.report import Finding, Level

APART = ("dependency", "toolchain")
"""Kinds of findings that are not about the package's own code."""


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--target", default="wasip2")
    parser.add_argument("folders", type=Path, nargs="+")
    given = parser.parse_args()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("package", "files", "placement", "fails"))
    for folder in given.folders:
        writer.writerow((folder.name, *surveyed(folder, given.target)))
        sys.stdout.flush()


def surveyed(folder: Path, target: str) -> tuple[int, str, str]:
    """How many files were read, the placement, and the capabilities that fail with their uses."""
    try:
        report = scan(folder, Options(profiles=(target,)))
    except WasmfitError:
        return 0, "unknown", ""
    failing = Counter(one.capability for one in report.findings if fails(one, target))
    placements = Counter(unit.verdict.placement.value for unit in report.units)
    told = " ".join(f"{name}:{uses}" for name, uses in failing.most_common())
    return report.coverage.read, " ".join(sorted(placements)), told


def fails(finding: Finding, target: str) -> bool:
    """Whether it is an error in the package's own source."""
    own = finding.kind not in APART and finding.role is Role.SOURCE
    return own and finding.levels[target] is Level.ERROR


if __name__ == "__main__":
    main()
