"""Functions of chart templates: those that shape text and choose values."""

from collections.abc import Callable, Mapping
from typing import Any

Values = list[Any]
LONGEST = 100_000


class Unknown:
    """A value that only the tool itself would know; one is like the other."""

    def __bool__(self) -> bool:
        """True: what depends on it is shown rather than left out."""
        return True


UNKNOWN = Unknown()


def is_empty(value: object) -> bool:
    """Empty as templates mean it: false, 0, nothing, or nothing in it."""
    return not isinstance(value, Unknown) and not value


def shown(value: object) -> str:
    """A value as a template prints it."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case dict():
            return f"map[{' '.join(f'{key}:{shown(inner)}' for key, inner in value.items())}]"
        case list():
            return f"[{' '.join(map(shown, value))}]"
        case Unknown():
            return ""
        case _:
            return str(value)


def weight(value: object, most: int) -> int:
    """Letters and members of a value with everything in it, counted no further than ``most``."""
    total, todo = 0, [value]
    while todo and total < most:
        one = todo.pop()
        if isinstance(one, dict):
            todo.extend(one.values())
            total += len(one)
        elif isinstance(one, list):
            todo.extend(one)
            total += len(one)
        elif isinstance(one, str):
            total += len(one)
    return total


def yaml_text(value: object, depth: int = 0) -> str:
    """Nested values as YAML, keys sorted as Helm does it."""
    if depth > 40:  # noqa: PLR2004 - deeper than any values file
        return "null"
    pad = "  " * depth
    if isinstance(value, dict) and value:
        lines = []
        for key in sorted(value, key=str):
            inner = value[key]
            nested = isinstance(inner, dict | list) and bool(inner)
            if nested and isinstance(inner, dict):
                lines.append(f"{pad}{key}:\n{yaml_text(inner, depth + 1)}")
            elif nested:
                lines.append(f"{pad}{key}:\n{yaml_text(inner, depth)}")
            else:
                lines.append(f"{pad}{key}: {yaml_text(inner)}")
        return "\n".join(lines)
    if isinstance(value, list) and value:
        lines = [f"{pad}- {yaml_text(inner, depth + 1).lstrip()}" for inner in value]
        return "\n".join(lines)
    return _scalar(value)


def _scalar(value: object) -> str:
    match value:
        case dict():
            return "{}"
        case list():
            return "[]"
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            plain = value and value.replace("_", "").replace("-", "").replace("/", "").isalnum()
            odd = value in ("true", "false", "null", "yes", "no") or value[:1].isdigit()
            return value if plain and not odd else quoted(value)
        case _:
            return shown(value)


def quoted(value: object) -> str:
    """In double quotes."""
    text = shown(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{text}"'


def _indented(spaces: object, text: object) -> str:
    pad = " " * min(_number(spaces), 100)
    return "\n".join(f"{pad}{line}" for line in shown(text).split("\n"))


def _number(value: object) -> int:
    try:
        return int(float(shown(value) or "0"))
    except (ValueError, OverflowError):
        return 0


def _printed(args: Values) -> str:
    pattern, rest = shown(args[0]), list(args[1:])
    done: list[str] = []
    position = 0
    while position < len(pattern):
        letter = pattern[position]
        if letter == "%" and position + 1 < len(pattern):
            verb = pattern[position + 1]
            position += 2
            if verb == "%":
                done.append("%")
            elif rest:
                value = rest.pop(0)
                done.append(quoted(value) if verb == "q" else shown(value))
            continue
        done.append(letter)
        position += 1
    return "".join(done)


def _get(args: Values) -> Any:  # noqa: ANN401 - a value
    table, key = args[0], args[1]
    return table.get(shown(key)) if isinstance(table, dict) else None


def _dict(args: Values) -> dict[str, Any]:
    return {shown(args[i]): args[i + 1] for i in range(0, len(args) - 1, 2)}


def _merged(args: Values) -> Any:  # noqa: ANN401 - a value
    found: dict[str, Any] = {}
    for one in reversed(args):
        if isinstance(one, dict):
            found = {**found, **one}
    return found


def _index(args: Values) -> Any:  # noqa: ANN401 - a value
    value = args[0]
    for step in args[1:]:
        if isinstance(value, dict):
            value = value.get(shown(step))
        elif isinstance(value, list) and 0 <= _number(step) < len(value):
            value = value[_number(step)]
        else:
            return None
    return value


def _omitted(args: Values) -> Any:  # noqa: ANN401 - a value
    table = args[0] if isinstance(args[0], dict) else {}
    return {key: value for key, value in table.items() if key not in args[1:]}


def _first_set(args: Values) -> Any:  # noqa: ANN401 - a value
    return next((one for one in args if not is_empty(one)), None)


def _compared(args: Values) -> int:
    left, right = args[0], args[1]
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    return (_number(left) > _number(right)) - (_number(left) < _number(right))


FUNCTIONS: Mapping[str, tuple[int, Callable[[Values], Any]]] = {
    "and": (1, lambda a: next((one for one in a if is_empty(one)), a[-1])),
    "append": (2, lambda a: [*(a[0] if isinstance(a[0], list) else []), a[1]]),
    "coalesce": (1, _first_set),
    "contains": (2, lambda a: shown(a[0]) in shown(a[1])),
    "default": (1, lambda a: a[0] if len(a) < 2 or is_empty(a[1]) else a[1]),  # noqa: PLR2004
    "dict": (0, _dict),
    "empty": (1, lambda a: is_empty(a[0])),
    "eq": (2, lambda a: any(shown(a[0]) == shown(one) for one in a[1:])),
    "first": (1, lambda a: a[0][0] if isinstance(a[0], list) and a[0] else None),
    "float64": (1, lambda a: a[0]),
    "ge": (2, lambda a: _compared(a) >= 0),
    "get": (2, _get),
    "gt": (2, lambda a: _compared(a) > 0),
    "hasKey": (2, lambda a: isinstance(a[0], dict) and shown(a[1]) in a[0]),
    "hasPrefix": (2, lambda a: shown(a[1]).startswith(shown(a[0]))),
    "hasSuffix": (2, lambda a: shown(a[1]).endswith(shown(a[0]))),
    "indent": (2, lambda a: _indented(a[0], a[1])),
    "index": (1, _index),
    "int": (1, lambda a: _number(a[0])),
    "int64": (1, lambda a: _number(a[0])),
    "join": (2, lambda a: shown(a[0]).join(map(shown, a[1] if isinstance(a[1], list) else []))),
    "kindIs": (2, lambda a: _kind(a[1]) == shown(a[0])),
    "le": (2, lambda a: _compared(a) <= 0),
    "len": (1, lambda a: len(a[0]) if isinstance(a[0], str | list | dict) else 0),
    "list": (0, list),
    "lower": (1, lambda a: shown(a[0]).lower()),
    "lt": (2, lambda a: _compared(a) < 0),
    "merge": (1, _merged),
    "mergeOverwrite": (1, lambda a: _merged(list(reversed(a)))),
    "ne": (2, lambda a: shown(a[0]) != shown(a[1])),
    "nindent": (2, lambda a: "\n" + _indented(a[0], a[1])),
    "not": (1, lambda a: is_empty(a[0])),
    "omit": (1, _omitted),
    "or": (1, lambda a: next((one for one in a if not is_empty(one)), a[-1])),
    "print": (0, lambda a: " ".join(map(shown, a))),
    "printf": (1, _printed),
    "quote": (0, lambda a: " ".join(quoted(one) for one in a if one is not None)),
    "regexReplaceAll": (3, lambda a: shown(a[1])),
    "replace": (3, lambda a: shown(a[2]).replace(shown(a[0]), shown(a[1]))),
    "required": (2, lambda a: a[1]),
    "squote": (0, lambda a: " ".join(f"'{shown(one)}'" for one in a if one is not None)),
    "ternary": (3, lambda a: a[1] if is_empty(a[2]) else a[0]),
    "title": (1, lambda a: shown(a[0]).title()),
    "toJson": (1, lambda a: yaml_text(a[0])),
    "toString": (1, lambda a: shown(a[0])),
    "toYaml": (1, lambda a: yaml_text(a[0])),
    "trim": (1, lambda a: shown(a[0]).strip()),
    "trimAll": (2, lambda a: shown(a[1]).strip(shown(a[0]))),
    "trimPrefix": (2, lambda a: shown(a[1]).removeprefix(shown(a[0]))),
    "trimSuffix": (2, lambda a: shown(a[1]).removesuffix(shown(a[0]))),
    "trunc": (2, lambda a: shown(a[1])[: _number(a[0])] if _number(a[0]) >= 0 else shown(a[1])),
    "upper": (1, lambda a: shown(a[0]).upper()),
}  # fmt: skip
"""Name -> how many arguments it needs at least, and what it does."""


def _kind(value: object) -> str:
    kinds: dict[type, str] = {str: "string", bool: "bool", dict: "map", list: "slice", int: "int"}
    return kinds.get(type(value), "invalid")
