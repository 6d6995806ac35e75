"""The products of makefiles, automake's and plain ones."""

import re
from collections.abc import Iterator

from wasmfit.languages.c.products import SOURCES, Kind, Plan, Product, role_by_name
from wasmfit.model.project import Role

_ASSIGNED = re.compile(r"^[ \t]*([\w.-]+)[ \t]*(?:[+:?]|::)?=[ \t]*(.*)$", re.MULTILINE)
_REFERENCE = re.compile(r"\$[({]([\w.-]+)[)}]")
_LISTED = re.compile(r"(\w+?)_(PROGRAMS|LTLIBRARIES|LIBRARIES)\Z")
_NOT_SHIPPED = {"check": Role.TEST, "noinst": Role.BUILD, "EXTRA": Role.SOURCE}
_RULE = re.compile(r"^([^\s:=#][^:=#\n]*):(?!=)([^=\n]*)$", re.MULTILINE)
_OBJECT = re.compile(r"([\w+./-]+)\.(?:o|lo|obj|c|cc|cpp|cxx)\Z")
_PATTERN = re.compile(
    r"\$\((?:wildcard\b|shell[^)]{0,400}\b(?:ls|find)\b)|\*\.c|^[ \t]*-?s?include\b", re.MULTILINE
)
_CONVENIENCE = ("LTLIBRARIES", "LIBRARIES")
_JOINED = re.compile(r"\\\n")


def make_plan(text: str) -> Plan:
    """The products of a makefile: by automake's variables, or by the targets of its rules."""
    joined = _JOINED.sub(" ", text)
    values = _values(joined)
    if any(_LISTED.match(name) for name in values):
        return Plan(tuple(_listed(values)), open=bool(_PATTERN.search(joined)))
    return _plain(joined, values)


def _values(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for match in _ASSIGNED.finditer(text):
        found.setdefault(match.group(1), []).extend(match.group(2).partition("#")[0].split())
    return found


def _words(values: dict[str, list[str]], name: str, depth: int = 6) -> Iterator[str]:
    """The words of a variable, with the variables in it replaced."""
    for word in values.get(name, ()):
        inner = _REFERENCE.fullmatch(word)
        if inner and depth:
            yield from _words(values, inner.group(1), depth - 1)
        else:
            yield word.replace("$(srcdir)/", "").replace("$(top_srcdir)/", "/")


def _listed(values: dict[str, list[str]]) -> Iterator[Product]:
    tested = {re.sub(r"\$\(EXEEXT\)\Z", "", word) for word in _words(values, "TESTS")}
    for name in values:
        match = _LISTED.match(name)
        if match is None:
            continue
        kind = Kind.PROGRAM if match.group(2) == "PROGRAMS" else Kind.LIBRARY
        given = _NOT_SHIPPED.get(match.group(1), Role.SOURCE)
        if match.group(2) in _CONVENIENCE and match.group(1) == "noinst":
            given = Role.SOURCE
        for product in _words(values, name):
            plain = product.removesuffix("$(EXEEXT)")
            role = Role.TEST if plain in tested else given
            if role is Role.BUILD and role_by_name(plain) is not Role.SOURCE:
                role = role_by_name(plain)
            shipped = match.group(1) not in _NOT_SHIPPED
            yield Product(plain, kind, role, tuple(_sources(values, plain)), shipped=shipped)


def _sources(values: dict[str, list[str]], product: str) -> list[str]:
    variable = re.sub(r"\W", "_", product)
    listed = [f"{prefix}{variable}_SOURCES" for prefix in ("", "dist_", "nodist_", "EXTRA_")]
    if not any(name in values for name in listed):
        return [f"{product.rpartition('.')[0] or product}.c"]
    words = [word for name in listed for word in _words(values, name)]
    return [word for word in words if word.endswith(SOURCES)]


def _plain(text: str, values: dict[str, list[str]]) -> Plan:
    sources, words = set[str](), set[str]()
    for match in _RULE.finditer(text):
        targets = match.group(1).split()
        needs = [w for word in match.group(2).split() for w in _meant(values, word)]
        words.update(targets)
        found = {f"{m.group(1)}.c" for word in needs if (m := _OBJECT.match(word))}
        words |= {word for word in needs if re.fullmatch(r"[\w+-]+", word)}
        sources |= found
    for name in values:
        sources |= {
            f"{m.group(1)}.c" for word in _words(values, name) if (m := _OBJECT.match(word))
        }
    product = Product("", Kind.PROGRAM, None, tuple(sorted(sources)))
    return Plan((product,), open=bool(_PATTERN.search(text)), words=frozenset(words))


def _meant(values: dict[str, list[str]], word: str) -> Iterator[str]:
    inner = _REFERENCE.fullmatch(word)
    if inner:
        yield from _words(values, inner.group(1))
    else:
        yield word
