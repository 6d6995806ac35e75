"""Spread reading over worker processes, and survive a worker that dies or hangs.

Batches are balanced by bytes. A worker that ends or takes too long is
replaced; its batch is tried again file by file, and a file that ends a worker
alone becomes a gap. Where workers cannot start at all (no permission) this
process reads on alone.
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

from wasmfit.errors import InstallationError
from wasmfit.model.project import SourceFile
from wasmfit.stages.extract.confine import confine, mortal, safe_path, undisturbed, unseen_main
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
Order = Tasks | Batch
Answer = list[Read] | InstallationError


class NoWorkerError(Exception):
    """A worker process could not be started."""


@dataclass
class Worker:
    """A process that reads; ``tasks`` is what it was told last."""

    process: BaseProcess
    pipe: "Connection[Order, Answer]"
    tasks: Tasks | None = None
    batch: Batch = ()
    deadline: float = 0.0


def spread(
    tasks: Tasks,
    sources: Sequence[SourceFile],
    jobs: int,
    workers: list[Worker],
    progress: Callable[[int], None],
) -> list[Read]:
    """Read all sources with that many worker processes; order is not kept.

    Workers that are there already are taken first, and all that are started
    stay: whoever holds the list lets them go with :func:`dismiss`.
    """
    queue = deque(_batches(sources))
    found: list[Read] = []
    try:
        _engage(workers, min(jobs, len(queue)))
        while queue or any(worker.batch for worker in workers):
            for place, worker in enumerate(workers):
                workers[place] = _collect(worker, queue, found)
            # After what was collected, so that nobody waits here with nothing to do.
            for place, worker in enumerate(workers):
                if not worker.batch and queue:
                    workers[place] = _give(worker, queue.popleft(), tasks)
            progress(len(found))
            _pause(workers)
    except NoWorkerError:
        left = [*queue, *(worker.batch for worker in workers)]
        dismiss(workers)
        found.extend(read_alone(tasks, source) for batch in left for source in batch)
    return found


def dismiss(workers: list[Worker]) -> None:
    """End all of them."""
    while workers:
        _end(workers.pop())


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


def _engage(workers: list[Worker], number: int) -> None:
    """Start what lacks of that many workers, side by side."""
    fresh = len(workers)
    while len(workers) < number:
        workers.append(_start())
    for worker in workers[fresh:]:
        _greet(worker)


def _start() -> Worker:
    """A process that is on its way. Raises NoWorkerError where none may be started."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,), daemon=True)
    worker = Worker(process, ours)
    try:
        with safe_path(), undisturbed(), unseen_main():
            process.start()
        theirs.close()
    except OSError as error:
        _end(worker)
        raise NoWorkerError from error
    except BaseException:
        _end(worker)
        raise
    return worker


def _greet(worker: Worker) -> None:
    """Wait for the first word of a worker. Raises NoWorkerError when there is none."""
    try:
        if not worker.pipe.poll(STARTING):
            raise NoWorkerError
        worker.pipe.recv()
    except (EOFError, OSError) as error:
        raise NoWorkerError from error


def _end(worker: Worker) -> None:
    """End the process now, whatever it does, and leave no trace of it."""
    worker.pipe.close()
    if worker.process.pid is not None:
        worker.process.kill()
        worker.process.join(ENDING)


def _work(pipe: "Connection[Answer, Order]") -> None:
    confine()
    pipe.send([])
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
    tasks: Tasks | None = None
    with suppress(EOFError, OSError):  # nobody is there any more who could be told
        while True:
            order = pipe.recv()
            if isinstance(order, Tasks):
                tasks = order
                gc.freeze()  # what is there now stays; nobody need look through it again
            elif tasks is not None:
                _answer(pipe, tasks, order)


def _answer(pipe: "Connection[Answer, Order]", tasks: Tasks, batch: Batch) -> None:
    try:
        with mortal(2 * _allowed(batch)):
            found = [tasks.read(source) for source in batch]
        pipe.send(found)
    except InstallationError as error:
        pipe.send(error)
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


def _allowed(batch: Batch) -> float:
    """Seconds that reading a batch may take."""
    return PATIENCE + sum(source.size for source in batch) / SLOWEST


def _give(worker: Worker, batch: Batch, tasks: Tasks) -> Worker:
    if not worker.process.is_alive():
        _end(worker)
        worker = _start()
        _greet(worker)
    worker.batch, worker.deadline = batch, monotonic() + _allowed(batch)
    with suppress(OSError):  # it has just ended, which is seen where its answer is awaited
        if worker.tasks is not tasks:
            worker.pipe.send(tasks)
            worker.tasks = tasks
        worker.pipe.send(batch)
    return worker


def _collect(worker: Worker, queue: deque[Batch], found: list[Read]) -> Worker:
    if not worker.batch:
        return worker
    try:
        if worker.pipe.poll():
            answer = worker.pipe.recv()
            if isinstance(answer, InstallationError):
                raise answer
            found.extend(answer)
            worker.batch = ()
            return worker
    except (EOFError, OSError):
        worker.process.join(ENDING)
        full = worker.process.exitcode == OUT_OF_MEMORY
        reason = NO_MEMORY if full else "ended the reading process"
        return _replaced(worker, queue, found, reason)
    if monotonic() > worker.deadline:
        return _replaced(worker, queue, found, "took too long to read")
    return worker


def _replaced(worker: Worker, queue: deque[Batch], found: list[Read], reason: str) -> Worker:
    _end(worker)
    batch, worker.batch = worker.batch, ()
    if len(batch) > 1:
        queue.extend((source,) for source in batch)
    else:
        found.extend(lost(source, reason) for source in batch)
    fresh = _start()
    _greet(fresh)
    return fresh


def _pause(workers: Sequence[Worker]) -> None:
    busy = [worker.pipe for worker in workers if worker.batch]
    if busy:
        wait(busy, timeout=0.5)
