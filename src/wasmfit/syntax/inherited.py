"""What nodes have from the nodes around them: their guards, the scope they lie in."""

from collections.abc import Callable
from typing import Generic, TypeVar

from wasmfit.syntax.tree import Node, ancestors

T = TypeVar("T")


class Inherited(Generic[T]):
    """A value per node, made from its parent's and remembered: siblings share the walk up."""

    def __init__(self, outermost: T, enter: Callable[[T, Node, Node], T]) -> None:
        """The root has ``outermost``; ``enter`` gives a child's from its parent's.

        It is called with the parent's value, the child and the parent. Values
        are never None.
        """
        self._outermost, self._enter = outermost, enter
        self._known: dict[int, T] = {}

    def of(self, node: Node) -> T:
        """The value of a node."""
        known = self._known.get(node.id)
        if known is not None:
            return known
        steps: list[tuple[Node, Node]] = []
        for child, parent in ancestors(node):
            steps.append((child, parent))
            known = self._known.get(parent.id)
            if known is not None:
                break
        value = self._outermost if known is None else known
        for child, parent in reversed(steps):
            value = self._enter(value, child, parent)
            self._known[child.id] = value
        return value
