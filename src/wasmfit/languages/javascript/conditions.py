"""Platform conditions: an expression of ``if`` becomes a Condition.

What has nothing to do with the platform is free (None).
"""

from collections.abc import Callable, Collection

from wasmfit.languages.javascript.chains import arguments_of, innermost, string_value
from wasmfit.languages.javascript.names import HOLDERS, join
from wasmfit.languages.javascript.scopes import Names
from wasmfit.model.condition import NEVER, UNSURE, Atom, Condition, all_of, any_of, negate
from wasmfit.syntax.tree import Node, text

FACTS = {
    "node:os.arch()": "process.arch",
    "node:os.platform()": "process.platform",
    "node:os.type()": "os.type",
    "node:process.arch": "process.arch",
    "node:process.platform": "process.platform",
    "process.arch": "process.arch",
    "process.platform": "process.platform",
}
TRUTHS = {
    "import.meta.env.SSR": "import.meta.env.SSR",
    "import.meta.vitest": "vitest",
    "node:process.browser": "process.browser",
    "process.browser": "process.browser",
}
"""Members whose truth is a question to the platform."""

ABSENT = ("undefined",)
EQUAL = frozenset({"==", "==="})
UNEQUAL = frozenset({"!=", "!=="})

FlagLookup = Callable[[str, Node], Condition | None]


class Conditions:
    """Reads conditions of one file; names resolve through its bindings."""

    def __init__(self, names: Names, flag: FlagLookup, known: Collection[str]) -> None:
        """``flag`` answers for names that hold the truth of a condition.

        ``known`` are the globals whose bindings in the file are looked up.
        """
        self._names = names
        self._globals = known
        self._flag = flag

    def of(self, node: Node) -> Condition | None:
        """The condition an expression states; None when it is free."""
        node = innermost(node)
        match node.type:
            case "unary_expression":
                return self._unary(node)
            case "binary_expression":
                return self._binary(node)
            case "call_expression":
                return self._call(node)
            case "identifier" | "member_expression" | "subscript_expression":
                return self._truth(node)
            case "false":
                return NEVER
            case _:
                return None

    def equals(self, left: Node, right: Node) -> Condition | None:
        """The condition that two expressions are equal, as ``===`` and ``case`` ask."""
        left, right = innermost(left), innermost(right)
        if string_value(left) is not None or text(left) in ("undefined", "null", "void 0"):
            left, right = right, left
        value = string_value(right)
        if left.type == "unary_expression" and text(left).startswith("typeof"):
            return self._typeof(left, value)
        if text(right) in ("undefined", "null", "void 0"):
            return negate(self._truth(left))
        fact = self._fact(left)
        return None if fact is None or value is None else Atom(fact, "==", value)

    def symbol(self, node: Node) -> str | None:
        """The outside symbol of a name or member chain; globals are their own."""
        members: list[str] = []
        node = innermost(node)
        while node.type in ("member_expression", "subscript_expression"):
            name = node.child_by_field_name("property")
            index = node.child_by_field_name("index")
            member = text(name) if name is not None else string_value(index) if index else None
            inner = node.child_by_field_name("object")
            if member is None or inner is None:
                return None
            members.append(member)
            node = innermost(inner)
        if node.type == "meta_property":
            return join(text(node), *reversed(members))
        return self._rooted(node, members[::-1]) if node.type == "identifier" else None

    def _rooted(self, head: Node, members: list[str]) -> str | None:
        name = text(head)
        found = self._names.symbols(name, head)
        if found is None:
            if name in HOLDERS and members:
                return join(members[0], *members[1:]) if members[0] in self._globals else None
            known = name in self._globals or not members
            return join(name, *members) if known else None
        return join(found[0], *members) if found else None

    def _unary(self, node: Node) -> Condition | None:
        operand = node.child_by_field_name("argument")
        sign = text(node.children[0])
        if operand is None:
            return None
        if sign == "!":
            return negate(self.of(operand))
        return None

    def _binary(self, node: Node) -> Condition | None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None:
            return None
        match text(operator):
            case "&&":
                return all_of((self.of(left), self.of(right)))
            case "||":
                return any_of((self.of(left), self.of(right)))
            case sign if sign in EQUAL:
                return self.equals(left, right)
            case sign if sign in UNEQUAL:
                return negate(self.equals(left, right))
            case "in":
                return self._member_of(left, right)
            case _:
                return None

    def _member_of(self, left: Node, right: Node) -> Condition | None:
        name, holder = string_value(left), self.symbol(right)
        if name is None or holder is None:
            return None
        symbol = name if holder in HOLDERS else join(holder, name)
        return present(symbol) if self._is_question(symbol) else None

    def _typeof(self, node: Node, value: str | None) -> Condition | None:
        operand = node.child_by_field_name("argument")
        symbol = self.symbol(operand) if operand is not None else None
        if symbol is None or value is None or not self._is_question(symbol):
            return None
        return negate(present(symbol)) if value in ABSENT else present(symbol)

    def _truth(self, node: Node) -> Condition | None:
        symbol = self.symbol(node)
        if symbol in TRUTHS:
            return Atom(TRUTHS[symbol])
        flag = self._flag(symbol or text(node), node)
        if flag is not None or symbol is None:
            return flag
        if symbol.partition(".")[0] in ("process", "node:process", "import"):
            return present(symbol) if _is_version(symbol) or "." not in symbol else None
        return present(symbol) if self._is_question(symbol) else None

    def _is_question(self, symbol: str) -> bool:
        """Whether it depends on the platform that something of this name exists."""
        return symbol.startswith("node:") or symbol.partition(".")[0] in self._globals

    def _fact(self, node: Node) -> str | None:
        if node.type == "call_expression":
            function = node.child_by_field_name("function")
            if function is None:
                return None
            inner = function.child_by_field_name("object")
            if inner is not None and text(function).endswith(".toLowerCase"):
                fact = self._fact(innermost(inner))
                return None if fact is None else f"{fact}.lower"
            return FACTS.get(f"{self.symbol(function)}()")
        symbol = self.symbol(node)
        return FACTS.get(symbol) if symbol is not None else None

    def _call(self, node: Node) -> Condition | None:
        function = node.child_by_field_name("function")
        if function is None:
            return None
        given = arguments_of(node)
        inner = function.child_by_field_name("object")
        name = function.child_by_field_name("property")
        if inner is not None and name is not None and given:
            fact = self._fact(innermost(inner))
            value = string_value(given[0])
            if fact is not None:
                starts = text(name) == "startsWith" and value is not None
                return Atom(fact, "startswith", value or "") if starts else UNSURE
            chosen = self._chosen(inner, text(name), given[0])
            if chosen is not None:
                return chosen
        symbol = self.symbol(function)
        if symbol == "Boolean" and given:
            return self.of(given[0])
        return self._flag(f"{symbol or text(function)}()", node)

    def _chosen(self, inner: Node, name: str, given: Node) -> Condition | None:
        """``['linux', 'darwin'].includes(process.platform)``, ``/^win/.test(process.platform)``."""
        fact = self._fact(innermost(given))
        if fact is None:
            return None
        inner = innermost(inner)
        if inner.type == "array" and name == "includes":
            values = [string_value(node) for node in inner.named_children]
            if all(value is not None for value in values):
                return Atom(fact, "in", "\n".join(value or "" for value in values))
        if inner.type == "regex" and name == "test":
            pattern = inner.child_by_field_name("pattern")
            plain = text(pattern) if pattern is not None else ""
            if plain.startswith("^") and plain[1:].rstrip("$").isalnum():
                return Atom(fact, "==" if plain.endswith("$") else "startswith", plain.strip("^$"))
        return UNSURE


def _is_version(symbol: str) -> bool:
    return ".versions." in symbol or symbol.endswith(".versions")


def present(symbol: str) -> Condition:
    """The condition that a global, module or member exists."""
    if "." not in symbol and not symbol.startswith(("node:", "@")):
        return Atom(f"global:{symbol}")
    return Atom(f"global:{symbol}") if _is_version(symbol) else Atom(f"has:{symbol}")
