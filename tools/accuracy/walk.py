"""The state of reading one file: where we are, and what has been noted."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tools.accuracy.bindings import Function, Scope, Standard, Values
from tools.accuracy.program import Program
from tools.accuracy.repository import Source


@dataclass(frozen=True, order=True)
class Use:
    """One use of a name of the standard library.

    Lines and columns are 1-based, columns count code points, the end is one
    past the last character. ``kind`` is call, import, base, value, test or
    annotation. ``written`` says how many parts at the end of the symbol are
    written as attributes here; the rest is what the first name stands for.
    ``sure`` is false when the name may also stand for something
    else at this point. ``conditions`` are the tests around it that ask for the
    platform, the Python version or what can be imported.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    kind: str
    symbol: str
    sure: bool
    written: int = 0
    conditions: tuple[str, ...] = ()

    @property
    def typing_only(self) -> bool:
        """Whether only type checkers see it."""
        return any(
            text.endswith("TYPE_CHECKING") and not text.startswith("not ")
            for text in self.conditions
        )


@dataclass
class Walk:
    """One file while it is read. ``noted`` is None while only exports are wanted."""

    program: Program
    source: Source
    scope: Scope
    noted: set[Use] | None
    conditions: tuple[str, ...] = ()
    platform_names: frozenset[str] = frozenset()
    queue: list[tuple[Function, Scope, tuple[str, ...]]] = field(default_factory=list)
    exits: list[list[dict[str, Values]]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The file, relative to the repository."""
        return self.source.path

    @contextmanager
    def under(self, texts: tuple[str, ...]) -> Iterator[None]:
        """Read what stands under further conditions."""
        before = self.conditions
        self.conditions += texts
        yield
        self.conditions = before

    def later(self, node: Function) -> None:
        """Read a function's body when the code around it is done."""
        self.queue.append((node, self.scope, self.conditions))

    def note(
        self, node: ast.expr | ast.alias, values: Values, kind: str | None, *, sure: bool
    ) -> None:
        """Note that a node stands for something of the standard library."""
        last = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
        first = (node.lineno, node.col_offset)
        self.note_at(first, last, values, kind, sure=sure, written=_attributes(node))

    def note_at(
        self,
        first: tuple[int, int],
        last: tuple[int, int],
        values: Values,
        kind: str | None,
        *,
        sure: bool,
        written: int = 0,
    ) -> None:
        """Note a use between two positions (line and byte offset)."""
        if self.noted is None or kind is None:
            return
        for value in values:
            if isinstance(value, Standard):
                start, end = self.source.column(*first), self.source.column(*last)
                place = (self.path, first[0], start, last[0], end)
                self.noted.add(Use(*place, kind, value.symbol, sure, written, self.conditions))


def _attributes(node: ast.AST) -> int:
    """How many attributes a dotted name, or a ``getattr`` on one, asks for."""
    match node:
        case ast.Attribute(value=inner):
            return 1 + _attributes(inner)
        case ast.Call(func=ast.Name(id="getattr"), args=[inner, *_]):
            return 1 + _attributes(inner)
        case _:
            return 0
