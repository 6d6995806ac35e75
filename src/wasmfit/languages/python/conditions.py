"""Platform conditions: an expression of ``if`` becomes a Condition.

What has nothing to do with the platform is free (None).
"""

from collections.abc import Callable

from wasmfit.languages.python.chains import chain_from, string_argument, string_value
from wasmfit.languages.python.scopes import Names
from wasmfit.model.condition import (
    NEVER,
    Atom,
    Condition,
    Constant,
    all_of,
    any_of,
    negate,
)
from wasmfit.model.versions import whole
from wasmfit.syntax.tree import Node, text

FACTS = {
    "sys.platform": "sys.platform",
    "os.name": "os.name",
    "platform.system": "platform.system",
    "platform.machine": "platform.machine",
    "platform.python_implementation": "platform.python_implementation",
    "sys.implementation.name": "sys.implementation.name",
    "sys.version_info": "sys.version_info",
    "sys.version_info.major": "major",
    "sys.maxsize": "sys.maxsize",
    "sys.byteorder": "sys.byteorder",
}
VERSION_PARTS = {"0": "major", ":1": "sys.version_info", ":2": "sys.version_info"}
TYPING = frozenset({"typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"})
ROOTS = frozenset({"sys", "os", "platform", "typing", "typing_extensions", "importlib", "six"})
KNOWN = {"six.PY2": NEVER, "six.PY3": Constant(True)}
MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}

FlagLookup = Callable[[str, Node], Condition | None]


class Conditions:
    """Reads conditions of one file; names resolve through its bindings."""

    def __init__(self, names: Names, flag: FlagLookup) -> None:
        """``flag`` answers for names that hold the truth of a condition."""
        self._names = names
        self._flag = flag

    def of(self, node: Node) -> Condition | None:
        """The condition an expression states; None when it is free."""
        match node.type:
            case "parenthesized_expression" | "named_expression":
                return self.of(node.named_children[-1]) if node.named_children else None
            case "not_operator":
                return negate(self.of(node.named_children[0]))
            case "boolean_operator":
                return self._boolean(node)
            case "comparison_operator":
                return self._comparison(node)
            case "call":
                return self._call(node)
            case "identifier" | "attribute":
                return self._name(node)
            case "true":
                return None
            case "false":
                return NEVER
            case _:
                return None

    def _boolean(self, node: Node) -> Condition | None:
        sides = [self.of(child) for child in node.named_children]
        operator = node.child_by_field_name("operator")
        return all_of(sides) if operator is not None and text(operator) == "and" else any_of(sides)

    def _name(self, node: Node) -> Condition | None:
        symbol = self.symbol(node)
        if symbol in TYPING:
            return NEVER
        if symbol in KNOWN:
            return KNOWN[symbol]
        return self._flag(symbol or text(node), node)

    def symbol(self, node: Node) -> str | None:
        """The dotted outside symbol of a name or attribute chain, if it has one."""
        first = node
        while first.type == "attribute":
            inner = first.child_by_field_name("object")
            if inner is None:
                return None
            first = inner
        if first.type != "identifier":
            return None
        found = self._names.symbols(text(first), first)
        if not found:
            return None
        parts = chain_from(first).parts
        depth = text(node).count(".") + 1
        return ".".join((found[0], *parts[1:depth]))

    def _comparison(self, node: Node) -> Condition | None:
        sides = node.named_children
        operators = [child for child in node.children if not child.is_named]
        if len(sides) != 2:  # noqa: PLR2004 - a chain of comparisons is not a platform test
            return None
        operator = " ".join(text(child) for child in operators)
        left, right = sides
        if operator in ("is", "is not") and right.type == "none":
            present = self._name(left) if left.type in ("identifier", "attribute") else None
            return negate(present) if operator == "is" else present
        fact = self._fact(left)
        if fact is None and operator in MIRRORED:
            left, right, operator = right, left, MIRRORED[operator]
            fact = self._fact(left)
        return None if fact is None else _compare(fact, operator, right)

    def _fact(self, node: Node) -> str | None:
        if node.type == "subscript":
            value = node.child_by_field_name("value")
            symbol = self.symbol(value) if value is not None else None
            index = text(node.named_children[-1])
            return VERSION_PARTS.get(index) if symbol == "sys.version_info" else None
        if node.type == "call":
            function = node.child_by_field_name("function")
            if function is None:
                return None
            if function.type == "attribute" and text(function).endswith(".lower"):
                inner = function.child_by_field_name("object")
                fact = None if inner is None else self._fact(inner)
                return None if fact is None else f"{fact}.lower"
            symbol = self.symbol(function)
            return FACTS.get(symbol) if symbol and symbol.startswith("platform.") else None
        if node.type not in ("attribute", "identifier"):
            return None
        symbol = self.symbol(node)
        if symbol is None or symbol.startswith("platform."):
            return None
        return FACTS.get(symbol)

    def _call(self, node: Node) -> Condition | None:
        function = node.child_by_field_name("function")
        if function is None:
            return None
        if text(function) in ("hasattr", "getattr"):
            return self._has(node)
        if function.type == "attribute" and text(function).endswith(".startswith"):
            inner = function.child_by_field_name("object")
            fact = self._fact(inner) if inner is not None else None
            return None if fact is None else _prefix(fact, node)
        symbol = self.symbol(function)
        if symbol == "importlib.util.find_spec":
            name = string_argument(node, 0)
            return Atom(f"import:{name[0]}") if name else None
        return self._flag(f"{symbol or text(function)}()", node)

    def _has(self, node: Node) -> Condition | None:
        name = string_argument(node, 1)
        arguments = node.child_by_field_name("arguments")
        if name is None or arguments is None:
            return None
        symbol = self.symbol(arguments.named_children[0])
        return Atom(f"has:{symbol}.{name[0]}") if symbol else None


def _prefix(fact: str, call: Node) -> Condition | None:
    arguments = call.child_by_field_name("arguments")
    given = arguments.named_children[0] if arguments and arguments.named_children else None
    if given is None:
        return None
    choices = given.named_children if given.type == "tuple" else [given]
    values = [string_value(choice) for choice in choices]
    return any_of(Atom(fact, "startswith", value[0]) if value else None for value in values)


def _compare(fact: str, operator: str, right: Node) -> Condition | None:
    if operator in ("in", "not in"):
        values = [string_value(child) for child in right.named_children]
        if right.type == "string" or not values or not all(values):
            return None
        choice = Atom(fact, "in", "\n".join(value[0] for value in values if value))
        return negate(choice) if operator == "not in" else choice
    value = _literal(right)
    if value is None:
        return None
    if fact == "major":
        return _major(operator, value)
    match operator:
        case "==" | "<" | "<=":
            return Atom(fact, operator, value)
        case "!=":
            return negate(Atom(fact, "==", value))
        case ">":
            return negate(Atom(fact, "<=", value))
        case ">=":
            return negate(Atom(fact, "<", value))
        case _:
            return None


def _major(operator: str, value: str) -> Condition | None:
    """Questions to the major version, put to the full one: 3.14 <= 3 must hold."""
    if not value.isdigit():
        return None
    below = Atom("sys.version_info", "<", value)
    within = Atom("sys.version_info", "<", str(whole(value) + 1))
    answers = {
        "<": below,
        "<=": within,
        ">": negate(within),
        ">=": negate(below),
        "==": all_of((negate(below), within)),
        "!=": any_of((below, negate(within))),
    }
    return answers.get(operator)


def _literal(node: Node) -> str | None:
    plain = string_value(node)
    if plain is not None:
        return plain[0]
    if node.type == "integer":
        return text(node)
    if node.type == "tuple" and all(child.type == "integer" for child in node.named_children):
        return ".".join(text(child) for child in node.named_children)
    return None
