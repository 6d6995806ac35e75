"""The words of one action of a Go template, read into terms."""

import re
from dataclasses import dataclass

from wasmfit.model.versions import LONGEST

_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<string>\"(?:[^\"\\]|\\.)*\"|`[^`]*`)"
    r"|(?P<number>-?\d+(?:\.\d+)?\b)"
    r"|(?P<assign>:?=)"
    r"|(?P<variable>\$[A-Za-z_0-9]*)"
    r"|(?P<field>(?:\.[A-Za-z_][A-Za-z0-9_-]*)+|\.)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>[|(),])"
    r")"
)
DEEPEST = 60
"""Parentheses in parentheses."""


class BadTemplateError(ValueError):
    """A template that cannot be read; ``line`` is where."""

    def __init__(self, reason: str, line: int) -> None:
        """One line for a person, and the line number."""
        super().__init__(reason)
        self.line = line


@dataclass(frozen=True, slots=True)
class Field:
    """``.a.b`` of the dot, of a variable, or of what parentheses give."""

    base: "Term | None"
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """A string, number, truth value or nil."""

    value: object


@dataclass(frozen=True, slots=True)
class Variable:
    """``$name``; ``$`` alone is the root."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments."""

    name: str
    arguments: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Calls of which each hands its result to the next as its last argument."""

    terms: tuple["Term", ...]


Term = Field | Literal | Variable | Call | Pipeline


class Tokens:
    """The words of one action."""

    def __init__(self, text: str, line: int) -> None:
        """Raises BadTemplateError for what is no word of the language."""
        self.line = line
        self.items: list[tuple[str, str, bool]] = []
        position = 0
        while position < len(text.rstrip()):
            match = _TOKEN.match(text, position)
            if match is None or match.lastgroup is None:
                message = f"{text[position:].strip()[:20]!r} is not understood"
                raise BadTemplateError(message, line)
            glued = match.start(match.lastgroup) == position and position > 0
            self.items.append((match.lastgroup, match[match.lastgroup], glued))
            position = match.end()
        self.position = 0
        self.depth = 0

    def at_end(self) -> bool:
        """Whether nothing is left."""
        return self.position >= len(self.items)

    def next(self, kind: str) -> str:
        """The next word if it is of that kind, else nothing."""
        if not self.at_end() and self.items[self.position][0] == kind:
            self.position += 1
            return self.items[self.position - 1][1]
        return ""

    def declared(self) -> tuple[str, ...]:
        """``$key, $value :=`` before a pipeline."""
        kinds = [kind for kind, _, _ in self.items[:4]]
        for length in (1, 3):
            if kinds[length : length + 1] == ["assign"] and kinds[0] == "variable":
                names = tuple(word for kind, word, _ in self.items[:length] if kind == "variable")
                self.position = length + 1
                return names
        return ()

    def pipeline(self) -> Term:
        """Everything up to the end or the parenthesis that closes."""
        self.depth += 1
        if self.depth > DEEPEST:
            message = "too many parentheses"
            raise BadTemplateError(message, self.line)
        terms = [self._command()]
        while self._sign("|"):
            terms.append(self._command())
        self.depth -= 1
        return terms[0] if len(terms) == 1 else Pipeline(tuple(terms))

    def _sign(self, sign: str) -> bool:
        if not self.at_end() and self.items[self.position][:2] == ("sign", sign):
            self.position += 1
            return True
        return False

    def _command(self) -> Term:
        name = self.next("name")
        if name and name not in ("true", "false", "nil"):
            arguments: list[Term] = []
            while (term := self._operand()) is not None:
                arguments.append(term)
            return Call(name, tuple(arguments))
        if name:
            self.position -= 1
        first = self._operand()
        if first is None:
            message = "a value is missing"
            raise BadTemplateError(message, self.line)
        if (
            isinstance(first, Field)
            and not self.at_end()
            and self.items[self.position][1] not in "|),"
        ):
            while self._operand() is not None:
                pass
            return Call(f".{'.'.join(first.path)}", ())
        return first

    def _operand(self) -> Term | None:
        if self.at_end():
            return None
        kind, word, _ = self.items[self.position]
        if (kind, word) in (("sign", "|"), ("sign", ")"), ("sign", ","), ("assign", ":=")):
            return None
        self.position += 1
        match kind:
            case "string":
                return Literal(_unquoted(word))
            case "number":
                whole = "." not in word and len(word) <= LONGEST
                return Literal(int(word) if whole else float(word))
            case "variable":
                return self._fields(Variable(word))
            case "field":
                return Field(None, tuple(part for part in word.split(".") if part))
            case "name":
                constants: dict[str, object] = {"true": True, "false": False, "nil": None}
                return Literal(constants[word]) if word in constants else Call(word, ())
            case _ if word == "(":
                inner = self.pipeline()
                self._sign(")")
                return self._fields(inner)
            case _:
                message = f"{word!r} is not understood here"
                raise BadTemplateError(message, self.line)

    def _fields(self, base: Term) -> Term:
        """``.a.b`` that is glued to what stands before."""
        if not self.at_end() and self.items[self.position][0] == "field":
            _, word, glued = self.items[self.position]
            if glued and word != ".":
                self.position += 1
                return Field(base, tuple(part for part in word.split(".") if part))
        return base


def _unquoted(word: str) -> str:
    if word.startswith("`"):
        return word[1:-1]
    escapes = {"n": "\n", "t": "\t"}
    return re.sub(r"\\(.)", lambda match: escapes.get(match[1], match[1]), word[1:-1])
