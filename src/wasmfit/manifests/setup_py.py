"""``setup.py``: what the call of ``setup`` says in so many words. It is never run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wasmfit.manifests._literals import (
    MOST,
    NotLiteralError,
    Script,
    arguments,
    dotted,
    members,
)
from wasmfit.manifests._pypi import (
    BadRequirementError,
    dependency,
    native_build,
    native_extension,
    requirement,
)
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope, Use
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest
from wasmfit.syntax.tree import Node

_STAGE = "extract"
_SCOPES = {
    "install_requires": Scope.RUNTIME,
    "setup_requires": Scope.BUILD,
    "tests_require": Scope.DEV,
}
_EXTENSIONS = ("ext_modules", "cffi_modules", "rust_extensions", "cmake_source_dir")
_STARTS = ("console_scripts", "gui_scripts")
_SECTION = re.compile(r"\s*\[([\w.-]+)\]\s*$")


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name, dependencies, scripts and extension modules; what running would tell is a gap."""
    if len(data) > MOST:
        gap = Gap(file.path, _STAGE, f"not read: more than {MOST:,} bytes", len(data))
        return ManifestFacts(path=file.path, gaps=(gap,))
    script = Script(data)
    calls = (c for c in script.calls() if _callee(c) == "setup")
    call = next(calls, None)
    if call is None:
        return ManifestFacts(path=file.path)
    return _Reading(file.path, script).facts(call)


MANIFEST = Manifest(
    id="setup_py",
    ecosystem="pypi",
    patterns=("setup.py",),
    read=_read,
    languages=("python",),
    shared=True,
)


def _callee(call: Node) -> str:
    return dotted(call.child_by_field_name("function")).rpartition(".")[2]


@dataclass(slots=True)
class _Reading:
    """What one call says."""

    path: str
    script: Script
    gaps: list[Gap] = field(default_factory=list)

    def facts(self, call: Node) -> ManifestFacts:
        """Everything in it, sorted by place."""
        given = dict(self._arguments(call))
        found = sorted(self._dependencies(given), key=lambda one: (one.location.key, one.purl))
        extension = self._extension(given)
        native = native_build(found) if extension is None else extension
        return ManifestFacts(
            path=self.path,
            name=next(iter(self._plain(given, "name")), ""),
            dependencies=tuple(found),
            scripts=tuple(sorted(set(self._scripts(given)))),
            packaged=True,
            uses=(native,) if native else (),
            gaps=tuple(sorted(self.gaps, key=lambda gap: (gap.line or 0, gap.reason))),
        )

    def _arguments(self, call: Node) -> Iterator[tuple[str, Node]]:
        """Keyword arguments, those of ``**settings`` included."""
        for name, value in arguments(call):
            if name and name != "**":
                yield name, value
                continue
            try:
                yield from list(self.script.pairs(value))
            except NotLiteralError:
                self._gap(value, "arguments of setup() are made while it runs, and nothing is run")

    def _dependencies(self, given: dict[str, Node]) -> Iterator[Dependency]:
        for option, scope in _SCOPES.items():
            if option in given:
                yield from self._requirements(option, given[option], scope)
        extras = given.get("extras_require")
        if extras is None:
            return
        try:
            groups = list(self.script.pairs(extras))
        except NotLiteralError:
            self._unsaid(extras, "extras_require")
            return
        for name, listed in groups:
            marker = name.partition(":")[2]
            scope = Scope.RUNTIME if name.startswith(":") else Scope.OPTIONAL
            yield from self._requirements("extras_require", listed, scope, marker)

    def _requirements(
        self, option: str, node: Node, scope: Scope, marker: str = ""
    ) -> Iterator[Dependency]:
        try:
            listed = list(self.script.strings(node))
        except NotLiteralError:
            self._unsaid(node, option)
            return
        for text, place in listed:
            for number, part in enumerate(text.split("\n")):
                line = part.strip()
                if not line or line.startswith("#"):
                    continue
                stated = f"{line} ; {marker}" if marker and ";" not in line else line
                try:
                    yield dependency(
                        requirement(stated), scope, self.path, self.script.span(place, number)
                    )
                except BadRequirementError as error:
                    self._gap(place, f"not a requirement: {error}")

    def _plain(self, given: dict[str, Node], option: str) -> Iterator[str]:
        if option in given:
            try:
                yield from (text for text, _ in list(self.script.strings(given[option])))
            except NotLiteralError:
                return

    def _scripts(self, given: dict[str, Node]) -> Iterator[str]:
        yield from self._plain(given, "scripts")
        stated = given.get("entry_points")
        if stated is None:
            return
        for line in self._entry_points(stated):
            if "=" in line:
                yield line.partition("=")[2].partition("[")[0].strip()

    def _entry_points(self, stated: Node) -> Iterator[str]:
        """Lines of the groups that start something; a text has sections, a dictionary keys."""
        try:
            groups = [one for one in self.script.pairs(stated) if one[0] in _STARTS]
            yield from [text for _, listed in groups for text, _ in self.script.strings(listed)]
        except NotLiteralError:
            section = ""
            for text in self._plain({"entry_points": stated}, "entry_points"):
                for line in text.split("\n"):
                    header = _SECTION.match(line)
                    section = header[1] if header else section
                    if section in _STARTS and not header:
                        yield line

    def _extension(self, given: dict[str, Node]) -> Use | None:
        """The use of an extension module that is built, unless the list is written out empty."""
        for option in _EXTENSIONS:
            if option in given:
                node = self.script.resolved(given[option])
                empty = node.type in ("list", "tuple") and not members(node)
                if not empty and node.type not in ("none", "false"):
                    return native_extension(self.script.span(given[option]))
        return None

    def _unsaid(self, node: Node, option: str) -> None:
        self._gap(node, f"{option} is made while setup.py runs, and nothing is run")

    def _gap(self, node: Node, reason: str) -> None:
        self.gaps.append(Gap(self.path, _STAGE, reason, line=self.script.line(node)))
