"""Which file of the repository an ``#include`` means, and what it brings along."""

from collections.abc import Iterable, Mapping, Sequence
from posixpath import basename, dirname, join, normpath, splitext

from wasmfit.languages.c.expressions import both, either
from wasmfit.model.condition import ALWAYS, NEVER, UNSURE, Any, Condition
from wasmfit.model.facts import FileFacts, Guard, Import

FOREIGN = frozenset(
    {"win", "win32", "win64", "windows", "w32", "mingw", "mingw32", "msvc", "msdos", "dos", "os2",
     "amiga", "vms", "os400", "symbian", "wince", "djgpp", "beos", "haiku", "netware", "riscos",
     "aix", "hpux", "irix", "sunos", "solaris", "os390", "zos", "ibmi", "qnx"}
)  # fmt: skip
"""Words in a path that say: not for this system."""

TEMPLATES = (".in", ".cmake", ".cmake.in", "in")
LONGEST = 6
"""Alternatives of a condition; more than that is not worth telling apart."""

NOT_SHIPPED = frozenset({"test", "example", "benchmark", "docs"})


def is_foreign(path: str) -> bool:
    """Whether a path says that the file is for another system."""
    stem, _ = splitext(path.lower())
    parts = stem.replace("-", "/").replace("_", "/").replace(".", "/").split("/")
    return not FOREIGN.isdisjoint(parts)


class Includes:
    """Includes resolved inside the repository."""

    def __init__(self, files: Mapping[str, FileFacts]) -> None:
        """``files`` by path."""
        self._files = files
        self._by_name: dict[str, list[str]] = {}
        for path in sorted(files):
            self._by_name.setdefault(basename(path), []).append(path)
        self._closures: dict[str, dict[str, Condition]] = {}
        self._direct: dict[str, list[tuple[str, Import]]] = {}

    def find(self, source: str, written: str) -> str | None:
        """The file that ``"a/b.h"`` or ``<a/b.h>`` means in a source, if it is here."""
        name = normpath(written[1:-1])
        folder = dirname(source)
        near = normpath(join(folder, name))
        if written[0] == '"' and near in self._files:
            return near
        plain = name.lstrip("./") if name.startswith("..") else name
        found = [
            path
            for path in self._by_name.get(basename(plain), ())
            if path == plain or path.endswith(f"/{plain}")
        ]
        found = [path for path in found if path != source and not is_foreign(path)] or found
        shipped = [p for p in found if self._files[p].role not in NOT_SHIPPED]
        if self._files[source].role not in NOT_SHIPPED:
            found = shipped
        return max(found, key=lambda path: (_shared(path, folder), -len(path), path), default=None)

    def direct(self, path: str) -> Sequence[tuple[str, Import]]:
        """The includes of a file that lead into the repository."""
        known = self._direct.get(path)
        if known is None:
            known = []
            for brought in self._files[path].imports:
                target = self.find(path, brought.module) if brought.module[:1] in '<"' else None
                if target is not None and target != path:
                    known.append((target, brought))
            self._direct[path] = known
        return known

    def closure(self, path: str) -> Mapping[str, Condition]:
        """Every file that a file includes, directly or not, and under which condition."""
        known = self._closures.get(path)
        if known is not None:
            return known
        found: dict[str, Condition] = {}
        self._closures[path] = found
        for target, brought in self.direct(path):
            condition = joined(brought.guards)
            _add(found, target, condition)
            for inner, other in list(self.closure(target).items()):
                if inner != path:
                    _add(found, inner, both((condition, other)))
        return found

    def has_template(self, name: str) -> bool:
        """Whether a template of a header of this name is anywhere."""
        return any(f"{name}{ending}" in self._by_name for ending in TEMPLATES)

    def is_generated(self, path: str) -> bool:
        """Whether a template beside it says that a file is made by configuring."""
        return any(f"{path}{ending}" in self._files for ending in TEMPLATES)


def _add(found: dict[str, Condition], path: str, condition: Condition) -> None:
    merged = either((found.get(path, NEVER), condition))
    if isinstance(merged, Any) and len(merged.operands) > LONGEST:
        merged = UNSURE
    found[path] = merged


def _shared(path: str, folder: str) -> int:
    count = 0
    for ours, theirs in zip(path.split("/"), folder.split("/"), strict=False):
        if ours != theirs:
            break
        count += 1
    return count


def joined(guards: Iterable[Guard]) -> Condition:
    """All guards as one condition."""
    return both(guard.condition for guard in guards) if guards else ALWAYS
