"""How long it takes to load what is known: milliseconds, by the languages of a scan.

    python benchmarks/load_speed.py [--repeat N]

The column "index" is an installation as it is shipped, "files" one whose
index is missing or stale, where every file is parsed and checked again. The
best of the repeats counts: everything else on the machine only adds time.
"""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from wasmfit.knowledge import compiled, load

SCANS = (("c",), ("python",), ("rust",), ("javascript",), None)


def main() -> None:
    """Print one row per kind of scan."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=9)
    repeat = parser.parse_args().repeat
    print("| languages | index (ms) | files (ms) |\n|---|---|---|")
    for languages in SCANS:
        fast = best(languages, repeat)
        with without_index():
            slow = best(languages, repeat)
        print(f"| {', '.join(languages or ['all'])} | {fast:.0f} | {slow:.0f} |")


def best(languages: tuple[str, ...] | None, repeat: int) -> float:
    """The shortest of the repeats, in milliseconds."""
    return 1000 * min(once(languages) for _ in range(repeat))


def once(languages: tuple[str, ...] | None) -> float:
    """The seconds that one load takes."""
    start = perf_counter()
    load(languages)
    return perf_counter() - start


@contextmanager
def without_index() -> Iterator[None]:
    """As if the installation had no index."""
    kept, compiled.PLACE = compiled.PLACE, Path("there is none")
    yield
    compiled.PLACE = kept


if __name__ == "__main__":
    main()
