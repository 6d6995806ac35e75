"""Spread reading over worker processes, and survive a worker that dies or hangs.

Batches are balanced by bytes. A worker that ends or takes too long is
replaced; its batch is tried again file by file, and a file that ends a worker
alone becomes a gap. Where workers cannot start at all (a host program without
a main guard, no permission) this process reads on alone.
"""

import gc
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic

from wasmfit.model.project import SourceFile
from wasmfit.stages.extract.confine import confine, mortal, safe_path, undisturbed
from wasmfit.stages.extract.reading import NO_MEMORY, Read, Tasks, lost, read_alone

BATCH = 400_000
"""Bytes per batch: large enough to hide the pipe, small enough to share fairly."""

PATIENCE = 20.0
"""Seconds a worker may take for a batch before it is ended, plus what its size allows."""

SLOWEST = 100_000
"""Bytes per second that any file is read with; slower means that it hangs."""

STARTING = 30.0
"""Seconds a worker may take to say that it is there."""

ENDING = 5.0
"""Seconds to wait for a worker that was killed to be gone."""

OUT_OF_MEMORY = 12
"""Exit code of a worker that could not get the memory it asked for."""

YOUNG = 5_000
"""New objects before a worker looks for circles among them: values are none."""

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
        workers.extend(_start(tasks) for _ in range(min(jobs, len(queue))))
        while queue or any(worker.batch for worker in workers):
            for place, worker in enumerate(workers):
                workers[place] = _collect(worker, tasks, queue, found)
            # After what was collected, so that nobody waits here with nothing to do.
            for place, worker in enumerate(workers):
                if not worker.batch and queue:
                    workers[place] = _give(worker, queue.popleft(), tasks)
            progress(len(found))
            _pause(workers)
    except NoWorkerError:
        left = [*queue, *(worker.batch for worker in workers)]
        found.extend(read_alone(tasks, source) for batch in left for source in batch)
    finally:
        for worker in workers:
            _end(worker)
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
    worker = _Worker(process, ours)
    try:
        with safe_path(), undisturbed():
            process.start()
        theirs.close()
        _greet(ours)
    except (OSError, EOFError, RuntimeError) as error:
        _end(worker)
        raise NoWorkerError from error
    except BaseException:
        _end(worker)
        raise
    return worker


def _greet(pipe: "Connection[Batch | None, list[Read]]") -> None:
    """Wait for the first word of a worker."""
    if not pipe.poll(STARTING):
        raise NoWorkerError
    pipe.recv()


def _end(worker: _Worker) -> None:
    """End the process now, whatever it does, and leave no trace of it."""
    worker.pipe.close()
    if worker.process.pid is not None:
        worker.process.kill()
        worker.process.join(ENDING)


def _work(tasks: Tasks, pipe: "Connection[list[Read], Batch | None]") -> None:
    confine()
    pipe.send([])
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
    while True:
        try:
            batch = pipe.recv()
        except EOFError:
            return
        if batch is None:
            return
        try:
            with mortal(2 * _allowed(batch)):
                found = [tasks.read(source) for source in batch]
            pipe.send(found)
        except MemoryError:
            sys.exit(OUT_OF_MEMORY)


def _allowed(batch: Batch) -> float:
    """Seconds that reading a batch may take."""
    return PATIENCE + sum(source.size for source in batch) / SLOWEST


def _give(worker: _Worker, batch: Batch, tasks: Tasks) -> _Worker:
    if not worker.process.is_alive():
        worker = _start(tasks)
    worker.batch, worker.deadline = batch, monotonic() + _allowed(batch)
    with suppress(OSError):  # it has just ended, which is seen where its answer is awaited
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
        worker.process.join(ENDING)
        full = worker.process.exitcode == OUT_OF_MEMORY
        reason = NO_MEMORY if full else "ended the reading process"
        return _replaced(worker, tasks, queue, found, reason)
    if monotonic() > worker.deadline:
        return _replaced(worker, tasks, queue, found, "took too long to read")
    return worker


def _replaced(
    worker: _Worker, tasks: Tasks, queue: deque[Batch], found: list[Read], reason: str
) -> _Worker:
    _end(worker)
    batch, worker.batch = worker.batch, ()
    if len(batch) > 1:
        queue.extend((source,) for source in batch)
    else:
        found.extend(lost(source, reason) for source in batch)
    return _start(tasks)


def _pause(workers: Sequence[_Worker]) -> None:
    busy = [worker.pipe for worker in workers if worker.batch]
    if busy:
        wait(busy, timeout=0.5)
