"""Where a unit starts, and which of its files show that it serves."""

from collections.abc import Callable, Mapping, Sequence
from posixpath import basename, dirname

from wasmfit.model.facts import FileFacts
from wasmfit.model.project import Role, SourceFile
from wasmfit.stages.detect.serving import Serving

PROGRAM = "program"
"""The trait of a file that a compiled program starts with, wherever it lies."""

LIBRARY = "library"
"""The trait of a file that is part of a library which the project builds for others."""

PART = "for:"
"""Before the folder of a program that a file is part of, in a trait; one without is anybody's."""

_GATEWAYS = frozenset({"asgi.py", "passenger_wsgi.py", "wsgi.py"})


def is_gateway(path: str) -> bool:
    """Whether servers look for their application in a file of this name."""
    return basename(path) in _GATEWAYS


class Starts:
    """The files that start one unit. Paths are relative to the scanned root."""

    def __init__(
        self,
        unit: str,
        sources: Sequence[SourceFile],
        facts: Mapping[str, FileFacts],
        scripts: Sequence[str],
        serving: Serving,
        *,
        packaged: bool,
    ) -> None:
        """``unit`` is the unit's directory, "" for the root; ``scripts`` are declared ones."""
        self._unit = unit
        self._paths = [source.path for source in sources if source.role is Role.SOURCE]
        self._packages = {dirname(path) for path in self._paths if basename(path) == "__init__.py"}
        self._facts, self._serving = facts, serving
        self._packaged = packaged
        self.declared = tuple(sorted({path for script in scripts for path in self._script(script)}))
        self.mains = tuple(path for path in self._paths if self._is_main(path))

    @property
    def top_packages(self) -> tuple[str, ...]:
        """The packages that lie in no other package, sorted."""
        return tuple(sorted(p for p in self._packages if dirname(p) not in self._packages))

    @property
    def programs(self) -> tuple[str, ...]:
        """The files that compiled programs start with, sorted."""
        return tuple(path for path in self.mains if PROGRAM in self._traits(path))

    def serving(self) -> tuple[str, ...]:
        """The files that show a service, sorted."""
        return self._showing(self._serving.listens)

    def making_application(self) -> tuple[str, ...]:
        """The files that make the unit's own request handler, sorted."""
        return self._showing(self._serving.makes_application)

    def _showing(self, sign: Callable[[FileFacts], bool]) -> tuple[str, ...]:
        found = [path for path in self._paths if path in self._facts]
        return tuple(path for path in found if sign(self._facts[path]) or is_gateway(path))

    def _is_main(self, path: str) -> bool:
        """``__main__.py``, a compiled program, or a script that stands outside of packages.

        In a unit that builds a package only one at its top counts: deeper
        ones are for its developers.
        """
        if basename(path) == "__main__.py":
            return True
        folder = dirname(path)
        traits = self._traits(path)
        if "main" not in traits:
            return PROGRAM in traits
        tops = (self._unit, f"{self._unit}/src".lstrip("/"))
        return folder in tops if self._packaged else folder not in self._packages

    def _traits(self, path: str) -> tuple[str, ...]:
        return self._facts[path].traits if path in self._facts else ()

    def _script(self, script: str) -> list[str]:
        """The file of ``module:function`` or of a path; nothing when it lies elsewhere."""
        module = script.partition(":")[0].strip()
        stem = module if "/" in module else module.replace(".", "/")
        endings = (stem, f"{stem}.py", f"{stem}/__init__.py")
        roots = (self._unit, f"{self._unit}/src".lstrip("/"))
        exact = [f"{root}/{ending}".lstrip("/") for root in roots for ending in endings]
        known = set(self._paths)
        for path in exact:
            if path in known:
                return [path]
        near = [p for p in self._paths if any(p.endswith(f"/{ending}") for ending in endings)]
        return near if len(near) == 1 else []
