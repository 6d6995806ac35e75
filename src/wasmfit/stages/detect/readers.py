"""Which reader takes a file: by name, by suffix, or by the interpreter its first line names."""

import re
from collections.abc import Iterable, Sequence
from fnmatch import translate

from wasmfit.model.reader import Language, Manifest
from wasmfit.stages.detect.tree import Head

_SHEBANG_LIMIT = 256


class Readers:
    """Finds the language or manifest format of a path."""

    def __init__(self, languages: Sequence[Language], manifests: Sequence[Manifest]) -> None:
        """Where two readers claim a name, the first one given takes it."""
        self._names = _first((name, one.id) for one in languages for name in one.filenames)
        self._suffixes = _first((suffix, one.id) for one in languages for suffix in one.suffixes)
        self._shebangs = _first((name, one.id) for one in languages for name in one.shebangs)
        bases = {p.rpartition("/")[2] for manifest in manifests for p in manifest.patterns}
        self._any = re.compile("|".join(translate(base) for base in sorted(bases)) or r"(?!)")
        self._manifests = tuple(
            (pattern.count("/"), re.compile(translate(pattern)), manifest)
            for manifest in manifests
            for pattern in manifest.patterns
        )

    def manifest(self, path: str) -> Manifest | None:
        """The manifest format of a path, if it is one."""
        parts = path.split("/")
        if not self._any.match(parts[-1]):
            return None
        for slashes, pattern, manifest in self._manifests:
            if pattern.match("/".join(parts[-slashes - 1 :])):
                return manifest
        return None

    def language(self, path: str, head: Head) -> str | None:
        """The language id of a path. ``head`` is asked only for names without a suffix."""
        name = path.rpartition("/")[2]
        if name in self._names:
            return self._names[name]
        dot = name.find(".", 1)
        if dot < 0:
            return None if name.startswith(".") else self._interpreted(head(path))
        while dot >= 0:
            if name[dot:] in self._suffixes:
                return self._suffixes[name[dot:]]
            dot = name.find(".", dot + 1)
        return None

    def speaks(self, path: str) -> bool:
        """Whether some reader takes files of this suffix."""
        return f".{path.rpartition('.')[2]}" in self._suffixes

    def _interpreted(self, head: bytes) -> str | None:
        """The language of a script by its ``#!`` line (``/usr/bin/env -S python3.12 -u``)."""
        if not head.startswith(b"#!"):
            return None
        line = head[2:_SHEBANG_LIMIT].split(b"\n", 1)[0].decode("utf-8", "replace")
        words = [word.rpartition("/")[2] for word in line.split()]
        if words[:1] == ["env"]:
            words = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
        program = words[0] if words else ""
        return self._shebangs.get(program) or self._shebangs.get(program.rstrip("0123456789."))


def _first(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, reader in pairs:
        found.setdefault(name, reader)
    return found
