"""What nodes have from the nodes around them: their guards, the scope they lie in."""

from collections.abc import Callable
from typing import Generic, TypeVar

from wasmfit.syntax.tree import Node

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
        steps, around = [node], node.parent
        while around is not None and (known := self._known.get(around.id)) is None:
            steps.append(around)
            around = around.parent
        if around is None or known is None:
            around, known = steps.pop(), self._outermost
        for child in reversed(steps):
            known = self._known[child.id] = self._enter(known, child, around)
            around = child
        return known
