"""What a compiler sees: sites of C library functions in compiled sources, by libclang.

Reads a log of compiler calls (one JSON array ``[folder, [arguments]]`` per
line), parses every source with the same macros and include folders, and
collects, per file and line, the functions of the system that are called or
referred to. Lines that the preprocessor skipped are collected too: there
the host's configuration says nothing.
"""

import json
import re
from collections.abc import Iterator
from ctypes import POINTER, Structure, c_uint
from dataclasses import dataclass, field
from pathlib import Path

from clang import cindex  # type: ignore[import-untyped,import-not-found,unused-ignore]

GCC_HEADERS = "/usr/lib/gcc/x86_64-linux-gnu/12/include"
SOURCES = (".c", ".cc", ".cpp", ".cxx")
DETAILED = cindex.TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD

Site = tuple[str, int, str]
"""Path below the root, line, function."""


@dataclass
class Seen:
    """Everything the compiler saw in one build."""

    sites: set[Site] = field(default_factory=set)
    own: set[str] = field(default_factory=set)
    visited: set[str] = field(default_factory=set)
    compiled: dict[str, set[int]] = field(default_factory=dict)
    expanded: set[tuple[str, int]] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)


def units(log: Path) -> Iterator[tuple[Path, list[str]]]:
    """The sources of a build and the arguments that matter to their meaning."""
    seen = set()
    for line in log.read_text().splitlines():
        folder, arguments = json.loads(line)
        kept, sources = _sorted_out(folder, arguments)
        for source in sources:
            path = (Path(folder) / source).resolve()
            key = (path, tuple(kept))
            if path.suffix in SOURCES and path.exists() and key not in seen:
                seen.add(key)
                yield path, kept


def _sorted_out(folder: str, arguments: list[str]) -> tuple[list[str], list[str]]:
    kept, sources, place = [f"-I{folder}"], [], 0
    while place < len(arguments):
        word = arguments[place]
        if word in ("-I", "-D", "-U", "-include", "-isystem", "-iquote"):
            value = arguments[place + 1]
            kept += [word, str(Path(folder, value)) if word not in ("-D", "-U") else value]
            place += 1
        elif word.startswith("-I"):
            kept.append(f"-I{Path(folder, word[2:])}")
        elif word.startswith(("-D", "-U", "-std")):
            kept.append(word)
        elif word in ("-o", "-MF", "-MT", "-MQ"):
            place += 1
        elif word.endswith(SOURCES):
            sources.append(word)
        place += 1
    return kept, sources


def look(log: Path, root: Path, names: frozenset[str]) -> Seen:
    """Everything seen of these functions in the sources below a root."""
    seen = Seen()
    index = cindex.Index.create()
    for path, arguments in units(log):
        if not path.is_relative_to(root) or names.isdisjoint(_words(path)):
            continue
        language = "c" if path.suffix == ".c" else "c++"
        full = ["-x", language, "-isystem", GCC_HEADERS, "-w", "-Wno-everything", *arguments]
        try:
            unit = index.parse(str(path), args=full, options=DETAILED)
        except cindex.TranslationUnitLoadError:
            seen.failed.append(str(path))
            continue
        errors = [d.spelling for d in unit.diagnostics if d.severity >= cindex.Diagnostic.Error]
        if errors:
            seen.failed.append(f"{path.relative_to(root)}: {errors[0]}")
        _Unit(unit, root, names, seen).read()
    seen.sites = {site for site in seen.sites if site[2] not in seen.own}
    return seen


def _words(path: Path) -> frozenset[str]:
    return frozenset(re.findall(r"[A-Za-z_]\w*", path.read_text(errors="replace")))


class _Unit:
    """One translation unit."""

    def __init__(
        self, unit: cindex.TranslationUnit, root: Path, names: frozenset[str], seen: Seen
    ) -> None:
        self._unit, self._root, self._names, self._seen = unit, root, names, seen
        self._relative: dict[str, str | None] = {}
        self._uses: dict[tuple[str, int], set[str]] = {}
        self._macros: dict[str, tuple[str, int, frozenset[str]]] = {}
        self._texts: dict[str, list[str]] = {}

    def read(self) -> None:
        found = []
        for cursor in self._unit.cursor.get_children():
            kind = cursor.kind
            if kind == cindex.CursorKind.MACRO_INSTANTIATION:
                self._macro(cursor)
            elif kind == cindex.CursorKind.MACRO_DEFINITION:
                self._defined_macro(cursor)
            elif kind.is_preprocessing():
                continue
            elif self._inside(cursor.location.file):
                found.append(cursor)
        for cursor in found:
            self._walk(cursor)
        self._lines()

    def _inside(self, file: cindex.File | None) -> str | None:
        if file is None:
            return None
        if file.name not in self._relative:
            path = Path(file.name).resolve()
            inside = path.is_relative_to(self._root)
            self._relative[file.name] = str(path.relative_to(self._root)) if inside else None
        return self._relative[file.name]

    def _defined_macro(self, cursor: cindex.Cursor) -> None:
        where = self._inside(cursor.location.file)
        if where is not None:
            words = frozenset(token.spelling for token in cursor.get_tokens())
            self._macros[cursor.spelling] = (where, cursor.location.line, words)

    def _macro(self, cursor: cindex.Cursor) -> None:
        used = self._inside(cursor.location.file)
        if used is not None:
            self._uses.setdefault((used, cursor.location.line), set()).add(cursor.spelling)
        meant = cursor.referenced
        where = self._inside(meant.location.file) if meant is not None else None
        if where is not None:
            self._seen.expanded.add((where, meant.location.line))
        elif cursor.spelling in self._names:
            path = self._inside(cursor.location.file)
            if path is not None:
                self._seen.sites.add((path, cursor.location.line, cursor.spelling))

    def _walk(self, top: cindex.Cursor) -> None:
        for cursor in top.walk_preorder():
            kind = cursor.kind
            if kind == cindex.CursorKind.FUNCTION_DECL and cursor.is_definition():
                if cursor.storage_class != cindex.StorageClass.STATIC:
                    self._seen.own.add(cursor.spelling)
            elif kind == cindex.CursorKind.DECL_REF_EXPR and self._is_wanted(cursor.spelling):
                meant = cursor.referenced
                if meant is not None and self._is_of_system(meant):
                    self._refer(cursor)

    def _is_wanted(self, name: str) -> bool:
        """Whether a function is asked for, by its name or that of a macro: ``setjmp``."""
        return name in self._names or name.removeprefix("_") in self._names

    def _is_of_system(self, meant: cindex.Cursor) -> bool:
        if meant.kind == cindex.CursorKind.FUNCTION_DECL:
            return bool(meant.storage_class != cindex.StorageClass.STATIC)
        extern = meant.storage_class == cindex.StorageClass.EXTERN
        return (
            meant.kind == cindex.CursorKind.VAR_DECL
            and extern
            and self._inside(meant.location.file) is None
        )

    def _refer(self, cursor: cindex.Cursor) -> None:
        name, where = cursor.spelling, self._inside(cursor.location.file)
        if where is None:
            return
        line = cursor.location.line
        used = self._uses.get((where, line), set())
        if name not in self._names:
            name = name.removeprefix("_")
            inside = self._in_macros(used, name)
            self._seen.sites |= {(*inside, name)} if inside else set()
            return
        if name in re.findall(r"\w+", self._text(where)[line - 1]):
            self._seen.sites.add((where, line, name))
            return
        found = self._in_macros(used, name)
        self._seen.sites.add((*(found or (where, self._below(where, line, name))), name))

    def _below(self, where: str, line: int, name: str) -> int:
        """The line of an argument of a macro call that goes over several lines."""
        text = self._text(where)
        for at in range(line, min(line + 20, len(text))):
            if name in re.findall(r"\w+", text[at]):
                return at + 1
        return line

    def _in_macros(self, names: set[str], wanted: str) -> tuple[str, int] | None:
        """Where the body of a macro, or of one that it uses, has the name."""
        todo, done = sorted(names), set[str]()
        while todo:
            name = todo.pop()
            if name in done or name not in self._macros:
                continue
            done.add(name)
            where, line, words = self._macros[name]
            if wanted in words:
                text = self._text(where)
                while wanted not in re.findall(r"\w+", text[line - 1]) and line < len(text):
                    line += 1
                self._seen.expanded.add((where, self._macros[name][1]))
                return where, line
            todo.extend(sorted(words))
        return None

    def _text(self, where: str) -> list[str]:
        if where not in self._texts:
            self._texts[where] = (self._root / where).read_text(errors="replace").split("\n")
        return self._texts[where]

    def _lines(self) -> None:
        files = {self._unit.spelling: None}
        for include in self._unit.get_includes():
            files[include.include.name] = None
        for name in files:
            file = self._unit.get_file(name)
            where = self._inside(file)
            if where is None:
                continue
            self._seen.visited.add(where)
            total = set(range(1, len(Path(name).read_bytes().split(b"\n")) + 2))
            for first, last in skipped(self._unit, file):
                total -= set(range(first + 1, last))
            self._seen.compiled.setdefault(where, set()).update(total)


class _Ranges(Structure):
    _fields_ = (("count", c_uint), ("ranges", POINTER(cindex.SourceRange)))


def skipped(unit: cindex.TranslationUnit, file: cindex.File) -> list[tuple[int, int]]:
    """First and last line of what the preprocessor left out of a file."""
    ask = cindex.conf.lib.clang_getSkippedRanges
    ask.restype = POINTER(_Ranges)
    found = ask(unit, file)
    listed = found.contents
    lines = [(listed.ranges[i].start.line, listed.ranges[i].end.line) for i in range(listed.count)]
    cindex.conf.lib.clang_disposeSourceRangeList(found)
    return lines
