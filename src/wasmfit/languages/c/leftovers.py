"""Macros that a project asks for and defines nowhere, and headers that are made while building."""

from collections.abc import Mapping
from posixpath import basename, dirname

from wasmfit.languages.c.builds import TRAIT
from wasmfit.languages.c.includes import Includes
from wasmfit.languages.c.platforms import is_of_platform, is_system_header
from wasmfit.model.condition import Atom
from wasmfit.model.facts import FileFacts

_TELLING = frozenset({"configure.ac", "configure.in", "CMakeLists.txt", "meson.build"})
_PLAIN = frozenset({"Makefile", "makefile", "GNUmakefile"})
_OF_LIBRARIES = ("MAX", "MIN", "BIT", "SIZE", "VERSION", "VERSION_NUMBER", "VERNUM", "PREREQ")
"""Ends of names that the headers of libraries define for others to ask."""


class Leftovers:
    """What includes and definitions leave open."""

    def __init__(self, files: Mapping[str, FileFacts], includes: Includes) -> None:
        """Nothing is worked out before it is asked."""
        self._files, self._includes = files, includes
        self._told = _is_told(files)
        self._spoken = {
            flag.name.removesuffix("?")
            for file in files.values()
            for flag in file.flags
            if flag.name.endswith("?") and "=" not in flag.name
        }
        self._said = frozenset[str]().union(
            *(file.mentions for file in files.values() if TRAIT in file.traits)
        )
        self._lacking: dict[str, tuple[bool, bool]] = {}
        self._included: set[str] = set()

    def meant(self, path: str, name: str, atom: Atom) -> Atom:
        """The question by a name that says what nobody defines, where that is certain.

        A switch is only asked, never used in code, as ``SIGTSTP`` would be;
        no build description has the word, in whatever it says; and the file
        includes no header of another library, which might define it.
        """
        switch = name.isidentifier() and name[0] != "_" and not name.endswith(_OF_LIBRARIES)
        if not switch or not self._told or name in self._spoken or is_of_platform(name):
            return atom
        if not self._said.isdisjoint({name.lower(), name.lower().removeprefix("have_")}):
            return atom
        return atom if any(self._lacks(path)) else Atom(f"unset:{name}", atom.operator, atom.value)

    def lacks_own(self, path: str) -> bool:
        """Whether a file includes a header of the project that is not in the tree."""
        return self._lacks(path)[0]

    def is_orphan(self, path: str) -> bool:
        """Whether a header is included by nobody: something is made of it."""
        if not self._included:
            self._included = {t for p in self._files for t, _ in self._includes.direct(p)}
        return "header" in self._files[path].traits and path not in self._included

    def _lacks(self, path: str) -> tuple[bool, bool]:
        """Whether headers of the project, or of others, are missing for a file."""
        if path not in self._lacking:
            own, other = False, False
            for source in (path, *self._includes.closure(path)):
                for brought in self._files[source].imports:
                    header = brought.module[1:-1]
                    if self._is_here(source, brought.module):
                        continue
                    own = own or brought.module[0] == '"'
                    other = other or not is_system_header(header)
            self._lacking[path] = (own, other)
        return self._lacking[path]

    def _is_here(self, source: str, written: str) -> bool:
        if written[:1] not in ('"', "<") or self._includes.find(source, written) is not None:
            return True
        return self._includes.is_generated(f"{dirname(source)}/{written[1:-1]}".lstrip("/")) or (
            self._includes.has_template(basename(written[1:-1]))
        )


def _is_told(files: Mapping[str, FileFacts]) -> bool:
    """Whether the project's own build descriptions say which macros it is compiled with."""
    names = {basename(path) for path, file in files.items() if TRAIT in file.traits}
    return bool(names & _TELLING) or (bool(names & _PLAIN) and "Makefile.in" not in names)
