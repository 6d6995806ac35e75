"""One running program."""

from __future__ import annotations

import os
import pwd
import resource
import signal
from typing import NoReturn

import setproctitle

from procman.config import Program

OPEN_FILES = 4096


class Child:
    """A process that was started from a :class:`Program`."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.pid = 0
        self.deaths = 0

    def start(self) -> None:
        """Split in two; the other half becomes the program."""
        self.pid = os.fork()
        if self.pid == 0:
            self._become()

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Ask the whole group of the program to end."""
        if self.pid:
            os.killpg(self.pid, number)

    def _become(self) -> NoReturn:
        os.setsid()
        setproctitle.setproctitle(f"procman: {self.program.name}")
        resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
        if self.program.user:
            user = pwd.getpwnam(self.program.user)
            os.setgid(user.pw_gid)
            os.setuid(user.pw_uid)
        os.execvp(self.program.command[0], self.program.command)
