"""Which grammar reads a file, and what its bytes say about the file as a whole."""

import re

from wasmfit.syntax.tree import Node, error_spans, parse

JAVASCRIPT = ("tree_sitter_javascript", "language")
TYPESCRIPT = ("tree_sitter_typescript", "language_typescript")
TSX = ("tree_sitter_typescript", "language_tsx")

_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts")
_TYPED = (".ts", ".mts", ".cts")
_LONG_LINE = 1_000
_SMALL = 4_000
_PACKED = 0.6
_BUNDLE = re.compile(
    rb"__webpack_require__|^var __(?:commonJS|esm|toESM) = |^/\*\*\*\*\*\*/|\bparcelRequire\w*\b"
    rb"|webpackUniversalModuleDefinition|^\(function\(f\)\{if\(typeof exports===",
    re.MULTILINE,
)


def is_declaration(path: str) -> bool:
    """Whether the file only declares types: nothing of it runs."""
    return path.endswith(_DECLARATIONS)


def is_typed(path: str) -> bool:
    """Whether imports that serve as types only are dropped when it is compiled."""
    return path.endswith((*_TYPED, ".tsx"))


def tree_of(path: str, data: bytes) -> Node:
    """The root of the syntax tree.

    JavaScript with type annotations (Flow, or TypeScript under a plain suffix)
    is read by the typed grammar when that one understands more of it.
    """
    if path.endswith(_TYPED):
        return parse(TYPESCRIPT[0], data, TYPESCRIPT[1]).root_node
    if path.endswith(".tsx"):
        return parse(TSX[0], data, TSX[1]).root_node
    root = parse(JAVASCRIPT[0], data, JAVASCRIPT[1]).root_node
    if root.has_error:
        typed = parse(TSX[0], data, TSX[1]).root_node
        return min(root, typed, key=_lost)
    return root


def _lost(root: Node) -> int:
    return sum(end - start for start, end in error_spans(root))


def made_by_tools(data: bytes) -> str:
    """``minified`` or ``bundled`` when a tool wrote the file, else ""."""
    if len(data) > _SMALL:
        packed = sum(len(line) for line in data.split(b"\n") if len(line) > _LONG_LINE)
        if packed > _PACKED * len(data):
            return "minified"
    return "bundled" if _BUNDLE.search(data) else ""
