"""The branches of ``#if`` chains: what must hold before a byte is compiled."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wasmfit.languages.c.expressions import (
    both,
    condition_of,
    defined,
    opposite,
)
from wasmfit.languages.c.masks import Directive
from wasmfit.model.condition import ALWAYS, NEVER, Atom, Condition, Constant, Not, substitute
from wasmfit.model.facts import Guard
from wasmfit.syntax.lines import Lines

OPENING = frozenset({"if", "ifdef", "ifndef"})
CONTINUING = frozenset({"elif", "elifdef", "elifndef", "else"})
WIDTH = 100
CXX_VERSION = 201703


@dataclass(eq=False, slots=True)
class Branch:
    """One branch of a chain.

    ``own`` is its condition with the earlier branches of the chain ruled out,
    ``stated`` the condition as written, ``text`` how it is told to people.
    """

    chain: "Chain"
    own: Condition
    text: str
    line: int
    start: int
    end: int = -1
    stated: Condition = ALWAYS

    @property
    def parent(self) -> "Branch | None":
        """The branch around the chain."""
        return self.chain.parent


@dataclass(eq=False, slots=True)
class Chain:
    """From ``#if`` to ``#endif``."""

    parent: Branch | None
    branches: list[Branch] = field(default_factory=list)


class Branches:
    """All branches of one file, and the guards of any offset in it."""

    def __init__(
        self, path: str, directives: Sequence[Directive], code: bytes, lines: Lines, *, cxx: bool
    ) -> None:
        """``code`` is the file without directives and comments; ``cxx`` says that it is C++."""
        self._path, self._lines, self._cxx = path, lines, cxx
        self.chains: list[Chain] = []
        self._starts: list[int] = [0]
        self._inside: list[Branch | None] = [None]
        self._known: dict[int, tuple[Guard, ...]] = {}
        self._conditions: dict[int, Condition] = {id(None): ALWAYS}
        self._dead: dict[int, bool] = {id(None): False}
        self._once = _include_guard(directives, code)
        self.once = _guarded_by(self._once)
        self._read(directives, len(code))

    def at(self, offset: int) -> Branch | None:
        """The innermost branch around an offset, None outside of all chains."""
        return self._inside[bisect_right(self._starts, offset) - 1]

    def guards(self, offset: int) -> tuple[Guard, ...]:
        """The guards of an offset, outermost first."""
        return self.of(self.at(offset))

    def of(self, branch: Branch | None) -> tuple[Guard, ...]:
        """The guards inside a branch, outermost first."""
        if branch is None:
            return ()
        known = self._known.get(id(branch))
        if known is None:
            outer = self.of(branch.parent)
            own = Guard(branch.own, branch.text, self._path, branch.line)
            known = outer if branch.own == ALWAYS else (*outer, own)
            self._known[id(branch)] = known
        return known

    def dead(self, offset: int) -> bool:
        """Whether no configuration compiles this byte (``#if 0``)."""
        branch = self.at(offset)
        known = self._dead.get(id(branch))
        if known is None:
            known = any(guard.condition == NEVER for guard in self.of(branch))
            self._dead[id(branch)] = known
        return known

    def condition(self, offset: int) -> Condition:
        """What must hold before an offset is compiled, as one condition."""
        branch = self.at(offset)
        known = self._conditions.get(id(branch))
        if known is None:
            known = both(guard.condition for guard in self.of(branch))
            self._conditions[id(branch)] = known
        return known

    def _read(self, directives: Sequence[Directive], size: int) -> None:
        stack: list[Branch] = []
        for directive in directives:
            if directive.name in OPENING:
                chain = Chain(stack[-1] if stack else None)
                self.chains.append(chain)
                stack.append(self._branch(chain, directive))
            elif directive.name in CONTINUING and stack:
                stack[-1].end = directive.start
                stack[-1] = self._branch(stack[-1].chain, directive)
            elif directive.name == "endif" and stack:
                stack.pop().end = directive.start
            else:
                continue
            self._starts.append(directive.end)
            self._inside.append(stack[-1] if stack else None)
        for branch in stack:
            branch.end = size

    def _branch(self, chain: Chain, directive: Directive) -> Branch:
        stated = self._stated(directive)
        before = [opposite(branch.stated) for branch in chain.branches]
        text = _told(directive) if directive.name != "else" else _otherwise(chain)
        branch = Branch(
            chain=chain,
            own=both((*before, stated)),
            text=text[:WIDTH],
            line=self._lines.at(directive.rest_start)[0],
            start=directive.end,
            stated=stated,
        )
        chain.branches.append(branch)
        return branch

    def _stated(self, directive: Directive) -> Condition:
        name = directive.words.split(" ", 1)[0]
        match directive.name:
            case "else":
                return ALWAYS
            case "ifdef" | "elifdef":
                stated: Condition = defined(name)
            case "ifndef" | "elifndef":
                stated = opposite(defined(name))
            case _:
                stated = condition_of(directive.words)
        if directive is self._once:
            return ALWAYS
        return substitute(stated, self._of_language) or stated

    def _of_language(self, atom: Atom) -> Condition:
        if atom.fact != "macro:__cplusplus":
            return atom
        if not self._cxx:
            return NEVER
        if atom.operator == "true":
            return ALWAYS
        number = int(atom.value)
        truths = {"==": number == CXX_VERSION, "<": number > CXX_VERSION}
        return Constant(truths.get(atom.operator, number >= CXX_VERSION))


def _include_guard(directives: Sequence[Directive], code: bytes) -> Directive | None:
    """The ``#ifndef`` that only keeps a header from being read twice."""
    rest = [d for d in directives if d.name not in ("pragma", "")]
    if len(rest) < 2 or rest[1].name != "define":  # noqa: PLR2004 - a pair of lines
        return None
    stated = defined(rest[0].words) if rest[0].name == "ifdef" else None
    if rest[0].name == "ifndef":
        stated = opposite(defined(rest[0].words.split(" ", 1)[0]))
    elif rest[0].name == "if":
        stated = condition_of(rest[0].words)
    name = rest[1].words.split(" ", 1)[0]
    if not _holds_file(rest, code):
        return None
    return rest[0] if isinstance(stated, Not) and stated.operand == defined(name) else None


def _holds_file(directives: Sequence[Directive], code: bytes) -> bool:
    """Whether the first chain goes to the end of the file, and has more in it than a macro."""
    depth = 0
    for place, directive in enumerate(directives):
        depth += (directive.name in OPENING) - (directive.name == "endif")
        if depth == 0:
            inside = code[directives[1].end : directive.start].strip()
            return place == len(directives) - 1 and bool(inside or place > 2)  # noqa: PLR2004
    return True


def _guarded_by(opening: Directive | None) -> str:
    """The macro of an include guard; empty when there is none."""
    if opening is None:
        return ""
    stated = (
        condition_of(opening.words)
        if opening.name == "if"
        else defined(opening.words.split(" ", 1)[0])
    )
    atom = stated.operand if isinstance(stated, Not) else stated
    return atom.fact.removeprefix("macro:") if isinstance(atom, Atom) else ""


def _told(directive: Directive) -> str:
    name = directive.name.removeprefix("el")
    return f"#{name} {directive.words}"


def _otherwise(chain: Chain) -> str:
    texts = [branch.text.removeprefix("#if ") for branch in chain.branches]
    return "not (" + "; ".join(texts) + ")"


def nested(chains: Sequence[Chain], parent: Branch | None) -> Iterator[Chain]:
    """The chains directly inside a branch (None: of the file)."""
    return (chain for chain in chains if chain.parent is parent)
