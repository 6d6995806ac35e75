"""Find where wanted names stand in code, and what they mean there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wasmfit.languages.c.arguments import HANDED, around, bare, kept
from wasmfit.languages.c.branches import Branches
from wasmfit.languages.c.configurations import Configurations
from wasmfit.languages.c.constructs import Constructs
from wasmfit.languages.c.details import detail
from wasmfit.languages.c.dialect import C_GRAMMAR, CXX_GRAMMAR
from wasmfit.languages.c.enclosing import enclosing
from wasmfit.languages.c.masks import Masked
from wasmfit.languages.c.meanings import LOST, Meaning, Role
from wasmfit.languages.c.paths import path_arguments
from wasmfit.languages.c.roles import meaning
from wasmfit.languages.c.tokens import by_tokens
from wasmfit.languages.c.trees import Trees
from wasmfit.languages.c.wanted import IN_STD, Wanted
from wasmfit.model.facts import Alias, Certainty, Gap, Guard, Use, UseKind
from wasmfit.syntax.lines import Lines
from wasmfit.syntax.tree import Node

_USING = re.compile(rb"\busing\s+namespace\s+std\s*;|\busing\s+std::(\w+)\s*;")
_ONLY_CALLED = frozenset({"major", "minor", "makedev"})
"""Macros of the library that take arguments: their names alone mean something else."""
_KINDS = {Role.CALL: UseKind.CALL, Role.VALUE: UseKind.VALUE, Role.MENTION: UseKind.ANNOTATION}


@dataclass(frozen=True, slots=True)
class _Site:
    name: str
    start: int
    end: int
    meaning: Meaning
    scope: str
    certainty: Certainty = Certainty.HIGH
    detail: str = ""


class Sites:
    """Uses of one file, and the declarations that may stand in for them."""

    def __init__(  # noqa: PLR0913 - the parts of one file
        self,
        path: str,
        masked: Masked,
        branches: Branches,
        configurations: Configurations,
        lines: Lines,
        wanted: Wanted,
        *,
        cxx: bool,
    ) -> None:
        """``read`` fills the lists."""
        self._path, self._masked, self._branches = path, masked, branches
        self._lines, self._wanted, self._cxx = lines, wanted, cxx
        self._trees = Trees(CXX_GRAMMAR if cxx else C_GRAMMAR, configurations)
        self._opened = _opened_names(masked.code) if cxx else frozenset()
        self.uses: list[Use] = []
        self.aliases: list[Alias] = []
        self.gaps: list[Gap] = []
        self._unsure: list[int] = []

    def read(self) -> None:
        """Find every use of a wanted name, path or construct."""
        sites = list(self._sites())
        bound = _bindings(sites)
        data = {
            site.name
            for site in sites
            if site.meaning.role is Role.DATA and not _hidden(site, bound)
        }
        for site in sites:
            self._declare(site)
            if not _hidden(site, bound):
                self._use(site, data)
        self.uses.extend(
            Constructs(self._masked, self._branches, self._lines, self._wanted).uses(cxx=self._cxx)
        )
        self.uses.extend(
            path_arguments(self._masked, self._branches, self._lines, self._trees, self._wanted)
        )
        self._lose()

    def _sites(self) -> Iterator[_Site]:
        words = self._wanted.words(self._masked.words, cxx=self._cxx)
        if not words:
            return
        choice = b"|".join(re.escape(word.encode()) for word in sorted(words))
        for match in re.finditer(rb"(?<![\w$.])(?:" + choice + rb")(?![\w$])", self._masked.code):
            if not self._branches.dead(match.start()):
                yield self._site(match.group().decode(), match.start(), match.end())

    def _site(self, name: str, start: int, end: int) -> _Site:
        found, node = self._meant(start, end)
        if found.role is Role.LOST or node is None:
            role = by_tokens(self._masked.code, start, end)
            if role is Role.NONE and self._masked.code[end : end + 80].lstrip()[:1] == b"(":
                self._unsure.append(start)
            return _Site(name, start, end, Meaning(role), "", Certainty.MEDIUM)
        given = detail(name, node) if found.role is Role.CALL else ""
        return _Site(name, start, end, found, enclosing(node), detail=given)

    def _meant(self, start: int, end: int) -> tuple[Meaning, Node | None]:
        for node in self._trees.leaves(self._branches.at(start), start, end):
            found = meaning(node)
            if found.role is not Role.LOST:
                return found, node
        return LOST, None

    def _declare(self, site: _Site) -> None:
        guards = self._branches.guards(site.start)
        role, name = site.meaning.role, site.meaning.name
        symbol = ""
        if role is Role.FUNCTION:
            symbol = ":static" if site.meaning.local else ":function"
        elif role is Role.VARIABLE and site.meaning.scope is None:
            symbol = ":variable"
        elif role is Role.MEMBER:
            symbol = f":member:{name}"
        elif role is Role.PROTOTYPE and self._cxx and name:
            symbol = ":static"
        if symbol:
            self.aliases.append(Alias(site.name, symbol, guards))

    def _use(self, site: _Site, data: set[str]) -> None:
        symbol, role = self._symbol(site), site.meaning.role
        constant = site.name.isupper()
        if role is Role.DATA and constant:
            role = Role.VALUE
        if role not in _KINDS or not symbol:
            self._hand(site)
            return
        if role is Role.VALUE and not constant and site.name in data | _ONLY_CALLED:
            return
        self.uses.append(
            Use(
                kind=_KINDS[role],
                symbol=symbol,
                span=self._lines.span(site.start, site.end),
                scope=site.scope,
                guards=(*self._branches.guards(site.start), *self._kept(site.start)),
                certainty=site.certainty,
                detail=site.detail,
            )
        )

    def _kept(self, start: int) -> tuple[Guard, ...]:
        return kept(self._masked.code, start, self._path, self._lines.at(start)[0])

    def _hand(self, site: _Site) -> None:
        """Note a name that is given to a macro by itself: the macro may call it."""
        code = self._masked.code
        if not self._wanted.is_wanted(site.name) or not bare(code, site.start, site.end):
            return
        span = self._lines.span(site.start, site.end)
        where = f"{span.start_line}.{span.start_column}.{span.end_column}"
        for macro, place in around(code, site.start):
            guards = self._branches.guards(site.start)
            self.aliases.append(Alias(site.name, f"{HANDED}{where}:{macro}:{place}", guards))
            return

    def _symbol(self, site: _Site) -> str:
        """The symbol a rule may speak of; empty when it is none."""
        written = site.meaning.name
        if written.startswith("std::"):
            plain = written.removeprefix("std::")
            if plain in IN_STD and self._wanted.is_wanted(plain):
                return plain
            return written if self._wanted.interest.wants(written) else ""
        standard = self._wanted.in_std.get(site.name, ()) if self._cxx else ()
        if f"std::{site.name}" in standard and {site.name, "*"} & self._opened:
            return f"std::{site.name}"
        if site.meaning.typed or not self._wanted.is_wanted(site.name):
            return ""
        return site.name

    def _lose(self) -> None:
        """Gaps where no tree could be built around a wanted name."""
        lost = [
            (start, end)
            for start, end in self._trees.error_spans()
            if any(start <= place < end for place in self._unsure)
        ]
        for start, end in lost:
            line, _ = self._lines.at(start)
            reason = f"syntax not understood from line {line}; uses in it may be missed"
            self.gaps.append(Gap(self._path, "extract", reason, end - start, line))


def _opened_names(code: bytes) -> frozenset[str]:
    """Names of ``std`` that need no prefix; ``*`` for all."""
    return frozenset((m.group(1) or b"*").decode() for m in _USING.finditer(code))


def _bindings(sites: list[_Site]) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for site in sites:
        if site.meaning.role is Role.VARIABLE and site.meaning.scope is not None:
            found.setdefault(site.name, []).append(site.meaning.scope)
    return found


def _hidden(site: _Site, bound: dict[str, list[tuple[int, int]]]) -> bool:
    if site.meaning.name:
        return False
    return any(start <= site.start < end for start, end in bound.get(site.name, ()))
