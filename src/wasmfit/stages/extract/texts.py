"""Read manifests: few and small, so always in this process."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from wasmfit.model.facts import Gap, ManifestFacts
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest


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
    return manifest.read(source, data)


def first_bytes(root: Path, limit: int = 65_536) -> Callable[[str], bytes]:
    """A function that gives the first bytes of a file below the root; empty if unreadable."""

    def head(path: str) -> bytes:
        try:
            with (root / path).open("rb") as file:
                return file.read(limit)
        except OSError:
            return b""

    return head
