"""Watches the children: who died, who is started again, when to stop."""

from __future__ import annotations

import os
import select
import signal

import psutil

from procman.child import Child
from procman.config import Program

SAY_STATUS_EVERY = 10.0


class Supervisor:
    """Keeps a set of programs running until it is told to stop."""

    def __init__(self, programs: list[Program]) -> None:
        self._children = [Child(program) for program in programs]
        self._stopping = False
        self._reading, self._writing = os.pipe()

    def run(self) -> None:
        """Start everything, and wait until the last one is gone."""
        signal.signal(signal.SIGCHLD, self._wake)
        signal.signal(signal.SIGTERM, self._stop)
        os.set_blocking(self._writing, False)
        for child in self._children:
            child.start()
        while any(child.pid for child in self._children):
            self._wait()
            self._reap()

    def _wait(self) -> None:
        watcher = select.epoll()
        watcher.register(self._reading, select.EPOLLIN)
        if watcher.poll(SAY_STATUS_EVERY):
            os.read(self._reading, 4096)
        else:
            self._say_status()
        watcher.close()

    def _reap(self) -> None:
        for child in self._children:
            if not child.pid:
                continue
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if pid:
                self._died(child, os.waitstatus_to_exitcode(status))

    def _died(self, child: Child, code: int) -> None:
        child.pid = 0
        child.deaths += code != 0
        if not self._stopping and child.deaths <= child.program.restarts:
            child.start()

    def _say_status(self) -> None:
        for child in self._children:
            memory = psutil.Process(child.pid).memory_info().rss if child.pid else 0
            print(f"{child.program.name}: {child.pid or 'gone'}, {memory >> 20} MiB")

    def _wake(self, _number: int, _frame: object) -> None:
        os.write(self._writing, b"!")

    def _stop(self, number: int, frame: object) -> None:
        self._stopping = True
        for child in self._children:
            child.stop()
        self._wake(number, frame)
