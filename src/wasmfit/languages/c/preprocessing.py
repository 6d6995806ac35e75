"""What the directives of a file say: includes, macros, errors, pragmas."""

import re

from wasmfit.languages.c.arguments import CALLS, DROPS, called, drops
from wasmfit.languages.c.branches import Branches
from wasmfit.languages.c.macros import Macro, body_uses, macro_of
from wasmfit.languages.c.masks import Directive, Masked
from wasmfit.languages.c.wanted import Wanted
from wasmfit.model.condition import NEVER
from wasmfit.model.facts import Alias, Flag, Guard, Import, Use, UseKind
from wasmfit.syntax.lines import Lines

_INCLUDED = re.compile(rb'\s*(?:<([^>]+)>|"([^"]+)")')
_OPENMP = re.compile(rb"\s*omp\s")


class Preprocessing:
    """Facts of the directives of one file."""

    def __init__(self, masked: Masked, branches: Branches, lines: Lines, wanted: Wanted) -> None:
        """``read`` fills the lists."""
        self._masked, self._branches, self._lines, self._wanted = masked, branches, lines, wanted
        self.uses: list[Use] = []
        self.imports: list[Import] = []
        self.aliases: list[Alias] = []
        self.flags: list[Flag] = []

    def read(self) -> None:
        """Go through the directives that some configuration compiles."""
        for directive in self._masked.directives:
            if self._branches.dead(directive.start):
                continue
            match directive.name:
                case "include" | "include_next" | "import":
                    self._include(directive)
                case "define":
                    self._define(directive)
                case "undef":
                    self._undefine(directive)
                case "error":
                    self._construct(directive, "#error")
                case "pragma" if _OPENMP.match(directive.rest):
                    self._construct(directive, "#pragma omp")

    def _include(self, directive: Directive) -> None:
        match = _INCLUDED.match(directive.rest)
        if match is None:
            return
        group = 1 if match.group(1) else 2
        header = match.group(group).decode("utf-8", "replace").strip()
        start = directive.rest_start + match.start(group)
        guards = self._branches.guards(directive.start)
        written = f"<{header}>" if group == 1 else f'"{header}"'
        line, _ = self._lines.at(start)
        self.imports.append(Import(module=written, line=line, guards=guards))
        if self._wanted.interest.wants(header):
            span = self._lines.span(start, directive.rest_start + match.end(group))
            names = (UseKind.INCLUDE, header, span)
            self.uses.append(Use(kind=names[0], symbol=names[1], span=names[2], guards=guards))

    def _define(self, directive: Directive) -> None:
        macro = macro_of(directive)
        if macro is None:
            return
        condition = self._branches.condition(directive.start)
        if condition == NEVER:
            return
        if macro.name == self._branches.once:
            self.flags.append(Flag(f"{macro.name}@", condition))
            return
        if macro.is_simple:
            self.flags.append(Flag(f"{macro.name}={macro.value}", condition))
        elif macro.parameters is None:
            self.flags.append(Flag(f"{macro.name}=?", condition))
        if drops(macro):
            self.flags.append(Flag(f"{macro.name}{DROPS}=0", condition))
        for place in called(macro):
            self.aliases.append(Alias(macro.name, f"{CALLS}{place}", self._guards(directive)))
        if self._wanted.is_wanted(macro.name) and macro.value != macro.name:
            self._shadow(macro, directive)
        for use in body_uses(macro, self._wanted):
            self._used(
                use.name, use.start, UseKind.CALL if use.called else UseKind.VALUE, macro.name
            )

    def _shadow(self, macro: Macro, directive: Directive) -> None:
        line, _ = self._lines.at(directive.rest_start)
        kind = "macro" if macro.parameters is None else "macro()"
        self.aliases.append(Alias(macro.name, f":{kind}:{line}", self._guards(directive)))

    def _guards(self, directive: Directive) -> tuple[Guard, ...]:
        return self._branches.guards(directive.start)

    def _undefine(self, directive: Directive) -> None:
        name = directive.words.split(" ", 1)[0]
        self.flags.append(Flag(f"{name}!", self._branches.condition(directive.start)))
        if self._wanted.is_wanted(name):
            line, _ = self._lines.at(directive.rest_start)
            self.aliases.append(
                Alias(name, f":undef:{line}", self._branches.guards(directive.start))
            )

    def _construct(self, directive: Directive, symbol: str) -> None:
        if self._wanted.interest.wants(symbol):
            self._used(symbol, directive.rest_start, UseKind.SYNTAX, "", width=0, back=directive)

    def _used(
        self,
        symbol: str,
        start: int,
        kind: UseKind,
        scope: str,
        *,
        width: int | None = None,
        back: Directive | None = None,
    ) -> None:
        first = start
        if back is not None:
            first = back.start + self._masked.data[back.start : back.end].index(b"#")
        end = start + (len(symbol.encode()) if width is None else width)
        self.uses.append(
            Use(
                kind=kind,
                symbol=symbol,
                span=self._lines.span(first, end),
                scope=scope,
                guards=self._branches.guards(start),
            )
        )
