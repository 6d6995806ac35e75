"""The products of meson.build and of Bazel's rules for C and C++."""

import re
from collections.abc import Iterator

from wasmfit.languages.c.products import SOURCES, Kind, Plan, Product, role_by_name
from wasmfit.model.project import Role

_COMMENT = re.compile(r"#[^\n]*")
_STRING = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"")
_MESON = re.compile(
    r"(?:\b(\w+)\s*=\s*)?\b(executable|library|static_library|shared_library|both_libraries)\s*\("
)
_LIST = re.compile(r"\b(\w+)\s*\+?=\s*(?:files\s*\(|\[)")
_TEST = re.compile(r"\b(test|benchmark)\s*\(")
_INSTALLED = re.compile(r"\binstall\s*:\s*true")
_NEVER_INSTALLED = re.compile(r"\binstall\s*:\s*false")
_BAZEL = re.compile(r"\b(cc_binary|cc_library|cc_test)\s*\(")
_NAME = re.compile(r"\bname\s*=\s*['\"]([^'\"]+)")
_SRCS = re.compile(r"\bsrcs\s*=")


def _inside(text: str, opening: int) -> str:
    """What stands between brackets, from just behind the opening one."""
    depth = 1
    for match in re.finditer(r"[()\[\]]", text[opening:]):
        depth += 1 if match.group() in "([" else -1
        if depth == 0:
            return text[opening : opening + match.start()]
    return text[opening:]


def _strings(text: str) -> list[str]:
    return [match.group(1) or match.group(2) or "" for match in _STRING.finditer(text)]


def _sources(text: str) -> list[str]:
    return [word for word in _strings(text) if word.endswith(SOURCES)]


def meson_plan(text: str) -> Plan:
    """The products of a meson.build."""
    code = _COMMENT.sub("", text)
    lists = {m.group(1): _sources(_inside(code, m.end())) for m in _LIST.finditer(code)}
    tested = {
        word: match.group(1)
        for match in _TEST.finditer(code)
        for word in re.findall(r"\w+", _inside(code, match.end()))
    }
    some = bool(_INSTALLED.search(code))
    found = [_meson(code, match, lists, tested, some=some) for match in _MESON.finditer(code)]
    return Plan(tuple(found))


def _meson(
    code: str,
    match: re.Match[str],
    lists: dict[str, list[str]],
    tested: dict[str, str],
    *,
    some: bool,
) -> Product:
    inside = _inside(code, match.end())
    name = next(iter(_strings(inside)), "")
    listed = [s for word in re.findall(r"\w+", inside) for s in lists.get(word, ())]
    kind = Kind.PROGRAM if match.group(2) == "executable" else Kind.LIBRARY
    role = Role.SOURCE
    if kind is Kind.PROGRAM and not _INSTALLED.search(inside):
        use = tested.get(match.group(1) or "", "")
        named = {"test": Role.TEST, "benchmark": Role.BENCHMARK}.get(use, role_by_name(name))
        unshipped = some or _NEVER_INSTALLED.search(inside)
        role = named if named is not Role.SOURCE else Role.BUILD if unshipped else Role.SOURCE
    shipped = bool(_INSTALLED.search(inside)) if some else None
    return Product(name, kind, role, (*_sources(inside), *listed), shipped=shipped)


def bazel_plan(text: str) -> Plan:
    """The products of cc_binary, cc_library and cc_test; patterns leave the plan open."""
    return Plan(tuple(_bazel(_COMMENT.sub("", text))), open="glob(" in text)


def _bazel(code: str) -> Iterator[Product]:
    for match in _BAZEL.finditer(code):
        inside = _inside(code, match.end())
        name, listed = _NAME.search(inside), _SRCS.search(inside)
        after = inside[listed.end() :] if listed else ""
        opening = after.find("[")
        sources = _sources(_inside(after, opening + 1)) if opening >= 0 else []
        kind = Kind.LIBRARY if match.group(1) == "cc_library" else Kind.PROGRAM
        role = Role.TEST if match.group(1) == "cc_test" else Role.SOURCE
        yield Product(name.group(1) if name else "", kind, role, tuple(sources))
