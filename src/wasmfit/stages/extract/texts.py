"""Read manifests: few and small, so always in this process."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from wasmfit.model.facts import Gap, ManifestFacts
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest
from wasmfit.stages.extract.comments import WORD, marks


def manifest_facts(
    root: Path, manifests: Mapping[str, Manifest], sources: Sequence[SourceFile]
) -> tuple[ManifestFacts, ...]:
    """The facts of every manifest, sorted by path; what fails becomes a gap."""
    return tuple(
        _read(root, manifests[source.language], source)
        for source in sorted(sources, key=lambda source: source.path)
    )


def _read(root: Path, manifest: Manifest, source: SourceFile) -> ManifestFacts:
    try:
        data = (root / source.path).read_bytes()
    except OSError as error:
        gap = Gap(source.path, "extract", f"cannot be read: {error.strerror}", source.size)
        return ManifestFacts(path=source.path, gaps=(gap,))
    facts = manifest.read(source, data)
    return replace(facts, marks=marks(source.path, manifest.id, data)) if WORD in data else facts


def first_bytes(root: Path, limit: int = 65_536) -> Callable[[str], bytes]:
    """A function that gives the first bytes of a file below the root; empty if unreadable."""

    def head(path: str) -> bytes:
        try:
            with (root / path).open("rb") as file:
                return file.read(limit)
        except OSError:
            return b""

    return head
