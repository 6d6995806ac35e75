"""Read deployment files: few, spread over the tree, and allowed to name each other."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from fnmatch import translate
from pathlib import Path

from wasmfit.errors import TooSlowError
from wasmfit.model.deployment import Deployment, DeploymentFacts
from wasmfit.model.facts import Gap
from wasmfit.model.project import File
from wasmfit.stages.extract.fence import fence
from wasmfit.stages.extract.reading import MISREAD

STAGE = "deployments"
MOST_HELD = 64_000_000
"""Bytes of files that are kept: several readers ask for the same ones."""

MOST = 5_000
"""Deployment files that are read of one tree."""


class TreeShelf:
    """The files that the walk found. Satisfies ``model.deployment.Shelf``."""

    def __init__(self, root: Path, files: Sequence[File]) -> None:
        """Only these files are ever opened, whatever a deployment file names."""
        self._root = root
        self._paths = [file.path for file in files]
        self._known = frozenset(self._paths)
        self._cached: dict[str, bytes] = {}
        self._held = 0

    def data(self, path: str) -> bytes | None:
        """The bytes of a file of the tree; None when there is none or it cannot be read."""
        if path not in self._known:
            return None
        if path in self._cached:
            return self._cached[path]
        try:
            found = (self._root / path).read_bytes()
        except OSError:
            return None
        if self._held < MOST_HELD:
            self._held += len(found)
            self._cached[path] = found
        return found

    def below(self, folder: str) -> Sequence[str]:
        """The paths of all files below a folder, sorted."""
        if not folder:
            return self._paths
        start = bisect_left(self._paths, f"{folder}/")
        return self._paths[start : bisect_left(self._paths, f"{folder}0")]


def deployment_facts(
    root: Path, readers: Sequence[Deployment], files: Sequence[File]
) -> tuple[DeploymentFacts, ...]:
    """What the deployment files say, formats of lower rank first; a failure becomes a gap."""
    shelf = TreeShelf(root, files)
    formats = sorted(readers, key=lambda one: (one.rank, one.id))
    patterns = [re.compile("|".join(map(translate, one.patterns))) for one in formats]
    anything = re.compile("|".join(pattern.pattern for pattern in patterns))
    named = [file.path for file in files if anything.match(file.path.rpartition("/")[2])]
    found: list[DeploymentFacts] = []
    for reader, pattern in zip(formats, patterns, strict=True):
        for path in named:
            if len(found) < MOST and pattern.match(path.rpartition("/")[2]):
                found += _read(reader, path, shelf)
    return tuple(found)


def _read(reader: Deployment, path: str, shelf: TreeShelf) -> list[DeploymentFacts]:
    data = shelf.data(path)
    if data is None:
        return []
    try:
        with fence(len(data)):
            return [reader.read(path, shelf)] if reader.claims(data) else []
    except TooSlowError as error:
        reason = f"took too long to read: {error}"
    except MISREAD as error:
        reason = f"the {reader.title} reader failed: {type(error).__name__}: {error}"[:300]
    gap = Gap(path, STAGE, reason, len(data))
    return [DeploymentFacts(path=path, format=reader.id, gaps=(gap,))]
