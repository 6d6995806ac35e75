"""Read manifests: few and small, so always in this process."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from wasmfit.errors import TooSlowError
from wasmfit.model.facts import Gap, ManifestFacts
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest
from wasmfit.stages.extract.comments import WORD, marks
from wasmfit.stages.extract.fence import fence
from wasmfit.stages.extract.reading import MISREAD

_CONFLICT = tuple(
    re.compile(mark, re.MULTILINE) for mark in (rb"^<{7} ", rb"^={7}\r?$", rb"^>{7} ")
)
"""What starts, divides and ends a change that two branches made differently."""


def manifest_facts(
    root: Path, manifests: Mapping[str, Manifest], sources: Sequence[SourceFile]
) -> tuple[ManifestFacts, ...]:
    """The facts of every manifest, sorted by path; what fails becomes a gap."""
    ordered = sorted(sources, key=lambda source: source.path)
    found = [_read(root, manifests[source.language], source) for source in ordered]
    present = {source.language for source in ordered}
    for name in sorted(present):
        complete = manifests[name].complete
        if complete is not None:
            kin = [
                place
                for place, source in enumerate(ordered)
                if manifests[source.language].ecosystem == manifests[name].ecosystem
            ]
            for place, facts in zip(kin, complete([found[k] for k in kin]), strict=True):
                found[place] = facts
    return tuple(found)


def _read(root: Path, manifest: Manifest, source: SourceFile) -> ManifestFacts:
    try:
        data = (root / source.path).read_bytes()
    except OSError as error:
        return _lost(source, f"cannot be read: {error.strerror}")
    try:
        with fence(len(data)):
            return _facts(manifest, source, data)
    except TooSlowError as error:
        return _lost(source, f"took too long to read: {error}")
    except MISREAD as error:
        reason = f"the {manifest.id} reader failed: {type(error).__name__}: {error}"
        return _lost(source, reason[:300])


def _facts(manifest: Manifest, source: SourceFile, data: bytes) -> ManifestFacts:
    conflict = _conflict(data)
    if conflict is not None:
        line = data.count(b"\n", 0, conflict) + 1
        return _lost(source, "holds the marks of a merge that was not finished", line)
    facts = manifest.read(source, data)
    return replace(facts, marks=marks(source.path, manifest.id, data)) if WORD in data else facts


def _conflict(data: bytes) -> int | None:
    """Where the first change starts that a merge left to a person."""
    first, at = None, 0
    for mark in _CONFLICT:
        found = mark.search(data, at)
        if found is None:
            return None
        first, at = found.start() if first is None else first, found.end()
    return first


def _lost(source: SourceFile, reason: str, line: int | None = None) -> ManifestFacts:
    """The facts of a manifest nothing could be read from."""
    gap = Gap(source.path, "extract", reason, source.size, line)
    return ManifestFacts(path=source.path, gaps=(gap,))


def first_bytes(root: Path, limit: int = 65_536) -> Callable[[str], bytes]:
    """A function that gives the first bytes of a file below the root; empty if unreadable."""

    def head(path: str) -> bytes:
        try:
            with (root / path).open("rb") as file:
                return file.read(limit)
        except OSError:
            return b""

    return head
