"""What a lab of tools/probe.py works with, and what it says of one entry."""

import csv
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one entry came to."""

    symbol: str
    shipped: str
    found: str
    agrees: bool


@dataclass(frozen=True, slots=True)
class Bench:
    """What a lab works with: a scratch folder, where the Node packages are, which entries count."""

    folder: Path
    packages: Path
    sample: int

    def some(self, names: Sequence[str]) -> list[str]:
        """All of the names, or as many as the sample has; the same ones every time."""
        if not self.sample or self.sample >= len(names):
            return list(names)
        return sorted(random.Random(len(names)).sample(list(names), self.sample))  # noqa: S311


Lab = Callable[[Bench], Iterator[Verdict]]


def table(toolchain: str, target: str) -> dict[str, dict[str, str]]:
    """The rows of a shipped table."""
    path = ROOT / "rules/toolchains" / toolchain / f"{target}.csv"
    with path.open(newline="", encoding="utf-8") as stream:
        return {row["symbol"]: row for row in csv.DictReader(stream)}
