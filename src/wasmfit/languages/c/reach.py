"""Files that are compiled or included only under a condition."""

from collections.abc import Mapping
from posixpath import basename, dirname, join, normpath, splitext

from wasmfit.languages.c.builds import TRAIT
from wasmfit.languages.c.definitions import Definitions
from wasmfit.languages.c.expressions import both, either
from wasmfit.languages.c.includes import NOT_SHIPPED, Includes, joined
from wasmfit.model.condition import ALWAYS, NEVER, Condition
from wasmfit.model.facts import FileFacts, Guard

_Incoming = list[tuple[str, tuple[Guard, ...]]]


class Reach:
    """The condition under which a file takes part in the build."""

    def __init__(
        self, files: Mapping[str, FileFacts], includes: Includes, definitions: Definitions
    ) -> None:
        """Collect who includes and who lists each file."""
        self._files, self._includes, self._definitions = files, includes, definitions
        self._included: dict[str, _Incoming] = {}
        self._listed: dict[str, _Incoming] = {}
        self._known: dict[str, Condition] = {}
        self._asking: set[str] = set()
        stems = _by_stem(files)
        for path in sorted(files):
            if TRAIT in files[path].traits:
                self._list(path, stems)
            else:
                for target, brought in includes.direct(path):
                    self._included.setdefault(target, []).append((path, brought.guards))

    def _list(self, path: str, stems: Mapping[str, list[str]]) -> None:
        folder = dirname(path)
        for brought in self._files[path].imports:
            stem = splitext(brought.module.replace("${CMAKE_CURRENT_SOURCE_DIR}/", ""))[0]
            near = normpath(join(folder, stem))
            for target in stems.get(basename(stem), ()):
                bare = splitext(target)[0]
                if bare in (near, stem) or bare.endswith(f"/{stem.lstrip('./')}"):
                    self._listed.setdefault(target, []).append((path, brought.guards))

    def guard(self, path: str) -> Guard | None:
        """The guard of a whole file, None when it always takes part."""
        condition = self.condition(path)
        if condition == ALWAYS:
            return None
        incoming = [*self._listed.get(path, ()), *self._included.get(path, ())]
        guards = [guard for _, found in incoming for guard in found]
        if guards:
            first = guards[0]
            return Guard(condition, first.text, first.path, first.line)
        source = incoming[0][0] if incoming else path
        return Guard(condition, f"#include in {source}", source, 1)

    def condition(self, path: str) -> Condition:
        """The condition of a file in words of the target alone."""
        known = self._known.get(path)
        if known is None:
            if path in self._asking:
                return NEVER
            self._asking.add(path)
            known = self._work_out(path)
            self._asking.discard(path)
            if not self._asking or known == ALWAYS:
                self._known[path] = known
        return known

    def _work_out(self, path: str) -> Condition:
        file = self._files[path]
        if "main" in file.traits:
            return ALWAYS
        included = self._from_includes(path)
        if "header" in file.traits:
            return either(included) if included else ALWAYS
        listed = [
            self._definitions.resolve(source, joined(guards))
            for source, guards in self._listed.get(path, ())
        ]
        if not listed and not included:
            return ALWAYS
        return either((*listed, *included))

    def _from_includes(self, path: str) -> list[Condition]:
        role = self._files[path].role
        found = []
        for source, guards in self._included.get(path, ()):
            if self._files[source].role in NOT_SHIPPED and role not in NOT_SHIPPED:
                continue
            alone = "header" not in self._files[source].traits
            if not guards and alone and source not in self._asking:
                condition = self.condition(source)
                if condition == ALWAYS:
                    return [ALWAYS]
                found.append(condition)
                continue
            here = self._definitions.resolve(source, joined(guards))
            found.append(both((here, self.condition(source))))
            if found[-1] == ALWAYS:
                return [ALWAYS]
        return [condition for condition in found if condition != NEVER] or found


def _by_stem(files: Mapping[str, FileFacts]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, file in files.items():
        if TRAIT not in file.traits and "header" not in file.traits:
            found.setdefault(splitext(basename(path))[0], []).append(path)
    return found
