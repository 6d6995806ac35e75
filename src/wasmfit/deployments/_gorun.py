"""Run a chart's template without running the tool: what it prints, and what it could not know."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wasmfit.deployments._gofunctions import FUNCTIONS, UNKNOWN, Unknown, is_empty, shown, weight
from wasmfit.deployments._gotemplate import Assign, Block, Node, Output, Text, parse
from wasmfit.deployments._gotokens import (
    BadTemplateError,
    Call,
    Field,
    Literal,
    Pipeline,
    Term,
    Variable,
)

MOST_STEPS = 200_000
MOST_TEXT = 2_000_000
DEEPEST = 40
LARGE = 20
"""Letters or members that weigh as much as a step."""


class TooMuchError(ValueError):
    """A template that takes too many steps, prints too much or calls itself without end."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean at one place: the dot, and variables."""

    dot: Any
    variables: dict[str, Any]

    def inner(self, dot: Any, **_: object) -> "Scope":  # noqa: ANN401 - a value
        """A scope with another dot that sees the same variables."""
        return Scope(dot, dict(self.variables))


@dataclass(slots=True)
class Printed:
    """What came out, and the line of the template that each line of it comes from."""

    parts: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=lambda: [1])
    size: int = 0

    def add(self, text: str, line: int, *, moving: bool) -> None:
        """More text; ``moving`` text runs on through the lines of the template."""
        self.size += len(text)
        if self.size > MOST_TEXT:
            message = "prints too much"
            raise TooMuchError(message)
        if not self.parts or "".join(self.parts[-1:]).endswith("\n"):
            self.lines[-1] = line
        self.parts.append(text)
        for number in range(1, text.count("\n") + 1):
            self.lines.append(line + number if moving else line)


class Run:
    """One chart: its values, and the templates that others include."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        """``values`` is the root: ``Values``, ``Chart``, ``Release``, ..."""
        self.values = dict(values)
        self.defined: dict[str, list[Node]] = {}
        self.unknown: list[tuple[int, str]] = []
        self._steps = 0
        self._depth = 0

    def define(self, nodes: Sequence[Node]) -> None:
        """Take in the definitions of a file."""
        for node in nodes:
            if isinstance(node, Block) and node.word in ("define", "block"):
                self.defined[node.name] = node.body
                self.define(node.body)

    def printed(self, nodes: Sequence[Node]) -> tuple[str, list[int]]:
        """What a file prints, and a line of the template for every line of it."""
        out = Printed()
        self.unknown = []
        self._steps = self._depth = 0
        self._run(nodes, Scope(self.values, {"$": self.values}), out)
        return "".join(out.parts), out.lines

    def _run(self, nodes: Sequence[Node], scope: Scope, out: Printed) -> None:
        for node in nodes:
            self._step()
            match node:
                case Text(text=text, line=line):
                    out.add(text, line, moving=True)
                case Output(term=term, line=line):
                    value = self._value(term, scope, line)
                    self._weigh(value)
                    out.add(shown(value), line, moving=False)
                case Assign(name=name, term=term, line=line):
                    scope.variables[name] = self._value(term, scope, line)
                case Block():
                    self._block(node, scope, out)

    def _step(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            message = "takes too many steps"
            raise TooMuchError(message)

    def _block(self, node: Block, scope: Scope, out: Printed) -> None:
        if node.word == "define":
            return
        if node.word == "block":
            self._run(self.defined.get(node.name, node.body), scope, out)
            return
        value = None if node.term is None else self._value(node.term, scope, node.line)
        if node.word == "range":
            self._range(node, value, scope, out)
        elif is_empty(value):
            self._run(node.other, scope, out)
        elif node.word == "with":
            inner = scope.inner(value)
            inner.variables.update(dict.fromkeys(node.names, value))
            self._run(node.body, inner, out)
        else:
            self._run(node.body, scope, out)

    def _range(self, node: Block, value: Any, scope: Scope, out: Printed) -> None:  # noqa: ANN401
        if isinstance(value, dict):
            items = sorted(value.items(), key=lambda pair: str(pair[0]))
        elif isinstance(value, list):
            items = list(enumerate(value))
        elif isinstance(value, int) and not isinstance(value, bool):
            items = [(number, number) for number in range(min(value, 1000))]
        else:
            items = []
        if not items:
            self._run(node.other, scope, out)
        for key, inner_value in items:
            inner = scope.inner(inner_value)
            declared = (key, inner_value) if len(node.names) > 1 else (inner_value,)
            inner.variables.update(dict(zip(node.names, declared, strict=False)))
            self._run(node.body, inner, out)

    def _value(self, term: Term, scope: Scope, line: int) -> Any:  # noqa: ANN401 - a value
        self._step()
        match term:
            case Literal(value=value):
                return value
            case Variable(name=name):
                return scope.variables.get(name)
            case Field(base=base, path=path):
                value = scope.dot if base is None else self._value(base, scope, line)
                return _at(value, path)
            case Pipeline(terms=terms):
                value = self._value(terms[0], scope, line)
                for one in terms[1:]:
                    value = self._piped(one, value, scope, line)
                return value
            case Call(name=name, arguments=arguments):
                found = [self._value(one, scope, line) for one in arguments]
                return self._call(name, found, scope, line)

    def _piped(self, term: Term, value: Any, scope: Scope, line: int) -> Any:  # noqa: ANN401
        if not isinstance(term, Call):
            return self._value(term, scope, line)
        found = [self._value(one, scope, line) for one in term.arguments]
        return self._call(term.name, [*found, value], scope, line)

    def _call(self, name: str, found: list[Any], scope: Scope, line: int) -> Any:  # noqa: ANN401
        if name in ("include", "template") and found:
            return self._included(shown(found[0]), found[1:], line)
        if name == "tpl" and found:
            return self._templated(shown(found[0]), scope, line)
        if name not in FUNCTIONS:
            return self._unknown(name, line)
        least, function = FUNCTIONS[name]
        if len(found) < least:
            return self._unknown(name, line)
        if name in ("default", "coalesce", "ternary", "required"):
            found = [None if isinstance(one, Unknown) else one for one in found]
        elif any(isinstance(one, Unknown) for one in found):
            return UNKNOWN
        return self._weighed(name, found, function)

    def _weighed(self, name: str, found: list[Any], function: Callable[[list[Any]], Any]) -> Any:  # noqa: ANN401 - a value
        """What a function gives; large values cost as many steps as they are worth."""
        self._weigh(found)
        if name == "replace":
            times = shown(found[2]).count(shown(found[0]))
            self._steps += len(shown(found[1])) * times // LARGE
        self._step()
        value = function(found)
        self._weigh(value)
        return value

    def _weigh(self, value: Any) -> None:  # noqa: ANN401 - a value
        """Count what a value holds; raises TooMuchError when that is too much."""
        self._steps += weight(value, MOST_TEXT) // LARGE
        self._step()

    def _unknown(self, name: str, line: int) -> Unknown:
        self.unknown.append((line, name))
        return UNKNOWN

    def _included(self, name: str, rest: list[Any], line: int) -> Any:  # noqa: ANN401 - a value
        if name not in self.defined:
            return self._unknown(f'include "{name}"', line)
        self._depth += 1
        if self._depth > DEEPEST:
            message = f'includes "{name}" without end'
            raise TooMuchError(message)
        out = Printed()
        dot = rest[0] if rest else None
        self._run(self.defined[name], Scope(dot, {"$": dot}), out)
        self._depth -= 1
        return "".join(out.parts)

    def _templated(self, text: str, scope: Scope, line: int) -> Any:  # noqa: ANN401 - a value
        if "{{" not in text:
            return text
        self._depth += 1
        if self._depth > DEEPEST:
            message = "tpl without end"
            raise TooMuchError(message)
        out = Printed()
        try:
            self._run(parse(text), scope, out)
        except BadTemplateError:
            return self._unknown("tpl", line)
        finally:
            self._depth -= 1
        return "".join(out.parts)


def _at(value: Any, path: Sequence[str]) -> Any:  # noqa: ANN401 - a value
    for step in path:
        if isinstance(value, Unknown):
            return value
        value = value.get(step) if isinstance(value, dict) else None
    return value
