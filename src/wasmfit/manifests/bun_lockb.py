"""``bun.lockb``: Bun's lockfile before version 1.2, in a binary format that only Bun reads."""

from collections.abc import Sequence
from dataclasses import replace
from posixpath import dirname, join

from wasmfit.model.facts import Gap, ManifestFacts
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_NAME = "bun.lockb"
REASON = (
    "is binary, and what it lists is not read: write it as text with"
    " `bun install --save-text-lockfile --frozen-lockfile --lockfile-only`"
)


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """One gap that says how to get a lockfile that is read."""
    return ManifestFacts(path=file.path, gaps=(Gap(file.path, "extract", REASON, len(data)),))


def _complete(every: Sequence[ManifestFacts]) -> tuple[ManifestFacts, ...]:
    """Without the gap where the text lies beside it."""
    texts = {dirname(facts.path) for facts in every if facts.path.endswith("bun.lock")}
    return tuple(
        replace(facts, gaps=())
        if facts.path == join(dirname(facts.path), _NAME) and dirname(facts.path) in texts
        else facts
        for facts in every
    )


MANIFEST = Manifest(
    id="bun_lockb",
    ecosystem="npm",
    patterns=(_NAME,),
    read=_read,
    languages=("javascript",),
    complete=_complete,
)
