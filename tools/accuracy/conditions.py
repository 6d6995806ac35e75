"""Which tests in a program ask for the platform: noted beside each use, never evaluated."""

import ast
import re

from tools.accuracy.bindings import Local, Standard, Values, look_up
from tools.accuracy.walk import Walk

ASKING = re.compile(
    r"\b(sys\.(platform|version_info|implementation|getwindowsversion|byteorder)|os\.name"
    r"|platform\.\w+|hasattr|TYPE_CHECKING|find_spec|PY2|PY3|six\.PY\w+|has_\w+|HAS_\w+|HAVE_\w+"
    r"|\w*(WINDOWS|WIN32|WIN|LINUX|DARWIN|MACOS|POSIX|CYGWIN|PYPY|windows|posix)\w*)\b"
)
"""What the text of a test holds when it asks for the platform in the usual words."""

LONG = 200
"""Characters from which an expression is data rather than a test."""

FAILURES = frozenset(
    {"ImportError", "ModuleNotFoundError", "AttributeError", "NameError", "NotImplementedError"}
)
"""Exceptions whose handlers make a use optional."""

SKIPS = re.compile(r"\bskip(If|Unless|if|unless)?\b|\brequires_\w+|\bneeds_\w+|\bonly_\w+")
"""Decorators that keep a test from running somewhere."""


def condition_text(walk: Walk, test: ast.expr) -> tuple[str, ...]:
    """The text of a test if it asks for the platform; empty otherwise."""
    text = ast.unparse(test)
    if ASKING.search(text) or _asks_by_name(walk, test) or text in {"False", "0"}:
        return (text,)
    return ()


def negated(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The conditions under which the tests do not hold."""
    return tuple(text[4:] if text.startswith("not ") else f"not {_closed(text)}" for text in texts)


def decorator_conditions(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
) -> tuple[str, ...]:
    """Decorators that keep a function or class from running on some platforms."""
    texts = [f"@{ast.unparse(decorator)}" for decorator in node.decorator_list]
    return tuple(text for text in texts if SKIPS.search(text))


def handled(node: ast.Try | ast.TryStar) -> tuple[str, ...]:
    """Failures of imports or look-ups that a ``try`` statement expects."""
    caught = {name for handler in node.handlers for name in _names(handler.type)}
    found = sorted(caught & FAILURES)
    return (f"try: except {', '.join(found)}",) if found else ()


def suppressed(node: ast.With | ast.AsyncWith) -> tuple[str, ...]:
    """``with suppress(ImportError):`` and its like."""
    texts = [ast.unparse(item.context_expr) for item in node.items]
    return tuple(
        f"with {text}" for text in texts if "suppress" in text and any(f in text for f in FAILURES)
    )


def platform_names(tree: ast.Module) -> frozenset[str]:
    """Module-level names that hold the answer of a platform test."""
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_answer(value):
                found.add(name)
            case _:
                continue
    return frozenset(found)


def _is_answer(value: ast.expr) -> bool:
    """A short expression that asks for the platform, not a text that mentions it."""
    text = ast.unparse(value)
    return not isinstance(value, ast.Constant) and len(text) < LONG and bool(ASKING.search(text))


def _asks_by_name(walk: Walk, test: ast.expr) -> bool:
    names = (node.id for node in ast.walk(test) if isinstance(node, ast.Name))
    return any(
        name in walk.platform_names or _is_module_or_missing(look_up(walk.scope, name))
        for name in names
    )


def _is_module_or_missing(values: Values) -> bool:
    """A name that is a module, or None where its import failed."""
    standing = [value for value in values if isinstance(value, Standard | Local)]
    return bool(standing) and len(values) > len(standing)


def _names(node: ast.expr | None) -> set[str]:
    if node is None:
        return set()
    return {item.id for item in ast.walk(node) if isinstance(item, ast.Name)}


def _closed(text: str) -> str:
    return f"({text})" if " " in text else text
