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
_OUTPUT = re.compile(
    r"(?:^|[/-])(?:assets|build|bundles?|dist|out|public|static|vendor)/|\.(?:min|bundle)\.\w+$"
)
_USING = re.compile(
    rb"\b(?:await[ \t]+)?using(?=[ \t]+[\w$]+(?:[ \t]*(?::[^=\n]{0,200})?=[^=>]|[ \t]+of\b))"
)
_BUNDLERS = (b"__webpack_require__", b"webpackUniversalModuleDefinition")
_BUNDLED_LINES = (
    b"var __commonJS = ",
    b"var __esm = ",
    b"var __toESM = ",
    b"/******/",
    b"(function(f){if(typeof exports===",
)
_PARCEL = re.compile(rb"\bparcelRequire")


def is_declaration(path: str) -> bool:
    """Whether the file only declares types: nothing of it runs."""
    return path.endswith(_DECLARATIONS)


def is_typed(path: str) -> bool:
    """Whether imports that serve as types only are dropped when it is compiled."""
    return path.endswith((*_TYPED, ".tsx"))


def tree_of(path: str, data: bytes) -> Node:
    """The root of the syntax tree.

    What the grammars do not know yet (``using x = ...``) is read as its
    nearest relative of the same length. JavaScript with type annotations
    (Flow, or TypeScript under a plain suffix) is read by the typed grammar
    when that one understands more of it.
    """
    grammar, *others = _grammars(path)
    root = parse(grammar[0], data, grammar[1]).root_node
    if not root.has_error:
        return root
    known = _USING.sub(lambda match: b"const".ljust(len(match[0])), data)
    tries = [parse(name, known, entry).root_node for name, entry in (grammar, *others)]
    return min(root, *tries, key=_lost)


def _grammars(path: str) -> tuple[tuple[str, str], ...]:
    if path.endswith(_TYPED):
        return (TYPESCRIPT,)
    return (TSX,) if path.endswith(".tsx") else (JAVASCRIPT, TSX)


def _lost(root: Node) -> int:
    return sum(end - start for start, end in error_spans(root))


def is_output(path: str, made: str) -> bool:
    """Whether a file that a tool wrote lies where outputs lie: its source is elsewhere.

    A package may also ship a bundle as its only source; that one counts.
    """
    return bool(made) and _OUTPUT.search(path) is not None


def made_by_tools(data: bytes) -> str:
    """``minified`` or ``bundled`` when a tool wrote the file, else ""."""
    if len(data) > _SMALL:
        packed = sum(len(line) for line in data.split(b"\n") if len(line) > _LONG_LINE)
        if packed > _PACKED * len(data):
            return "minified"
    return "bundled" if _is_bundle(data) else ""


def _is_bundle(data: bytes) -> bool:
    """Plain searches: an expression with several beginnings is tried at every byte."""
    return (
        data.startswith(_BUNDLED_LINES)
        or any(b"\n" + line in data for line in _BUNDLED_LINES)
        or any(word in data for word in _BUNDLERS)
        or (b"parcelRequire" in data and _PARCEL.search(data) is not None)
    )
