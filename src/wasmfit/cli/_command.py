"""What a command of the program is."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """A word after ``wasmfit``: its options, and what it does.

    ``run`` returns the exit code: 0 done, 1 a threshold was crossed. Errors
    that a user can cause are raised as WasmfitError and end in 2 or 3.
    """

    id: str
    help: str
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
