"""Small C projects for tests: read, linked, and seen from a platform."""

from collections.abc import Mapping

from wasmfit.languages.c import LANGUAGE
from wasmfit.languages.c.platforms import PLATFORMS
from wasmfit.model.condition import Atom, Truth, evaluate
from wasmfit.model.facts import FileFacts, Use
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Interest, Linked

NAMES = frozenset(
    [
        "fork",
        "kill",
        "open",
        "read",
        "write",
        "system",
        "signal",
        "select",
        "connect",
        "bind",
        "flock",
        "time",
        "index",
        "epoll_create1",
        "getpid",
        "pthread_create",
        "thrd_create",
        "setsockopt",
        "mmap",
        "MAP_SHARED",
        "TIOCGWINSZ",
        "ioctl",
        "popen",
        "execl",
        "std::thread",
        "std::async",
        "std::mutex",
        "asm",
        "throw",
        "-fexceptions",
        "try",
        "#error",
        "sys/epoll.h",
        "signal.h",
        "immintrin.h",
        "ncurses",
        "daemon",
        "closesocket",
    ]
) | {"#pragma omp"}
INTEREST = Interest(exact=NAMES, prefixes=("/proc/", "/dev/"))


class Platform:
    """A world with a few facts: macros that are defined, symbols that are there."""

    def __init__(self, macros: Mapping[str, str], missing: frozenset[str]) -> None:
        self._macros, self._missing = macros, missing

    def truth(self, atom: Atom) -> Truth:
        kind, _, name = atom.fact.partition(":")
        if kind == "has":
            return name not in self._missing
        known = name in PLATFORMS or kind == "unset"
        actual = self._macros.get(name, "" if known else None)
        if actual is None:
            return None
        if atom.operator == "true":
            return actual != ""
        if not actual.isdigit():
            return None
        left, right = int(actual), int(atom.value)
        return {"==": left == right, "<": left < right, "<=": left <= right}[atom.operator]


WASI = Platform(
    {"__wasi__": "1", "__wasm__": "1", "__GNUC__": "4"},
    frozenset({"fork", "flock", "epoll_create1", "sys/epoll.h", "kill", "daemon"}),
)
LINUX = Platform(
    {"__linux__": "1", "__unix__": "1", "__GNUC__": "12", "__x86_64__": "1"}, frozenset()
)


def read(path: str, code: str | bytes, role: Role = Role.SOURCE) -> FileFacts:
    """The facts of one file."""
    data = code.encode() if isinstance(code, str) else code
    source = SourceFile(path=path, size=len(data), language="c", role=role, unit=".")
    return LANGUAGE.read(source, data, INTEREST, {})


def project(files: Mapping[str, str], roles: Mapping[str, Role] | None = None) -> Linked:
    """A project read and linked."""
    found = (roles or {}).get
    facts = [read(path, code, found(path, Role.SOURCE)) for path, code in sorted(files.items())]
    return LANGUAGE.link(facts, INTEREST)


def uses(files: Mapping[str, str] | str, path: str = "main.c") -> list[tuple[str, int, str]]:
    """Kind, line and symbol of everything in one file of a project."""
    files = {path: files} if isinstance(files, str) else files
    return [(use.kind.value, use.span.start_line, use.symbol) for use in of(files, path)]


def of(files: Mapping[str, str], path: str = "main.c") -> tuple[Use, ...]:
    """The uses of one file of a project."""
    return next(file.uses for file in project(files).files if file.path == path)


def active(
    files: Mapping[str, str] | str, world: Platform, path: str = "main.c"
) -> dict[str, Truth]:
    """Per symbol whether a platform reaches it, where it is used in one file."""
    files = {path: files} if isinstance(files, str) else files
    found: dict[str, Truth] = {}
    for use in of(files, path):
        truths = [evaluate(guard.condition, world) for guard in use.guards]
        found[use.symbol] = False if False in truths else None if None in truths else True
    return found
