"""What a file hands on under which name, by ``export`` or by ``module.exports``."""

from collections.abc import Iterator

from wasmfit.languages.javascript.chains import innermost, string_value
from wasmfit.languages.javascript.conditions import Conditions
from wasmfit.languages.javascript.imports import Imported, local_exports
from wasmfit.languages.javascript.names import OWN, join
from wasmfit.languages.javascript.occurrences import occurrences
from wasmfit.languages.javascript.requires import required
from wasmfit.languages.javascript.scopes import Names
from wasmfit.model.facts import Alias, Flag
from wasmfit.syntax.tree import Node, text

WHOLE = ""
"""The name of what ``module.exports =`` hands on: the module itself."""

_HOLDERS = ("exports", "module.exports")


class Exports:
    """The aliases and flags that other files can see."""

    def __init__(
        self,
        root: Node,
        data: bytes,
        imports: list[Imported],
        names: Names,
        conditions: Conditions,
    ) -> None:
        """Read nothing yet."""
        self._root, self._data, self._imports = root, data, imports
        self._names, self._conditions = names, conditions
        self.flags: list[Flag] = []

    def aliases(self) -> list[Alias]:
        """Every exported name that stands for something from elsewhere, sorted."""
        found = {*self._statements(), *self._locals(), *self._defaults(), *self._assigned()}
        return sorted(found, key=lambda alias: (alias.name, alias.symbol))

    def _statements(self) -> Iterator[Alias]:
        for name in self._imports:
            if name.exported and not name.is_type:
                yield Alias(name.exported, name.symbol)

    def _locals(self) -> Iterator[Alias]:
        bound = self._names.module_bindings()
        for exported, local, _ in local_exports(self._root):
            for binding in bound.get(local, ()):
                if binding.symbol:
                    yield Alias(exported, binding.symbol)

    def _defaults(self) -> Iterator[Alias]:
        """``export default cp.exec`` and TypeScript's ``export = cp``."""
        for statement in self._root.named_children:
            if statement.type != "export_statement":
                continue
            value = statement.child_by_field_name("value")
            signs = [child.type for child in statement.children]
            if value is not None:
                yield from self._alias("default", value)
            elif "=" in signs and statement.named_children:
                yield from self._alias(WHOLE, statement.named_children[-1])

    def _assigned(self) -> Iterator[Alias]:
        """``module.exports = ...``, ``exports.name = ...``."""
        for node in occurrences(self._root, self._data, {"exports", "module"}):
            target = node
            while target.parent is not None and target.parent.type == "member_expression":
                target = target.parent
            parent = target.parent
            if parent is None or parent.type != "assignment_expression":
                continue
            right = parent.child_by_field_name("right")
            name = _exported(text(target))
            if name is None or right is None or parent.child_by_field_name("left") != target:
                continue
            while right.type == "assignment_expression":
                right = right.child_by_field_name("right") or right.named_children[-1]
            yield from self._members(right) if name == WHOLE else self._alias(name, right)

    def _members(self, value: Node) -> Iterator[Alias]:
        if value.type != "object":
            yield from self._alias(WHOLE, value)
            return
        for part in value.named_children:
            if part.type == "shorthand_property_identifier":
                yield from self._alias(text(part), part)
            elif part.type == "spread_element" and part.named_children:
                symbol = self._symbol(part.named_children[0])
                if symbol:
                    yield Alias("*", symbol)
            elif part.type == "pair":
                key, inner = part.child_by_field_name("key"), part.child_by_field_name("value")
                if key is not None and inner is not None:
                    yield from self._alias(string_value(key) or text(key), inner)

    def _alias(self, name: str, value: Node) -> Iterator[Alias]:
        symbol = self._symbol(value)
        if symbol:
            yield Alias(name, symbol)
            return
        condition = self._conditions.of(value)
        if condition is not None and name:
            self.flags.append(Flag(name, condition))

    def _symbol(self, value: Node) -> str | None:
        """What an expression stands for, if that is something from outside the file."""
        value, members = innermost(value), list[str]()
        while value.type == "member_expression":
            name, inner = value.child_by_field_name("property"), value.child_by_field_name("object")
            if name is None or inner is None:
                return None
            members.append(text(name))
            value = innermost(inner)
        if value.type == "call_expression":
            function = value.child_by_field_name("function")
            loads = function is not None and text(function) == "require"
            named = required(value) if loads else None
            return join(named.module, *reversed(members)) if named else None
        if value.type not in ("identifier", "shorthand_property_identifier"):
            return None
        found = self._names.symbols(text(value), value)
        return join(found[0], *reversed(members)) if found else None


def _exported(target: str) -> str | None:
    """The exported name of an assignment's left side, None when it exports nothing."""
    if target == "module.exports":
        return WHOLE
    holder, _, name = target.rpartition(".")
    return name if holder in _HOLDERS and name.isidentifier() and OWN not in name else None
