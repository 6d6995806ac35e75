"""The page about packages: how many are known, and what that rests on."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from wasmfit.knowledge.folders import ecosystems_of
from wasmfit.model.knowledge import Confidence, Knowledge, Package

MEASURED = (Confidence.RAN, Confidence.BUILT)
ORDER = tuple(Confidence)
"""The strongest ground first."""

INTRODUCTION = """\
# Packages

What a dependency needs is looked up in `rules/packages/`, and in the tables of the toolchains that
tried packages. This page counts how many packages of each ecosystem are there, and the strongest
ground that anything said of a package rests on:

- *ran*: it was run or imported through a toolchain;
- *built*: it was compiled for a WebAssembly target;
- *source*: read in its sources, its metadata or its maintainers' words;
- *inferred*: judged from what it is for, or from what wasmfit itself finds in its source. That is
  shown as unverified, and is a warning at most.

`wasmfit explain pkg:<ecosystem>/<name>` shows what is known of one package, and from where.
"""


def page(known: Knowledge, notice: str) -> str:
    """The whole page."""
    grounds = strongest(known)
    head = ("ecosystem", "packages", *(str(one) for one in ORDER), "ran or built")
    lines = [notice, INTRODUCTION, f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    ecosystems = sorted({purl.partition("/")[0] for purl in grounds})
    for ecosystem in ecosystems:
        held = [g for purl, g in grounds.items() if purl.partition("/")[0] == ecosystem]
        lines.append(row(ecosystem.removeprefix("pkg:"), held))
    lines.append(row("all", list(grounds.values())))
    return "\n".join([*lines, ""])


def strongest(known: Knowledge) -> dict[str, Confidence]:
    """Per package the strongest ground that something said of it has."""
    found: dict[str, Confidence] = {}
    for purl, confidence in (*_listed(known.packages), *_tried(known)):
        older = found.get(purl, confidence)
        found[purl] = min(older, confidence, key=ORDER.index)
    return found


def row(name: str, grounds: Iterable[Confidence]) -> str:
    """One line of the table."""
    counts = Counter(grounds)
    total = counts.total()
    share = sum(counts[one] for one in MEASURED) / total if total else 0
    cells = (name, total, *(counts[one] for one in ORDER), f"{share:.0%}")
    return f"| {' | '.join(map(str, cells))} |"


def _listed(packages: Mapping[str, Package]) -> Iterator[tuple[str, Confidence]]:
    for package in {package.purl: package for package in packages.values()}.values():
        yield package.purl, package.evidence.confidence
        yield from ((package.purl, one.evidence.confidence) for one in package.variants)


def _tried(known: Knowledge) -> Iterator[tuple[str, Confidence]]:
    """What toolchains tried; each serves one language that packages are known of."""
    for toolchain in known.toolchains.values():
        kinds = sorted(ecosystems_of(toolchain.languages) - {"conda", "deno", "jsr"})
        for reach in toolchain.targets.values():
            for name, provision in reach.packages.items():
                yield f"pkg:{kinds[0]}/{name}", provision.evidence.confidence
            for name, provision in reach.symbols.items():
                if name.startswith("pkg:"):
                    yield name, provision.evidence.confidence
