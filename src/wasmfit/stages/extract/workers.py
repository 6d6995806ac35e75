"""Spread reading over worker processes, and survive a worker that dies or hangs.

Batches are balanced by bytes. A worker that ends or takes too long is
replaced; its batch is tried again file by file, and a file that ends a worker
alone becomes a gap. Where workers cannot start at all (a host program without
a main guard, no permission) this process reads on alone.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic

from wasmfit.model.project import SourceFile
from wasmfit.stages.extract.reading import Read, Tasks, lost

BATCH = 400_000
"""Bytes per batch: large enough to hide the pipe, small enough to share fairly."""

PATIENCE = 20.0
"""Seconds a worker may take for a batch before it is ended, plus what its size allows."""

SLOWEST = 100_000
"""Bytes per second that any file is read with; slower means that it hangs."""

STARTING = 30.0
"""Seconds a worker may take to say that it is there."""

SAFE_PATH = "PYTHONSAFEPATH"

Batch = tuple[SourceFile, ...]


class NoWorkerError(Exception):
    """A worker process could not be started."""


@dataclass
class _Worker:
    process: BaseProcess
    pipe: "Connection[Batch | None, list[Read]]"
    batch: Batch = ()
    deadline: float = 0.0


def spread(
    tasks: Tasks, sources: Sequence[SourceFile], jobs: int, progress: Callable[[int], None]
) -> list[Read]:
    """Read all sources with that many worker processes; order is not kept."""
    queue = deque(_batches(sources))
    found: list[Read] = []
    workers: list[_Worker] = []
    try:
        workers += [_start(tasks) for _ in range(min(jobs, len(queue)))]
        while queue or any(worker.batch for worker in workers):
            for place, worker in enumerate(workers):
                if not worker.batch and queue:
                    workers[place] = _give(worker, queue.popleft(), tasks)
            for place, worker in enumerate(workers):
                workers[place] = _collect(worker, tasks, queue, found)
            progress(len(found))
            _pause(workers)
    except NoWorkerError:
        left = [*queue, *(worker.batch for worker in workers)]
        found.extend(tasks.read(source) for batch in left for source in batch)
    finally:
        for worker in workers:
            worker.process.terminate()
            worker.pipe.close()
    return found


def _batches(sources: Sequence[SourceFile]) -> list[Batch]:
    """Batches of about equal bytes, the largest files first."""
    batches: list[Batch] = []
    current: list[SourceFile] = []
    size = 0
    for source in sorted(sources, key=lambda source: (-source.size, source.path)):
        current.append(source)
        size += source.size
        if size >= BATCH:
            batches.append(tuple(current))
            current, size = [], 0
    return [*batches, tuple(current)] if current else batches


def _start(tasks: Tasks) -> _Worker:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(tasks, theirs), daemon=True)
    try:
        with _safe_path():
            process.start()
        theirs.close()
        if not ours.poll(STARTING):
            raise NoWorkerError
        ours.recv()
    except (OSError, EOFError, RuntimeError) as error:
        raise NoWorkerError from error
    return _Worker(process, ours)


@contextmanager
def _safe_path() -> Iterator[None]:
    """Start interpreters that do not import from the current directory.

    A worker is started with ``-c``, which makes Python look there first, and
    the current directory may be the tree that is scanned.
    """
    before = os.environ.get(SAFE_PATH)
    os.environ[SAFE_PATH] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[SAFE_PATH]
        else:
            os.environ[SAFE_PATH] = before


def _work(tasks: Tasks, pipe: "Connection[list[Read], Batch | None]") -> None:
    pipe.send([])
    while True:
        try:
            batch = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        if batch is None:
            return
        pipe.send([tasks.read(source) for source in batch])


def _give(worker: _Worker, batch: Batch, tasks: Tasks) -> _Worker:
    if not worker.process.is_alive():
        worker = _start(tasks)
    size = sum(source.size for source in batch)
    worker.batch, worker.deadline = batch, monotonic() + PATIENCE + size / SLOWEST
    worker.pipe.send(batch)
    return worker


def _collect(worker: _Worker, tasks: Tasks, queue: deque[Batch], found: list[Read]) -> _Worker:
    if not worker.batch:
        return worker
    try:
        if worker.pipe.poll():
            found.extend(worker.pipe.recv())
            worker.batch = ()
            return worker
    except (EOFError, OSError):
        return _replaced(worker, tasks, queue, found, "ended the reading process")
    if monotonic() > worker.deadline:
        return _replaced(worker, tasks, queue, found, "took too long to read")
    return worker


def _replaced(
    worker: _Worker, tasks: Tasks, queue: deque[Batch], found: list[Read], reason: str
) -> _Worker:
    worker.process.kill()
    worker.pipe.close()
    if len(worker.batch) > 1:
        queue.extend((source,) for source in worker.batch)
    else:
        found.extend(lost(source, reason) for source in worker.batch)
    return _start(tasks)


def _pause(workers: Sequence[_Worker]) -> None:
    busy = [worker.pipe for worker in workers if worker.batch]
    if busy:
        wait(busy, timeout=0.5)
