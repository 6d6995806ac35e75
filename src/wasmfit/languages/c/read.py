"""Read one C or C++ file: occurrences of names that matter become uses."""

import re
from collections.abc import Mapping
from posixpath import basename, splitext

from wasmfit.languages.c import outline
from wasmfit.languages.c.branches import Branches
from wasmfit.languages.c.builds import is_build_description, read_build
from wasmfit.languages.c.configurations import Configurations
from wasmfit.languages.c.definitions import atoms, is_unsure
from wasmfit.languages.c.dialect import is_cxx
from wasmfit.languages.c.macros import macro_of
from wasmfit.languages.c.masks import Masked, mask
from wasmfit.languages.c.platforms import is_of_platform
from wasmfit.languages.c.preprocessing import Preprocessing
from wasmfit.languages.c.sites import Sites
from wasmfit.languages.c.wanted import wanted
from wasmfit.model.condition import ALWAYS, NEVER
from wasmfit.model.facts import Alias, FileFacts, Flag, Guard
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Interest
from wasmfit.syntax.lines import Lines, to_utf8

_WORD = re.compile(rb"[A-Za-z_]\w*")
_WRITTEN = re.compile(
    rb"\bgenerated (?:by|from|automatically)\b|\bauto(?:matically)?[- ]generated\b|\bDO NOT EDIT\b",
    re.IGNORECASE,
)
_HEAD = 600
"""A tool says that it wrote a file in so many bytes at its top."""

_MAIN = re.compile(rb"\b(?:main|wmain|WinMain)\s*\(")
HEADERS = frozenset({".h", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".tpp", ".inl", ".tcc"})


def read(file: SourceFile, data: bytes, interest: Interest, hints: Mapping[str, str]) -> FileFacts:
    """The facts of one file; ``hints`` are not used: C joins files by name alone."""
    del hints
    source, complaint = to_utf8(data)
    if complaint:
        source, _ = to_utf8(data, "latin-1")
    if is_build_description(file.path):
        return read_build(file, source, interest)
    masked, lines = mask(source), Lines(source)
    cxx = is_cxx(file.path, masked.code, masked.words)
    branches = Branches(file.path, masked.directives, masked.code, lines, cxx=cxx)
    seen = wanted(interest)
    before = Preprocessing(masked, branches, lines, seen)
    before.read()
    configurations = Configurations(masked.parsed, branches.chains)
    sites = Sites(file.path, masked, branches, configurations, lines, seen, cxx=cxx)
    sites.read()
    defined = outline.definitions(masked.code)
    bases = outline.bases(masked.code) if cxx else ()
    return FileFacts(
        path=file.path,
        language="c",
        role=_role(file.role, data, used=bool(before.uses or sites.uses)),
        uses=tuple(sorted((*before.uses, *sites.uses), key=lambda u: (u.span, u.symbol, u.kind))),
        imports=tuple(before.imports),
        aliases=(*before.aliases, *sites.aliases, *(_base(*pair) for pair in bases)),
        flags=(*before.flags, *(Flag(f"{name}?", ALWAYS) for name in _spoken(masked, branches))),
        defines=tuple(name for name, static in defined if not static),
        traits=_traits(
            file.path, starts=_starts({name for name, _ in defined}, masked.code, branches), cxx=cxx
        ),
        mentions=outline.called(masked.code, [name for name, _ in defined]),
        gaps=tuple(sites.gaps),
    )


def _role(role: Role, data: bytes, *, used: bool) -> Role:
    """The role, and that a tool wrote a table that asks for nothing: no code of the project."""
    written = role is Role.SOURCE and not used and _WRITTEN.search(data, 0, _HEAD) is not None
    return Role.GENERATED if written else role


def _base(name: str, base: str) -> Alias:
    return Alias(name, f":base:{base}")


def _spoken(masked: Masked, branches: Branches) -> list[str]:
    """The macros that conditions ask for and code uses too: not only switches of the build."""
    asked = {
        atom.fact.removeprefix("macro:").encode()
        for chain in branches.chains
        for branch in chain.branches
        for atom in atoms(branch.stated)
    }
    if not asked:
        return []
    macros = (macro_of(it) for it in masked.directives if it.name == "define")
    bodies = b" ".join(macro.body for macro in macros if macro is not None)
    words = masked.words | frozenset(_WORD.findall(bodies))
    return sorted(name.decode() for name in asked & words)


def _starts(defined: set[str], code: bytes, branches: Branches) -> bool:
    """Whether a program starts here, not only with a macro that a developer sets for a test."""
    if defined.isdisjoint(("main", "wmain", "WinMain")):
        return False
    places = (match.start() for match in _MAIN.finditer(code))
    return any(all(map(_is_of_platform, branches.guards(place))) for place in places)


def _is_of_platform(guard: Guard) -> bool:
    if guard.condition == NEVER or is_unsure(guard.condition):
        return False
    return all(is_of_platform(atom.fact) for atom in atoms(guard.condition))


def _traits(path: str, *, starts: bool, cxx: bool) -> tuple[str, ...]:
    found = []
    if starts:
        found.append("main")
    if splitext(basename(path))[1] in HEADERS:
        found.append("header")
    if cxx:
        found.append("c++")
    return tuple(found)
