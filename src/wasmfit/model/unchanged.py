"""What stands for a file whose bytes nobody wants to read again, and for anything else."""

import os
from hashlib import blake2b

GRAIN = 2_000_000_000
"""Nanoseconds: a younger change may be followed by another one with the same time."""

State = tuple[int, ...]
"""Size, times of change of bytes and of status, inode and device; empty: not to be believed."""


def state_of(seen: os.stat_result, now: int) -> State:
    """What tells one state of a file from another, ``now`` in nanoseconds; of a young one nothing.

    ``now`` may be earlier than the look at the file, never later.
    """
    if seen.st_mtime_ns > now - GRAIN:
        return ()
    return (seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino, seen.st_dev)


def digest(*parts: bytes | str) -> bytes:
    """16 bytes that stand for the parts, whatever their lengths."""
    made = blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        made.update(len(data).to_bytes(8))
        made.update(data)
    return made.digest()
