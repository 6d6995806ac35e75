"""``conanfile.py``: the literal requirements of a Conan recipe. It is never run."""

from contextlib import suppress
from dataclasses import dataclass, field

from wasmfit.manifests._conan import SCOPES, dependency
from wasmfit.manifests._literals import (
    MOST,
    NotLiteralError,
    Script,
    arguments,
    dotted,
    literal,
    members,
)
from wasmfit.model.condition import UNSURE
from wasmfit.model.facts import Dependency, Gap, Guard, ManifestFacts, Scope
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest
from wasmfit.syntax.tree import Node, text

_STAGE = "extract"
_HOLDERS = frozenset(
    {
        "block",
        "class_definition",
        "decorated_definition",
        "elif_clause",
        "else_clause",
        "expression_statement",
        "function_definition",
        "if_statement",
    }
)
"""Nodes whose children are looked at, too."""


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name and packages; a requirement that is worked out becomes a gap."""
    if len(data) > MOST:
        gap = Gap(file.path, _STAGE, f"not read: more than {MOST:,} bytes", len(data))
        return ManifestFacts(path=file.path, gaps=(gap,))
    script = Script(data)
    reading = _Reading(file.path, script)
    reading.visit(members(script.root), None)
    found = sorted(reading.found, key=lambda one: (one.location.key, one.purl))
    return ManifestFacts(
        path=file.path,
        name=reading.name,
        dependencies=tuple(found),
        gaps=tuple(sorted(reading.gaps, key=lambda gap: (gap.line or 0, gap.reason))),
    )


MANIFEST = Manifest(
    id="conanfile_py",
    ecosystem="conan",
    patterns=("conanfile.py",),
    read=_read,
    languages=("c",),
    shared=True,
)


@dataclass(slots=True)
class _Reading:
    """What one recipe says."""

    path: str
    script: Script
    name: str = ""
    found: list[Dependency] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def visit(self, body: list[Node], guard: Guard | None) -> None:
        """Classes, methods and branches; below an ``if`` nobody knows whether it holds."""
        todo = [(statement, guard) for statement in reversed(body)]
        while todo:
            node, around = todo.pop()
            below = around
            if node.type == "if_statement":
                condition = node.child_by_field_name("condition")
                words = f"if {text(condition)[:120]}" if condition is not None else "if"
                below = Guard(UNSURE, words, self.path, self.script.line(node))
            if node.type in _HOLDERS:
                todo.extend((child, below) for child in reversed(members(node)))
            elif node.type == "assignment":
                self._assigned(node, around)
            elif node.type == "call":
                self._called(node, around)

    def _assigned(self, node: Node, guard: Guard | None) -> None:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return
        word = text(left)
        if word in SCOPES:
            self._listed(right, SCOPES[word], guard)
        elif word == "name" and right.type == "string" and not self.name:
            with suppress(NotLiteralError):
                self.name = literal(right)

    def _called(self, call: Node, guard: Guard | None) -> None:
        owner, _, word = dotted(call.child_by_field_name("function")).rpartition(".")
        first = next((value for name, value in arguments(call) if not name), None)
        if owner == "self" and word in SCOPES and first is not None:
            self._listed(first, SCOPES[word], guard)

    def _listed(self, value: Node, scope: Scope, guard: Guard | None) -> None:
        """References, also as pairs with their options."""
        node = self.script.resolved(value)
        for item in members(node) if node.type in ("list", "tuple") else [node]:
            try:
                texts = list(self.script.strings(item))
            except NotLiteralError:
                reason = "a requirement is worked out when the recipe runs, and nothing is run"
                self.gaps.append(Gap(self.path, _STAGE, reason, line=self.script.line(item)))
                continue
            for reference, place in texts[:1]:
                span = self.script.span(place)
                one = dependency(self.path, reference, scope, span, guard)
                if one is not None:
                    self.found.append(one)
