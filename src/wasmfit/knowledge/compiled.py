"""The index of ``rules/``: files that were read and checked before, in a form that loads fast.

An entry stands under the name of its file and counts only while it carries
the fingerprint of the file's present bytes and of everything the check of
that file referred to. A stale entry is never used: the file is read again.
"""

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from wasmfit.knowledge.shapes import Context

PLACE = Path(__file__).resolve().parent.parent / "rules.index"
"""Where an installation keeps its index; a build writes it, nobody has to."""

Entries = Mapping[str, Any]


class Index:
    """Looks entries up; each group of files is decoded when one of them is first asked for."""

    def __init__(self, data: bytes = b"") -> None:
        """``data`` is what :func:`written` made; empty means that nothing is known."""
        heading, _, self._body = data.partition(b"\n")
        self._groups: Entries = _decoded(heading)
        self._decoded: dict[str, Entries] = {}

    def find(self, label: str, fingerprint: str) -> Any:  # noqa: ANN401 - what JSON holds
        """The content kept for a file, None when there is none or it is stale."""
        found = self._group(group_of(label)).get(label)
        return found[1] if found is not None and found[0] == fingerprint else None

    def _group(self, name: str) -> Entries:
        if name not in self._decoded:
            start, end = self._groups.get(name, (0, 0))
            self._decoded[name] = _decoded(self._body[start:end])
        return self._decoded[name]


def shipped_index() -> Index:
    """The index of this installation, an empty one when there is none."""
    try:
        return Index(PLACE.read_bytes())
    except OSError:
        return Index()


def _decoded(data: bytes) -> Entries:
    """A table of JSON; what is no such thing is as good as empty."""
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def written(entries: Entries) -> bytes:
    """The bytes of an index: one line that says where each group lies, then the groups."""
    grouped: dict[str, dict[str, Any]] = {}
    for label in sorted(entries):
        grouped.setdefault(group_of(label), {})[label] = entries[label]
    groups: dict[str, tuple[int, int]] = {}
    body = b""
    for name, group in grouped.items():
        text = json.dumps(group, ensure_ascii=False, separators=(",", ":")).encode()
        groups[name] = (len(body), len(body) + len(text))
        body += text
    return json.dumps(groups).encode() + b"\n" + body


def group_of(label: str) -> str:
    """Files that are needed together: those of a folder, or one file of packages."""
    path = PurePosixPath(label)
    return label if path.parent.name == "packages" else path.parent.as_posix()


def fingerprint(content: bytes, context: Context | None = None) -> str:
    """What an entry must carry to count for these bytes, checked in this context."""
    digest = hashlib.sha256(content)
    if context is not None:
        known = (context.capabilities, context.targets, context.toolchains, context.hosts)
        digest.update(_names(*map(frozenset, known)))
        digest.update("\0".join(sorted(context.tables)).encode())
    return digest.hexdigest()


@lru_cache(maxsize=4)
def _names(*known: frozenset[str]) -> bytes:
    return hashlib.sha256("\0\0".join("\0".join(sorted(it)) for it in known).encode()).digest()
