"""Many pictures at once, one process per processor."""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

from thumbnailer.picture import shrink
from thumbnailer.sizes import SIZES


def shrink_all(sources: list[Path], folder: Path) -> Iterator[Path]:
    """Every size of every picture; an interrupted run leaves no half files."""
    jobs = [(source, size) for source in sources for size in SIZES]
    with tempfile.TemporaryDirectory() as draft, ProcessPoolExecutor(os.cpu_count()) as pool:
        waiting = [pool.submit(shrink, source, Path(draft), size) for source, size in jobs]
        for done in waiting:
            yield done.result().rename(folder / done.result().name)


def digest_all(sources: list[Path]) -> dict[Path, str]:
    """The hash of every picture, to see which are new."""
    with multiprocessing.Pool() as pool:
        return dict(zip(sources, pool.map(_digest, sources)))


def sizes_on_disk(sources: list[Path]) -> list[int]:
    """The sizes of all files; slow disks answer many questions at once."""
    with ThreadPoolExecutor(max_workers=16) as pool:
        return list(pool.map(os.path.getsize, sources))


def _digest(path: Path) -> str:
    import hashlib

    return hashlib.file_digest(path.open("rb"), "blake2b").hexdigest()
