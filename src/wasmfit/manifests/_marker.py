"""Environment markers of Python packages (PEP 508) as conditions."""

import re
from collections.abc import Iterator

from wasmfit.model.condition import UNSURE, Any, Atom, Condition, all_of, any_of, negate
from wasmfit.model.versions import whole

_FACTS = {
    "implementation_name": "sys.implementation.name",
    "os_name": "os.name",
    "platform_machine": "platform.machine",
    "platform_python_implementation": "platform.python_implementation",
    "platform_system": "platform.system",
    "sys_platform": "sys.platform",
}
_VERSIONS = frozenset({"python_full_version", "python_version"})
_VERSION = "sys.version_info"
_TOKEN = re.compile(r"(?<!\s)\s*+(\(|\)|\"[^\"]*\"|'[^']*'|not\s+in\b|[<>=!~]+|\w+)")
_RELEASE = re.compile(r"v?(\d+(?:\.\d+)*)")
_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def condition(marker: str) -> Condition:
    """The condition a well-formed marker states; what the world cannot answer is unsure."""
    tokens = [" ".join(match[1].split()) for match in _TOKEN.finditer(marker)]
    return _either(iter([*tokens, ""]), [])


def version_condition(operator: str, value: str) -> Condition:
    """The condition that the Python version stands so to ``value`` (``>=``, ``3.8``)."""
    release = _RELEASE.match(value)
    if release is None:
        return UNSURE
    numbers = tuple(whole(part) for part in release[1].split("."))
    while len(numbers) > 1 and numbers[-1] == 0 and operator != "~=":
        numbers = numbers[:-1]
    below = Atom(_VERSION, "<", _dotted(numbers))
    above = Atom(_VERSION, "<", _dotted((*numbers[:-1], numbers[-1] + 1)))
    match operator:
        case "<":
            return below
        case ">=":
            return _not(below)
        case "<=":
            return above
        case ">":
            return _not(above)
        case "==" | "===":
            return _both(_not(below), above)
        case "!=":
            return _not(_both(_not(below), above))
        case "~=" if len(numbers) > 1:
            ceiling = Atom(_VERSION, "<", _dotted((*numbers[:-2], numbers[-2] + 1)))
            return _both(_not(below), ceiling)
        case _:
            return UNSURE


def _either(tokens: Iterator[str], ahead: list[str]) -> Condition:
    """``a or b``: reads up to a closing parenthesis or the end."""
    operands = [_every(tokens, ahead)]
    while _next(tokens, ahead) == "or":
        operands.append(_every(tokens, ahead))
    return any_of(operands) or UNSURE


def _every(tokens: Iterator[str], ahead: list[str]) -> Condition:
    """``a and b``: leaves the first token that does not belong to it in ``ahead``."""
    operands = [_single(tokens, ahead)]
    while (token := _next(tokens, ahead)) == "and":
        operands.append(_single(tokens, ahead))
    ahead.append(token)
    return all_of(operands) or UNSURE


def _single(tokens: Iterator[str], ahead: list[str]) -> Condition:
    left = _next(tokens, ahead)
    if left == "(":
        return _either(tokens, ahead)
    return _comparison(left, _next(tokens, ahead), _next(tokens, ahead))


def _next(tokens: Iterator[str], ahead: list[str]) -> str:
    return ahead.pop() if ahead else next(tokens, "")


def _comparison(left: str, operator: str, right: str) -> Condition:
    if operator == "not in":
        return _not(_comparison(left, "in", right))
    if left[:1] in "\"'" and right[:1] not in "\"'":
        if operator == "in":
            return _contains(right, left[1:-1])
        left, operator, right = right, _MIRRORED.get(operator, operator), left
    value = right[1:-1]
    if left in _VERSIONS:
        if operator == "in":
            return any_of(version_condition("==", one) for one in _words(value)) or UNSURE
        return version_condition(operator, value)
    if left in _FACTS:
        return _text(Atom(_FACTS[left], operator, value))
    return UNSURE


def _text(atom: Atom) -> Condition:
    match atom.operator:
        case "==" | "===":
            return Atom(atom.fact, "==", atom.value)
        case "!=":
            return _not(Atom(atom.fact, "==", atom.value))
        case "in":
            return Atom(atom.fact, "in", "\n".join(_words(atom.value)))
        case _:
            return UNSURE


def _contains(name: str, part: str) -> Condition:
    """``"linux" in sys_platform``: true if it starts so; a world cannot look further in."""
    return Any((Atom(_FACTS[name], "startswith", part), UNSURE)) if name in _FACTS else UNSURE


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,|]+", text) if word]


def _dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))


def _both(first: Condition, second: Condition) -> Condition:
    return all_of((first, second)) or UNSURE


def _not(operand: Condition) -> Condition:
    return negate(operand) or UNSURE
