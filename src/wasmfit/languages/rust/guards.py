"""Guards: the ``cfg`` conditions that must hold before a node is reached.

They stand in attributes before an item, statement, field or arm, at the head
of a file, module or block, in ``cfg!(…)`` around code, in branches of
``cfg_if!`` and ``cfg_select!``, and in an early return.
"""

from collections.abc import Callable, Iterator, Sequence

from wasmfit.languages.rust.chains import is_set
from wasmfit.languages.rust.unwrapped import GRAMMAR, Region, macro_name, predicate_of
from wasmfit.model.condition import NEVER, Atom, Condition, all_of, any_of, negate
from wasmfit.model.facts import Guard
from wasmfit.syntax.inherited import Inherited
from wasmfit.syntax.rust_cfg import cfg_condition
from wasmfit.syntax.tree import Node, captures, text

ATTRIBUTES = "[(attribute_item) (inner_attribute_item)] @attribute"
HOLDERS = frozenset({"match_arm", "field_initializer", "parameter", "type_parameter"})
LEAVES = frozenset({"return_expression", "continue_expression", "break_expression"})
TESTS = frozenset({"bench", "quickcheck", "rstest", "test", "test_case", "wasm_bindgen_test"})
CONSTANTS = {
    "consts::ARCH": "cfg:target_arch",
    "consts::OS": "cfg:target_os",
}
BETWEEN = frozenset({",", ";", "=>"})
"""What ends an argument of a macro."""

WIDTH = 100

FlagLookup = Callable[[str], Condition | None]


class Guards:
    """Guards of nodes of one file, remembered per node."""

    def __init__(self, path: str, root: Node, regions: Sequence[Region]) -> None:
        """``regions`` are the branches of opened macros."""
        self.path = path
        self._regions = [region for region in regions if region.condition is not None]
        self._before: dict[int, list[Guard]] = {}
        self._inside: dict[int, list[Guard]] = {}
        self._exits: dict[int, list[tuple[int, Guard]]] = {}
        self.flag: FlagLookup = lambda _: None
        for node in captures(GRAMMAR, ATTRIBUTES, root).get("attribute", []):
            self._note(node)
        self._root = root
        outermost = tuple(self._inside.get(root.id, ()))
        self._inherited = Inherited[tuple[Guard, ...]](outermost, self._enter)

    def of(self, node: Node) -> tuple[Guard, ...]:
        """The guards of a node, outermost first."""
        return (*self._around(node), *self._inherited.of(node))

    def own(self, node: Node) -> tuple[Guard, ...]:
        """The guards that stand at a node itself: its attributes and the macro branch around it."""
        return (*self._around(node), *self._before.get(node.id, ()))

    def _around(self, node: Node) -> Iterator[Guard]:
        """Guards of the macro branches a node lies in."""
        for region in self._regions:
            if region.start <= node.start_byte < region.end and region.condition is not None:
                yield Guard(region.condition, region.text[:WIDTH], self.path, region.line)

    def _enter(self, around: tuple[Guard, ...], child: Node, parent: Node) -> tuple[Guard, ...]:
        found = (*self._before.get(child.id, ()), *self._inside.get(child.id, ()))
        if child.type == "attribute_item":
            target = _target(child)
            found = tuple(self._before.get(target.id, ())) if target is not None else ()
        return (*around, *self._between(child, parent), *found)

    def _note(self, node: Node) -> None:
        """Keep the guard an attribute states with the node it stands before or in."""
        guard = self._stated(node)
        if guard is None or node.parent is None:
            return
        if node.type == "inner_attribute_item":
            self._inside.setdefault(node.parent.id, []).append(guard)
        elif node.parent.type in HOLDERS:
            self._before.setdefault(node.parent.id, []).append(guard)
        else:
            target = _target(node)
            if target is not None:
                self._before.setdefault(target.id, []).append(guard)

    def _stated(self, node: Node) -> Guard | None:
        attribute = next((n for n in node.named_children if n.type == "attribute"), None)
        if attribute is None or not attribute.named_children:
            return None
        name = text(attribute.named_children[0])
        line = node.start_point.row + 1
        if name == "cfg":
            condition = cfg_condition(predicate_of(text(attribute)))
            words = " ".join(text(attribute).split())[:WIDTH]
            return None if condition is None else Guard(condition, words, self.path, line)
        if name.rpartition("::")[2] in TESTS and node.type == "attribute_item":
            return Guard(NEVER, f"#[{name}]", self.path, line)
        return None

    def _between(self, child: Node, parent: Node) -> Iterator[Guard]:
        match parent.type:
            case "token_tree" if (attribute := parent.parent) is not None:
                if attribute.type == "attribute" and is_set(child, attribute):
                    yield from self._set(attribute)
                yield from self._in_arguments(child)
            case "if_expression":
                yield from self._branch(child, parent)
            case "binary_expression":
                yield from self._short_circuit(child, parent)
            case "block":
                yield from (
                    guard for end, guard in self._leaving(parent) if end <= child.start_byte
                )
            case _:
                pass

    def _set(self, attribute: Node) -> Iterator[Guard]:
        """The condition of ``cfg_attr``."""
        words = predicate_of(text(attribute))
        condition = cfg_condition(words)
        if condition is not None:
            line = attribute.start_point.row + 1
            yield Guard(condition, f"cfg_attr({' '.join(words.split())})"[:WIDTH], self.path, line)

    def _in_arguments(self, token: Node) -> Iterator[Guard]:
        """``#[cfg(…)]`` before one of a macro's arguments, as far as the comma before it."""
        here: Node | None = token
        while here is not None and text(here) not in BETWEEN:
            words = text(here) if here.type == "token_tree" else ""
            before = here.prev_sibling
            if words.startswith("[cfg(") and before is not None and text(before) == "#":
                condition = cfg_condition(predicate_of(words))
                if condition is not None:
                    line = here.start_point.row + 1
                    label = " ".join(words[1:-1].split())[:WIDTH]
                    yield Guard(condition, label, self.path, line)
            here = before

    def _branch(self, child: Node, parent: Node) -> Iterator[Guard]:
        condition = parent.child_by_field_name("condition")
        if condition is None or child == condition:
            return
        negated = parent.child_by_field_name("alternative") == child
        yield from self._guard(condition, negated=negated)

    def _short_circuit(self, child: Node, parent: Node) -> Iterator[Guard]:
        left = parent.child_by_field_name("left")
        operator = parent.child_by_field_name("operator")
        if left is None or child == left or operator is None or text(operator) not in ("&&", "||"):
            return
        yield from self._guard(left, negated=text(operator) == "||")

    def _leaving(self, block: Node) -> list[tuple[int, Guard]]:
        """Guards that hold after statements which leave the block early."""
        if block.id not in self._exits:
            found = self._exits[block.id] = []
            for statement in block.named_children:
                inner = statement.named_children[0] if statement.named_child_count else None
                if inner is None or inner.type != "if_expression":
                    continue
                condition = inner.child_by_field_name("condition")
                if condition is not None and _leaves(inner):
                    guards = self._guard(condition, negated=True)
                    found.extend((statement.end_byte, guard) for guard in guards)
        return self._exits[block.id]

    def _guard(self, node: Node, *, negated: bool) -> Iterator[Guard]:
        condition = self.condition(node)
        condition = negate(condition) if negated else condition
        if condition is None:
            return
        words = " ".join(text(node).split())[:WIDTH]
        label = f"!({words})" if negated else words
        yield Guard(condition, label, self.path, node.start_point.row + 1)

    def condition(self, node: Node) -> Condition | None:
        """The condition an expression states; None when it is free."""
        match node.type:
            case "parenthesized_expression":
                return self.condition(node.named_children[0])
            case "unary_expression" if text(node).startswith("!"):
                return negate(self.condition(node.named_children[0]))
            case "binary_expression":
                return self._binary(node)
            case "let_chain":
                return all_of(self.condition(child) for child in node.named_children)
            case "macro_invocation" if macro_name(node) == "cfg":
                return cfg_condition(predicate_of(text(node)))
            case "identifier" | "scoped_identifier":
                return self.flag(text(node))
            case "boolean_literal":
                return NEVER if text(node) == "false" else None
            case _:
                return None

    def _binary(self, node: Node) -> Condition | None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None:
            return None
        match text(operator):
            case "&&":
                return all_of((self.condition(left), self.condition(right)))
            case "||":
                return any_of((self.condition(left), self.condition(right)))
            case "==" | "!=":
                equal = _constant(text(left), text(right))
                return negate(equal) if text(operator) == "!=" else equal
            case _:
                return None


def _target(attribute: Node) -> Node | None:
    """What an attribute stands before."""
    target = attribute.next_named_sibling
    while target is not None and target.type in ("attribute_item", "line_comment", "block_comment"):
        target = target.next_named_sibling
    return target


def _constant(left: str, right: str) -> Condition | None:
    """``std::env::consts::OS == "windows"``."""
    fact = next((fact for name, fact in CONSTANTS.items() if left.endswith(name)), None)
    if fact is None or not right.startswith('"'):
        return None
    return Atom(fact, "==", right.strip('"'))


def _leaves(branch: Node) -> bool:
    """Whether the first branch of an ``if`` without ``else`` always leaves the block."""
    body = branch.child_by_field_name("consequence")
    if body is None or branch.child_by_field_name("alternative") is not None:
        return False
    statements = [node for node in body.named_children if not node.type.endswith("comment")]
    if not statements:
        return False
    last = statements[-1]
    inner = last.named_children[0] if last.type == "expression_statement" else last
    return inner.type in LEAVES
