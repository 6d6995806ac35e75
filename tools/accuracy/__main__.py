"""Compare reports with the oracle for many repositories and print where they disagree.

    python -m tools.accuracy --reports DIR REPOSITORY... [--scan] [--brief]

A report is ``DIR/<name of the repository's folder>.json``. ``--scan`` writes it
first, with the product of this checkout.
"""

import argparse
import os
import subprocess
import sys
from collections import Counter
from functools import reduce
from operator import add
from pathlib import Path

from tools.accuracy.compare import Outcome, compare
from tools.accuracy.names import load_knowledge
from tools.accuracy.python_oracle import find_uses

HOME = Path(__file__).resolve().parents[2]
HEADER = """\
| repository | files | not parsed | right | wrong | precision | found | missed | recall \
| precision by line | recall by line |
|---|---|---|---|---|---|---|---|---|---|---|"""


def main(arguments: list[str] | None = None) -> int:
    """Print one table row per repository, the total, and every disagreement."""
    options = _parser().parse_args(arguments)
    knowledge = load_knowledge(options.rules)
    outcomes = []
    for root in options.repositories:
        report = options.reports / f"{root.name}.json"
        if options.scan:
            _scan(root, report)
        outcomes.append(compare(find_uses(root), report, knowledge))
    total = reduce(add, outcomes)
    print(HEADER)
    for root, outcome in zip(options.repositories, outcomes, strict=True):
        print(_row(root.name, outcome))
    print(_row("**all**", total))
    print(f"\nfindings outside the oracle's universe: {_counted(total.left_out)}")
    print(f"not native, and no rule speaks of it: {_counted(total.uncovered)}")
    if not options.brief:
        for root, outcome in zip(options.repositories, outcomes, strict=True):
            print("\n".join(_disagreements(root, outcome)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.accuracy", description=__doc__)
    parser.add_argument("repositories", type=Path, nargs="+", metavar="REPOSITORY")
    parser.add_argument("--reports", type=Path, required=True, help="folder of the JSON reports")
    parser.add_argument("--rules", type=Path, default=HOME / "rules")
    parser.add_argument("--scan", action="store_true", help="write the reports first")
    parser.add_argument("--brief", action="store_true", help="leave out the disagreements")
    return parser


def _scan(root: Path, report: Path) -> None:
    report.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "wasmfit", "scan", str(root), "--target", "linux"]
    command += ["-o", f"json={report}"]
    environment = os.environ | {"PYTHONPATH": str(HOME / "src")}
    done = subprocess.run(command, env=environment, check=False)
    if done.returncode > 1:
        message = f"the scan of {root} ended with {done.returncode}"
        raise SystemExit(message)


def _row(name: str, outcome: Outcome) -> str:
    symbol, line = outcome.by_symbol, outcome.by_line
    cells = [name, outcome.files, outcome.unparsed]
    cells += [symbol.right, symbol.wrong, _percent(symbol.precision)]
    cells += [symbol.hit, symbol.missed, _percent(symbol.recall)]
    cells += [_percent(line.precision), _percent(line.recall)]
    return "| " + " | ".join(map(str, cells)) + " |"


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %"


def _disagreements(root: Path, outcome: Outcome) -> list[str]:
    lines = []
    for found in outcome.wrong:
        text = f"{found.rule} {found.symbol} ({found.kind}{'' if found.active else ', inactive'})"
        lines.append(f"WRONG {root.name}/{found.path}:{found.line}:{found.column} {text}")
        lines.append(f"      {_line(root, found.path, found.line)}")
    for use in outcome.missed:
        text = f"{use.symbol} ({use.kind}{'' if use.sure else ', not sure'})"
        under = f" [{' & '.join(use.conditions)}]" if use.conditions else ""
        lines.append(f"MISSED {root.name}/{use.path}:{use.line}:{use.column} {text}{under}")
        lines.append(f"      {_line(root, use.path, use.line)}")
    return lines


def _line(root: Path, path: str, number: int) -> str:
    text = (root / path).read_bytes().decode("utf-8", "replace").replace("\r", "")
    return text.split("\n")[number - 1].strip()


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counter.most_common()) or "none"


if __name__ == "__main__":
    raise SystemExit(main())
