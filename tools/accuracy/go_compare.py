"""Hold the Go reader against an oracle built on go/types.

    python -m tools.accuracy.go_compare ORACLE REPOSITORY...

``ORACLE`` is the program built from ``go_oracle``; the modules that a
repository requires have to be downloaded (``go mod download``). It sees what a
build for linux/amd64 without cgo compiles, tests left out. Compared are keys
of path, line and symbol for every symbol that some rule names, guards play no
part. Prints a line per repository and what either side has alone.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from wasmfit import knowledge, languages, manifests
from wasmfit.languages.go.wanted import METHOD_PARTS, split
from wasmfit.model.facts import FileFacts, UseKind
from wasmfit.model.reader import Interest
from wasmfit.pipeline.bench import Counter
from wasmfit.pipeline.line import _named
from wasmfit.pipeline.options import Options
from wasmfit.pipeline.reading import joined
from wasmfit.stages.detect import detect
from wasmfit.stages.discover import discover
from wasmfit.stages.extract import first_bytes, manifest_facts

Key = tuple[str, int, str]
NAMES = frozenset(
    {UseKind.CALL, UseKind.VALUE, UseKind.ANNOTATION, UseKind.TEST, UseKind.BASE}
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Compare every repository, print the sums."""
    oracle, totals = arguments[0], [0, 0, 0]
    for name in arguments[1:]:
        root = Path(name)
        files, interest = read(root)
        seen, truth = asked(oracle, root, interest)
        own = set(keys(files, seen))
        agreed, alone, missed = own & truth, own - truth, truth - own
        for place, found in enumerate((agreed, alone, missed)):
            totals[place] += len(found)
        told(root.name, len(agreed), len(alone), len(missed))
        for label, found in (("only wasmfit", alone), ("missed", missed)):
            for path, line, symbol in sorted(found):
                print(f"  {label}: {path}:{line} {symbol}")
    told("all", *totals)
    return 0


def told(name: str, agreed: int, alone: int, missed: int) -> None:
    """A line with precision and recall."""
    precision = agreed / (agreed + alone) if agreed + alone else 1.0
    recall = agreed / (agreed + missed) if agreed + missed else 1.0
    print(f"{name}: agreed {agreed}, only wasmfit {alone}, missed {missed};"
          f" precision {precision:.3f}, recall {recall:.3f}")  # fmt: skip


def read(root: Path) -> tuple[tuple[FileFacts, ...], Interest]:
    """The linked facts of all Go files, and what the rules care about."""
    readers = {one.id: one for one in languages.readers() if one.id == "go"}
    formats = {one.id: one for one in manifests.readers() if one.languages == ("go",)}
    found = discover(root)
    project = detect(found.files, tuple(readers.values()), tuple(formats.values()),
                     first_bytes(root), name=root.name)  # fmt: skip
    texts = manifest_facts(root, formats, project.manifests)
    counter = Counter(knowledge.load({"go"}, ()), Options(profiles=("wasip1",)), project,
                      _named(project, texts, formats))  # fmt: skip
    linked = joined(root, project, readers, counter, Options(profiles=("wasip1",)))
    return linked.files, counter.interests["go"]


def keys(files: tuple[FileFacts, ...], seen: set[str]) -> Iterator[Key]:
    """What the reader found in files that the oracle saw."""
    for file in files:
        if file.path in seen:
            for use in file.uses:
                if use.kind in NAMES:
                    yield file.path, use.span.start_line, use.symbol


def asked(oracle: str, root: Path, interest: Interest) -> tuple[set[str], set[Key]]:
    """The files the oracle saw, and the uses of symbols that rules name."""
    settings = os.environ | {"GOOS": "linux", "GOARCH": "amd64", "CGO_ENABLED": "0",
                             "GOFLAGS": "-mod=mod -buildvcs=false"}  # fmt: skip
    run = subprocess.run([oracle, str(root)], check=True, capture_output=True, text=True,
                         env=settings)  # fmt: skip
    sys.stderr.write(run.stderr)
    seen, truth = set(), set()
    for row in run.stdout.splitlines():
        path, *use = row.split("\t")
        seen.add(path)
        if use and is_named(use[1], interest):
            truth.add((path, int(use[0]), use[1]))
    return seen, truth


def is_named(symbol: str, interest: Interest) -> bool:
    """Whether some rule names a symbol; below a whole package only its own names count."""
    if symbol in interest.exact:
        return True
    return len(split(symbol)[1]) < METHOD_PARTS and interest.wants(symbol)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
