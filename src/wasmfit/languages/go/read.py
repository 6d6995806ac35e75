"""Read one Go file: occurrences of names that matter become uses."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache

from wasmfit.languages.go.code import Code, Text
from wasmfit.languages.go.constraints import LineOf, file_guards
from wasmfit.languages.go.header import Imported, guessed_name, header_of
from wasmfit.languages.go.native import cgo_guards, native_uses
from wasmfit.languages.go.outline import defined_names, starts_program
from wasmfit.languages.go.packages import FILE, PACKAGE
from wasmfit.languages.go.wanted import ENDING, Wanted
from wasmfit.model.condition import NEVER, all_of
from wasmfit.model.facts import Alias, FileFacts, Flag, Gap, Import, Use, UseKind
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Interest
from wasmfit.syntax.lines import Lines, to_utf8

MISSING = "!"
"""How hints ask for the uses of a name that some platforms may lack."""

OF = ":"
"""What stands between a type and its method there."""

AFTER = rb")\s*\.\s*(?=([A-Za-z_]\w*))"
"""What follows the name of a package, with the name that is taken from it."""

NAME = re.compile(rb"[^\W\d]\w*")
MEMBER = re.compile(rb"\.\s*([A-Za-z_]\w*)")
COLON = re.compile(rb":(?!=)")
KEY = re.compile(rb"(?<![\w.])[A-Za-z_]\w*\Z")
BLANKS, LONGEST = 200, 64
"""Bytes before a colon that may be blanks, and bytes before these that hold a key."""

WORD = re.compile(rb"\w+")
LAST = re.compile(rf"[.{OF}]")
PLATFORM = re.compile(rb"\bGO(?:OS|ARCH)\b")
PLATFORMS = (b"GOOS", b"GOARCH")


def read(file: SourceFile, data: bytes, interest: Interest, hints: Mapping[str, str]) -> FileFacts:
    """The facts of one file; what cannot be read becomes a gap."""
    source, complaint = to_utf8(data)
    gaps = [Gap(file.path, "extract", complaint)] if complaint else []
    reading = _Reading(file, source, _wanted(interest).told(hints))
    return reading.facts(gaps)


@lru_cache(maxsize=4)
def _wanted(interest: Interest) -> Wanted:
    return Wanted(interest)


class _Reading:
    """What is known of one file; its tree is made when it is asked for."""

    def __init__(self, file: SourceFile, data: bytes, wanted: Wanted) -> None:
        self.file, self.data, self.wanted = file, data, wanted
        self.header = header_of(data)
        self.around = file_guards(file.path, self.header.comments, LineOf(data))
        self.inside = (*self.around, *cgo_guards(self.header, file.path, data))
        self.packages = {_name(one): one.path for one in self.header.imports if one.path != "C"}
        self.parsed = False

    @cached_property
    def code(self) -> Code:
        self.parsed = True
        text = Text(self.file.path, self.data, self.header.body)
        return Code(text, self.packages, self.inside, self.wanted)

    def facts(self, gaps: list[Gap]) -> FileFacts:
        mentions = self._add_all()
        flags, aliases = self._flags(), self._aliases()
        uses = [*self._imported(), *native_uses(self.header, self.data, self.around, self.inside)]
        if self.parsed:
            uses += self.code.uses.found
            gaps += self.code.lost()
        return FileFacts(
            path=self.file.path,
            language="go",
            role=self.file.role,
            uses=tuple(sorted(set(uses), key=lambda use: (use.span, use.symbol, use.kind))),
            imports=tuple(self._imports()),
            aliases=tuple(aliases),
            flags=tuple(flags),
            defines=defined_names(self.data, self.header.body),
            traits=tuple(self._traits()),
            mentions=tuple(sorted(mentions)),
            gaps=tuple(gaps),
        )

    def _add_all(self) -> set[str]:
        """Add everything that needs the tree; the names of wanted methods that occur."""
        heads, members = list(self._heads()), list(self._members())
        if heads:
            self.code.add_heads(heads)
        if members and self._may_hold_types():
            self.code.add_members(members)
        dotted = [one.path for one in self.header.imports if one.name == "."]
        if any(self.wanted.matters(path) for path in dotted):
            self.code.add_dotted(dotted)
        missing = self._missing()
        if missing:
            self.code.add_missing(missing, MISSING)
        return {self.data[start:end].decode() for start, end in members}

    def _missing(self) -> list[str]:
        """The names that some platforms may lack and whose last word occurs."""
        missing = [name[1:] for name in self.wanted.known if name.startswith(MISSING)]
        words = set(WORD.findall(self.data, self.header.body)) if missing else set()
        return [name for name in missing if _last(name) in words]

    def _heads(self) -> Iterator[tuple[int, int]]:
        """Where the name of an import stands before a name that is wanted from it."""
        wanted = {
            name.encode(): (self.wanted.names(path), self.wanted.is_whole(path))
            for name, path in self.packages.items()
            if self.wanted.matters(path)
        }
        for match in self._named(frozenset(wanted)):
            names, whole = wanted[match[1]]
            if whole or match[2].decode() in names:
                yield match.span(1)

    def _named(self, packages: frozenset[bytes]) -> Iterator[re.Match[bytes]]:
        """Where one of these names stands before a dot and another name, and after none."""
        for match in _heads(packages).finditer(self.data, self.header.body) if packages else ():
            before = self.data[max(match.start() - 3, 0) : match.start()]
            last = before[-1:]
            if not (last.isalnum() or last in (b"_", b".")) or before == b"...":
                yield match

    def _members(self) -> Iterator[tuple[int, int]]:
        """Where a member, or the key of one, is called like a wanted method or field."""
        names = self.wanted.method_names
        for match in MEMBER.finditer(self.data, self.header.body):
            if match[1] in names:
                yield match.span(1)
        for match in COLON.finditer(self.data, self.header.body):
            at = match.start()
            # Most colons follow something else, which two bytes show.
            if self.data[at - ENDING : at] in self.wanted.endings:
                before = self.data[max(at - BLANKS, self.header.body) : at]
                bare = before.rstrip(b" \t")
                key = KEY.search(bare[-LONGEST:])
                if key is not None and key[0] in names:
                    end = at - len(before) + len(bare)
                    yield end - len(key[0]), end

    def _may_hold_types(self) -> bool:
        """Whether values of types with wanted methods can occur."""
        told = any(not name.startswith(MISSING) for name in self.wanted.known)
        return told or bool(set(self.packages.values()) & self.wanted.makers.keys())

    def _makes_types(self) -> bool:
        """Whether the file names types with wanted methods, or functions that give them."""
        makers = {
            name.encode(): self.wanted.makers[path]
            for name, path in self.packages.items()
            if path in self.wanted.makers
        }
        return any(
            match[2].decode() in makers[match[1]] for match in self._named(frozenset(makers))
        )

    def _aliases(self) -> Iterator[Alias]:
        if self._makes_types():
            yield from self.code.aliases()

    def _flags(self) -> Iterator[Flag]:
        condition = all_of(guard.condition for guard in self.inside)
        if condition is not None:
            yield Flag(FILE, condition)
        if "runtime" in self.packages.values() and self._tells_platforms():
            yield from (Flag(name, one) for name, one in self.code.flags())

    def _tells_platforms(self) -> bool:
        named = any(name in self.data for name in PLATFORMS)  # much faster than the expression
        return named and PLATFORM.search(self.data) is not None

    def _imported(self) -> Iterator[Use]:
        """The uses that imports make as such: ``_ "net/http/pprof"``."""
        wants = self.wanted.interest.wants
        wanted = [one for one in self.header.imports if wants(one.path)]
        lines = Lines(self.data) if wanted else None
        for one in wanted:
            if lines is not None:
                span = lines.span(one.start, one.end)
                yield Use(kind=UseKind.IMPORT, symbol=one.path, span=span, guards=self.inside)

    def _imports(self) -> Iterator[Import]:
        for one in self.header.imports:
            names = tuple(filter(None, (one.name,)))
            line = self.data.count(b"\n", 0, one.start) + 1
            yield Import(module=one.path, names=names, line=line, guards=self.inside)

    def _traits(self) -> Iterator[str]:
        yield f"{PACKAGE}{self.header.package}"
        built = all(guard.condition != NEVER for guard in self.inside)
        if built and starts_program(self.header.package, self.data):
            yield "program"


@lru_cache(maxsize=65536)
def _last(name: str) -> bytes:
    """The last word of the name of a member or method."""
    return LAST.split(name)[-1].encode()


@lru_cache(maxsize=4096)
def _heads(packages: frozenset[bytes]) -> re.Pattern[bytes]:
    """A pattern for one of these names before what is taken from it."""
    names = sorted(name for name in packages if NAME.fullmatch(name))
    return re.compile(b"(" + (b"|".join(names) or b"(?!)") + AFTER)


def _name(one: Imported) -> str:
    return one.name or guessed_name(one.path)
