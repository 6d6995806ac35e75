"""Python's search for circular garbage, kept from what makes none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """No search until the block is left.

    Judging makes no circles (a test holds it), and looking again and again through all
    that was read takes a tenth of its time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
