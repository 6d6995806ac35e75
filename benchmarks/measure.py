"""Run a command and tell what it cost: seconds, processor time, memory of all its processes."""

import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

LOOK = 0.1
"""Seconds between two looks at the memory of the processes."""

SESSION = 3
"""Place of the session's id in the state of a process, after its name."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took. ``peak`` are bytes of all processes together.

    Pages that processes share count once. ``finished`` is False when the run
    was ended because it took too long: everything is then a lower bound.
    """

    seconds: float
    cpu: float
    peak: int
    finished: bool = True


def cost(
    command: Sequence[str],
    out: Path,
    environment: Mapping[str, str] | None = None,
    limit: float = 3600,
) -> Cost:
    """Run it with its standard output in a file; RuntimeError when it cannot do its work.

    Exit code 1 is no failure: that is how these programs say that they found something.
    """
    errors = out.with_suffix(".log")
    start = perf_counter()
    with out.open("wb") as stdout, errors.open("wb") as stderr:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        watch = Watch(process.pid, limit)
        _, status, used = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        watch.end()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1) and not watch.late:
        message = f"{command[0]} ended with {process.returncode}, see {errors}"
        raise RuntimeError(message)
    return Cost(seconds, used.ru_utime + used.ru_stime, watch.peak, not watch.late)


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(
        seconds=median(one.seconds for one in costs),
        cpu=median(one.cpu for one in costs),
        peak=int(median(one.peak for one in costs)),
        finished=all(one.finished for one in costs),
    )


class Watch:
    """Looks at the processes of a session while they run, and ends them when they are late."""

    def __init__(self, session: int, limit: float) -> None:
        """Begin to look; ``limit`` are seconds."""
        self.session, self.peak, self.late = session, 0, False
        self._until = perf_counter() + limit
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Look no longer."""
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(LOOK):
            self.peak = max(self.peak, sum(map(_held, _members(self.session))))
            if perf_counter() > self._until:
                self.late = True
                os.killpg(self.session, signal.SIGKILL)
                return


def _members(session: int) -> Iterator[Path]:
    """The processes of a session."""
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                state = (place / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except OSError:
                continue
            if int(state[SESSION]) == session:
                yield place


def _held(place: Path) -> int:
    """Bytes that a process holds, its part of what it shares with others."""
    try:
        lines = (place / "smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
