"""Read source files, in this process or spread over workers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wasmfit.errors import TooSlowError
from wasmfit.model.facts import FileFacts, Gap
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Interest, Language
from wasmfit.stages.extract.comments import WORD, marks
from wasmfit.stages.extract.fence import fence

if TYPE_CHECKING:
    from wasmfit.stages.extract.cache import Cache
    from wasmfit.stages.extract.workers import Worker

ALONE = 1_500_000
"""Below this many bytes starting workers costs more than it gains."""

MISREAD = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What a reader that meets a shape nobody thought of may raise."""

NO_MEMORY = "needs more memory to read than there is for one file"


class Read(NamedTuple):
    """The facts of one file, and the digest of its bytes; empty when they were not read."""

    facts: FileFacts
    content: bytes


@dataclass(frozen=True, slots=True)
class Tasks:
    """What every reading needs: the root, the readers, what the rules look for."""

    root: Path
    languages: Mapping[str, Language]
    interests: Mapping[str, Interest]
    hints: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def read(self, source: SourceFile) -> Read:
        """The facts of one file; a file or reader that fails becomes a gap.

        Raises MemoryError: whoever has no memory left may read nothing else.
        """
        language = self.languages[source.language]
        try:
            data = (self.root / source.path).read_bytes()
        except OSError as error:
            return lost(source, f"cannot be read: {error.strerror}")
        try:
            with fence(len(data)):
                return Read(self._facts(source, data), digest(data))
        except TooSlowError as error:
            return lost(source, f"took too long to read: {error}")
        except MemoryError:
            raise
        except MISREAD as error:
            return lost(
                source, f"the {language.title} reader failed: {type(error).__name__}: {error}"
            )

    def _facts(self, source: SourceFile, data: bytes) -> FileFacts:
        hints = self.hints.get(source.path, {})
        language, interest = self.languages[source.language], self.interests[source.language]
        facts = language.read(source, data, interest, hints)
        if WORD in data:
            facts = replace(facts, marks=marks(source.path, source.language, data))
        return facts


class Crew:
    """Up to ``jobs`` processes that read, started when there is enough to read, kept for more."""

    def __init__(self, jobs: int) -> None:
        """With one job this process reads."""
        self._jobs = jobs
        self._workers: list[Worker] = []

    def close(self) -> None:
        """Let the workers go."""
        if self._workers:
            from wasmfit.stages.extract.workers import dismiss

            dismiss(self._workers)

    def read(
        self, tasks: Tasks, sources: Sequence[SourceFile], progress: Callable[[int], None]
    ) -> list[Read]:
        """What all sources hold; order is not kept."""
        enough = sum(source.size for source in sources) > ALONE and len(sources) > 1
        if self._jobs > 1 and enough:
            from wasmfit.stages.extract.workers import spread

            return spread(tasks, sources, self._jobs, self._workers, progress)
        return _one_by_one(tasks, sources, progress)


@dataclass(frozen=True, slots=True)
class Reading:
    """Facts of the files, sorted by path."""

    files: tuple[FileFacts, ...]

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What could not be read."""
        return tuple(gap for file in self.files for gap in file.gaps)


def extract(
    tasks: Tasks,
    sources: Sequence[SourceFile],
    crew: Crew | None = None,
    progress: Callable[[int], None] = lambda _: None,
    cache: "Cache | None" = None,
) -> Reading:
    """Read every source. ``progress`` is told how many files have been read so far.

    The result depends neither on the ``crew``, this process by default, nor on
    what the ``cache`` knows.
    """
    known = cache.known(sources, tasks.hints) if cache else {}
    missing = [source for source in sources if source.path not in known]
    read = (crew or Crew(1)).read(tasks, missing, lambda done: progress(done + len(known)))
    if cache:
        by_path = {source.path: source for source in missing}
        for facts, content in read:
            path = facts.path
            cache.add(by_path[path], tasks.hints.get(path, {}), facts, content)
    found = [*known.values(), *(one.facts for one in read)]
    return Reading(tuple(sorted(found, key=lambda facts: facts.path)))


def _one_by_one(
    tasks: Tasks, sources: Iterable[SourceFile], progress: Callable[[int], None]
) -> list[Read]:
    found = []
    for source in sources:
        found.append(read_alone(tasks, source))
        progress(len(found))
    return found


def read_alone(tasks: Tasks, source: SourceFile) -> Read:
    """The facts of one file; in this process a lack of memory has nobody else to tell of it."""
    try:
        return tasks.read(source)
    except MemoryError:
        return lost(source, NO_MEMORY)


def digest(data: bytes) -> bytes:
    """16 bytes that stand for a file's content."""
    return blake2b(data, digest_size=16).digest()


def lost(source: SourceFile, reason: str) -> Read:
    """The facts of a file nothing could be read from."""
    gap = Gap(source.path, "extract", reason, source.size)
    facts = FileFacts(path=source.path, language=source.language, role=source.role, gaps=(gap,))
    return Read(facts, b"")
