"""What a target, seen through a toolchain, answers to conditions in code."""

from collections.abc import Mapping

from wasmfit.knowledge.parents import measured
from wasmfit.model.condition import Atom, Truth
from wasmfit.model.knowledge import Provision, Support, ToolchainTarget
from wasmfit.model.versions import whole

_PROBES = ("import:", "has:")

REFERENCE_ENVIRONMENT: Mapping[str, str] = {
    "os.name": "posix",
    "platform.machine": "x86_64",
    "platform.python_implementation": "CPython",
    "platform.system": "Linux",
    "python.evaluates-annotations": "",
    "sys.byteorder": "little",
    "sys.implementation.name": "cpython",
    "sys.maxsize": "9223372036854775807",
    "sys.platform": "linux",
    "sys.version_info": "3.14",
}
"""The reference platform, where no toolchain file speaks for it."""


class World:
    """One target through one toolchain. Satisfies ``model.condition.World``."""

    def __init__(
        self,
        toolchain_target: ToolchainTarget | None,
        symbols: Mapping[str, Provision] | None = None,
        *,
        reference: bool = False,
        own: Mapping[str, str] | None = None,
    ) -> None:
        """``symbols`` takes the place of the toolchain's measured table.

        On the ``reference`` target everything can be imported and is there.
        ``own`` are facts that the project itself answers.
        """
        self._environment: Mapping[str, str] = REFERENCE_ENVIRONMENT if reference else {}
        self._symbols: Mapping[str, Provision] = {}
        self._reference = reference
        if toolchain_target is not None:
            self._environment = {**self._environment, **toolchain_target.environment}
            self._symbols = toolchain_target.symbols
        if symbols is not None:
            self._symbols = symbols
        if own:
            self._environment = {**self._environment, **own}

    def truth(self, atom: Atom) -> Truth:
        """Whether the atom holds here; None when the data does not say."""
        kind, colon, name = atom.fact.partition(":")
        if f"{kind}{colon}" in _PROBES:
            return self._is_there(name)
        if kind == "unset":
            return _compare(self._environment.get(f"macro:{name}", ""), atom)
        fact = atom.fact.removesuffix(".lower")
        actual = self._environment.get(fact)
        if actual is None:
            return None
        if atom.operator == "==" and atom.value.startswith("macro:"):
            return self._same(atom)
        return _compare(actual if fact == atom.fact else actual.lower(), atom)

    def _same(self, atom: Atom) -> Truth:
        """Whether two macros have one value, as far as both are numbers; undefined ones are 0."""
        left, right = self._number(atom.fact), self._number(atom.value)
        return None if left is None or right is None else left == right

    def _number(self, fact: str) -> tuple[int, ...] | None:
        seen = set[str]()
        while fact not in seen:
            seen.add(fact)
            value = self._environment.get(fact)
            if value is None:
                return None
            if not value or _numbers(value) is not None:
                return _numbers(value or "0")
            fact = f"macro:{value}"
        return None

    def _is_there(self, symbol: str) -> Truth:
        """What a probe at configure or import time finds: a stub is there too."""
        if self._reference:
            return True
        found = measured(self._symbols, symbol)
        if found is None or found.support is Support.UNKNOWN:
            return None
        if found.support is Support.ABSENT:
            return False
        return True if symbol in self._symbols else None


def _compare(actual: str, atom: Atom) -> Truth:
    match atom.operator:
        case "true":
            return actual != ""
        case "==":
            return _equal(actual, atom.value)
        case "in":
            return actual in atom.value.split("\n")
        case "startswith":
            return actual.startswith(atom.value)
        case "<" | "<=":
            return _ordered(actual, atom)
        case _:
            message = f"a condition uses an operator that no world knows: {atom}"
            raise ValueError(message)


def _equal(actual: str, value: str) -> bool:
    left, right = _numbers(actual), _numbers(value)
    return actual == value if left is None or right is None else left == right


def _ordered(actual: str, atom: Atom) -> Truth:
    left, right = _numbers(actual), _numbers(atom.value)
    if left is None or right is None:
        return None
    return left < right if atom.operator == "<" else left <= right


def _numbers(text: str) -> tuple[int, ...] | None:
    """A dotted number in parts, as versions are compared; None for other text."""
    parts = text.split(".")
    return tuple(whole(part) for part in parts) if all(part.isdecimal() for part in parts) else None
