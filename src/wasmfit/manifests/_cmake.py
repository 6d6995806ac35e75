"""The commands of CMake that find or fetch a library: its name, its version, whether it must be."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

Word = tuple[str, int]
"""An argument and its offset in the text."""

MODULE = re.compile(r"(?P<name>[A-Za-z][\w.+-]*)(?P<wanted>(?:[<>]=?|=).+)?\Z")
"""The name of a package, perhaps with the version that is asked for."""

_MODES = frozenset({"REQUIRED", "QUIET", "NO_CMAKE_PATH", "NO_CMAKE_ENVIRONMENT_PATH",
                    "IMPORTED_TARGET", "GLOBAL"})  # fmt: skip
_KEYWORD = re.compile(r"[A-Z_]+\Z")
_SHORT = re.compile(
    r"(?:(?:gh|gl|bb):|(?:https?|git|ssh)://\S*?/)[\w.+-]+/(?P<name>[\w.+-]+?)(?:\.git)?"
    r"(?:[#@](?P<wanted>[\w.+-]+))?(?:@\d[\w.+-]*)?\Z"
)
"""How CPM abbreviates: ``gh:owner/name#tag`` or ``gh:owner/name@version``."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A library that a command names; without it the build fails where it is ``needed``."""

    name: str
    start: int
    wanted: str = ""
    needed: bool = True


def asked(command: str, arguments: Sequence[Word]) -> Iterator[Asked]:
    """The libraries that one command finds or fetches."""
    if arguments and command in _READERS:
        yield from _READERS[command](arguments)


def _found(arguments: Sequence[Word]) -> Iterator[Asked]:
    words = [word for word, _ in arguments]
    version = words[1] if len(words) > 1 and words[1][:1].isdigit() else ""
    for word, start in _parts(arguments):
        yield Asked(word, start, version, "REQUIRED" in words)


def _parts(arguments: Sequence[Word]) -> Iterator[Word]:
    """The package; Boost is many libraries, and its components say which."""
    words = [word for word, _ in arguments]
    if words[0] != "Boost" or "COMPONENTS" not in words:
        yield arguments[0]
        return
    for word, start in arguments[words.index("COMPONENTS") + 1 :]:
        if _KEYWORD.match(word):
            return
        yield f"boost_{word}", start


def _searched(arguments: Sequence[Word]) -> Iterator[Asked]:
    """Of several modules the first that is there is taken."""
    yield from islice(_modules(arguments), 1)


def _modules(arguments: Sequence[Word]) -> Iterator[Asked]:
    """Modules of pkg-config, after the prefix of the variables."""
    needed = any(word == "REQUIRED" for word, _ in arguments)
    modules = [one for one in arguments[1:] if one[0] not in _MODES]
    for word, start in modules:
        module = MODULE.match(word)
        if module:
            yield Asked(module["name"], start, module["wanted"] or "", needed)


def _declared(arguments: Sequence[Word]) -> Iterator[Asked]:
    """FetchContent: the first word is the name that ``find_package`` would know."""
    yield Asked(*arguments[0], _said(arguments).get("GIT_TAG", ("", 0))[0])


def _external(arguments: Sequence[Word]) -> Iterator[Asked]:
    """ExternalProject: the first word is a target of any name; the repository says what it is."""
    said = _said(arguments)
    place, start = said.get("GIT_REPOSITORY", ("", 0))
    repository = _SHORT.match(place)
    if repository:
        start += repository.start("name")
        yield Asked(repository["name"], start, said.get("GIT_TAG", ("", 0))[0])


def _fetched(arguments: Sequence[Word]) -> Iterator[Asked]:
    """CPM: one short word, or options by name."""
    said = _said(arguments)
    word, start = said.get("URI", arguments[0])
    short = _SHORT.match(word)
    if "NAME" in said:
        version = said.get("VERSION") or said.get("GIT_TAG") or ("", 0)
        yield Asked(*said["NAME"], version[0])
    elif short and (len(arguments) == 1 or "URI" in said):
        yield Asked(short["name"], start + short.start("name"), short["wanted"] or "")


def _said(arguments: Sequence[Word]) -> Mapping[str, Word]:
    """The value after each word in capitals."""
    return {word: value for (word, _), value in pairwise(arguments) if _KEYWORD.match(word)}


_READERS = {
    "find_package": _found,
    "fetchcontent_declare": _declared,
    "externalproject_add": _external,
    "cpmaddpackage": _fetched,
    "cpmfindpackage": _fetched,
    "cpmdeclarepackage": _fetched,
    "pkg_check_modules": _modules,
    "pkg_search_module": _searched,
}
