"""Go templates as charts use them: text and actions read into a tree."""

import re
from dataclasses import dataclass, field

from wasmfit.deployments._gotokens import BadTemplateError, Term, Tokens

_ACTION = re.compile(
    r"\{\{(-(?=\s))?\s*+"
    r"(/\*.{0,2000}?\*/\s*+-?+(?=\}\})|(?>(?:[^\"`{}]++|\{(?!\{)|\"(?>(?:[^\"\\]++|\\.)*)\"|`[^`]*+`|\}(?!\})){0,400}))\}\}",
    re.DOTALL,
)
"""Every part takes all it can and gives nothing back, and an action has at most 400 parts."""

DEEPEST = 60
_OPENING = frozenset({"if", "with", "range", "define", "block"})


@dataclass(frozen=True, slots=True)
class Text:
    """Text as it stands, starting at a line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Output:
    """An action that prints a value."""

    term: Term
    line: int


@dataclass(frozen=True, slots=True)
class Assign:
    """``$name := value`` or ``$name = value``."""

    name: str
    term: Term
    line: int
    fresh: bool = True


@dataclass(slots=True)
class Block:
    """``if``, ``with`` or ``range`` with its branches, or a definition (``name`` set).

    ``names`` are the variables that ``range`` or ``with`` declares; ``chained``
    says that it stands behind an ``else`` and shares its end.
    """

    word: str
    term: Term | None
    line: int
    names: tuple[str, ...] = ()
    name: str = ""
    chained: bool = False
    body: list["Node"] = field(default_factory=list)
    other: list["Node"] = field(default_factory=list)


Node = Text | Output | Assign | Block


def parse(text: str) -> list[Node]:
    """The nodes of a template; raises BadTemplateError."""
    root: list[Node] = []
    stack: list[tuple[Block, list[Node]]] = []
    current, position, line, trim = root, 0, 1, False
    for match in _ACTION.finditer(text):
        before = text[position : match.start()]
        shown = before.lstrip() if trim else before
        start = line + before[: len(before) - len(shown)].count("\n")
        shown = shown.rstrip() if match[1] else shown
        if shown:
            current.append(Text(shown, start))
        line += before.count("\n")
        current = _take(match[2].removesuffix("-").strip(), line, current, stack)
        line += match[0].count("\n")
        position, trim = match.end(), match[2].endswith("-")
    rest = text[position:].lstrip() if trim else text[position:]
    if "{{" in rest:
        message = "an action that is never closed"
        raise BadTemplateError(message, line + rest[: rest.index("{{")].count("\n"))
    if stack:
        message = f"{stack[-1][0].word} without an end"
        raise BadTemplateError(message, stack[-1][0].line)
    root.append(Text(rest, line))
    return root


def _take(
    action: str, line: int, current: list[Node], stack: list[tuple[Block, list[Node]]]
) -> list[Node]:
    """One action; gives the list that the next nodes go to."""
    if not action or action.startswith("/*"):
        return current
    word, _, rest = action.partition(" ")
    if word in _OPENING:
        if len(stack) >= DEEPEST:
            message = f"nested deeper than {DEEPEST} levels"
            raise BadTemplateError(message, line)
        block = _opened(word, rest.strip(), line)
        current.append(block)
        stack.append((block, current))
        return block.body
    if word == "end":
        if not stack:
            message = "an end without a beginning"
            raise BadTemplateError(message, line)
        block, around = stack.pop()
        while block.chained:
            block, around = stack.pop()
        return around
    if word == "else":
        return _other(rest.strip(), line, stack)
    if word in ("break", "continue"):
        return current
    current.append(_plain(action, line))
    return current


def _other(rest: str, line: int, stack: list[tuple[Block, list[Node]]]) -> list[Node]:
    if not stack:
        message = "an else without an if"
        raise BadTemplateError(message, line)
    block = stack[-1][0]
    if not rest:
        return block.other
    word, _, condition = rest.partition(" ")
    inner = _opened(word, condition.strip(), line)
    if word not in ("if", "with"):
        message = f"else {word} is not known"
        raise BadTemplateError(message, line)
    inner.chained = True
    block.other.append(inner)
    stack.append((inner, block.other))
    return inner.body


def _opened(word: str, rest: str, line: int) -> Block:
    tokens = Tokens(rest, line)
    if word in ("define", "block"):
        name = tokens.next("string")
        term = tokens.pipeline() if word == "block" and not tokens.at_end() else None
        return Block(word, term, line, name=name[1:-1] if name else "")
    names = tokens.declared()
    return Block(word, tokens.pipeline(), line, names=names)


def _plain(action: str, line: int) -> Node:
    tokens = Tokens(action, line)
    match = re.match(r"(\$[A-Za-z_0-9]*)\s*(:?=)", action)
    if match:
        rest = Tokens(action[match.end() :], line)
        return Assign(match[1], rest.pipeline(), line, match[2] == ":=")
    return Output(tokens.pipeline(), line)
