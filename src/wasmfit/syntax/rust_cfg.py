"""Predicates of Rust's ``cfg`` as conditions, for sources and for manifests.

What a build profile or an outside tool decides (``debug_assertions``, ``miri``)
and what only a test build has is answered here; everything about the target
and every feature is left to the world. Options nobody knows stay open.
"""

import re
from collections.abc import Iterator

from wasmfit.model.condition import (
    ALWAYS,
    NEVER,
    UNSURE,
    All,
    Any,
    Atom,
    Condition,
    Not,
    all_of,
    any_of,
    negate,
)

FREE = frozenset({"debug_assertions", "overflow_checks", "ub_checks"})
SPECIAL = frozenset(
    {
        "coverage",
        "coverage_nightly",
        "doc",
        "doc_cfg",
        "docsrs",
        "doctest",
        "dylint_lib",
        "fuzzing",
        "fuzzing_repro",
        "kani",
        "loom",
        "miri",
        "rust_analyzer",
        "rustdoc",
        "shuttle",
        "tarpaulin",
        "tarpaulin_include",
        "test",
    }
)
"""Options that a plain build never sets: tests, documentation, checking tools."""

FAMILIES = frozenset({"unix", "windows", "wasm"})
WASM_FEATURES = frozenset(
    {
        "atomics",
        "bulk-memory",
        "crt-static",
        "exception-handling",
        "extended-const",
        "gc",
        "multivalue",
        "mutable-globals",
        "nontrapping-fptoint",
        "reference-types",
        "relaxed-simd",
        "sign-ext",
        "simd128",
        "tail-call",
        "wide-arithmetic",
    }
)
"""Target features that a WebAssembly target can have; all others are of other processors."""

PLATFORM = "cfg:"
"""What every fact about the target begins with."""

_STRING = re.compile(r'r?#*"(.*)"#*', re.DOTALL)
_TOKEN = re.compile(
    r'(?<!\s)\s*+(//[^\n]*|/\*.*?(?:\*/|\Z)|(?:r#*+)?"(?>(?:[^"\\]++|\\.)*)(?:"|\Z)#*|[\w:]+|.)',
    re.DOTALL,
)


def cfg_condition(text: str) -> Condition | None:
    """The condition of a predicate as written between the parentheses of ``cfg(...)``.

    None when it is free; what is not understood is unsure.
    """
    return _predicate(_Tokens(text))


def names_platform(condition: Condition | None) -> bool:
    """Whether a condition asks for something about the target."""
    return any(map(_is_platform, _facts(condition)))


def is_about_platform(condition: Condition | None) -> bool:
    """Whether a condition asks for nothing but the target."""
    facts = list(_facts(condition))
    return bool(facts) and all(map(_is_platform, facts))


def _facts(condition: Condition | None) -> Iterator[str]:
    match condition:
        case Atom(fact=fact) | Not(operand=Atom(fact=fact)):
            yield fact
        case All(operands=operands) | Any(operands=operands):
            for operand in operands:
                yield from _facts(operand)
        case _:
            pass


def _is_platform(fact: str) -> bool:
    name = fact.removeprefix(PLATFORM)
    return name != fact and (name in FAMILIES or name.startswith("target_"))


class _Tokens:
    """The words and signs of a predicate, one ahead."""

    def __init__(self, text: str) -> None:
        found = (match.group(1) for match in _TOKEN.finditer(text))
        self._left: Iterator[str] = (t for t in found if t.strip() and t[:2] not in ("//", "/*"))
        self.ahead = next(self._left, "")

    def take(self) -> str:
        """The next word or sign, "" at the end."""
        taken, self.ahead = self.ahead, next(self._left, "")
        return taken


def _predicate(tokens: _Tokens) -> Condition | None:
    name = tokens.take()
    if tokens.ahead == "(":
        return _combined(name, list(_operands(tokens)))
    if tokens.ahead == "=":
        tokens.take()
        value = _STRING.fullmatch(tokens.take())
        return _equals(name, value[1]) if value else UNSURE
    return _option(name)


def _operands(tokens: _Tokens) -> Iterator[Condition | None]:
    tokens.take()
    while tokens.ahead not in (")", ""):
        yield _predicate(tokens)
        while tokens.ahead not in (",", ")", ""):
            tokens.take()
        if tokens.ahead == ",":
            tokens.take()
    tokens.take()


def _combined(name: str, operands: list[Condition | None]) -> Condition | None:
    match name:
        case "all":
            return all_of(operands) if operands else ALWAYS
        case "any":
            return any_of(operands) if operands else NEVER
        case "not" if len(operands) == 1:
            return negate(operands[0])
        case _:
            return UNSURE


def _option(name: str) -> Condition | None:
    if name in ("true", "false"):
        return ALWAYS if name == "true" else NEVER
    if name in FREE:
        return None
    if name in SPECIAL:
        return NEVER
    return Atom(f"{PLATFORM}{name}") if name.isidentifier() else UNSURE


def _equals(name: str, value: str) -> Condition | None:
    match name:
        case "feature":
            return Atom(f"feature:{value}")
        case "target_family":
            return Atom(f"{PLATFORM}{value}") if value in FAMILIES else NEVER
        case "target_feature" if value not in WASM_FEATURES:
            return All((Not(Atom(f"{PLATFORM}wasm")), UNSURE))
        case "target_feature" | "target_has_atomic":
            return Atom(f"{PLATFORM}{name}:{value}")
        case _:
            return Atom(f"{PLATFORM}{name}", "==", value)
