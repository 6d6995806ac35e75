"""The products of a CMakeLists.txt."""

import re
from collections.abc import Sequence

from wasmfit.languages.c.products import SOURCES, Kind, Plan, Product, role_by_name
from wasmfit.model.project import Role
from wasmfit.syntax.cmake import commands

_REFERENCE = re.compile(r"\$\{(\w+)\}")
_HERE = re.compile(
    r"\$\{(?:CMAKE_CURRENT_SOURCE_DIR|CMAKE_CURRENT_LIST_DIR|PROJECT_SOURCE_DIR"
    r"|CMAKE_SOURCE_DIR)\}/?"
)
_LISTS = frozenset({"set", "list"})
_SECTIONS = re.compile(r"TEST|FUZZ|BENCH|EXAMPLE|SAMPLE|DEMO")


class _Reading:
    """The commands of one file, put together by the names of its targets."""

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {}
        self.sources: dict[str, list[str]] = {}
        self.kinds: dict[str, Kind] = {}
        self.sections: dict[str, Role] = {}
        self.installed: set[str] = set()
        self.tested: set[str] = set()
        self.open = False

    def take(self, name: str, words: list[str], section: Role) -> None:
        """Note one command; ``section`` is the role of the branch around it."""
        if name in _LISTS and len(words) > 1:
            self._assign(name, words)
        elif name == "file" and words[:1] in (["GLOB"], ["GLOB_RECURSE"]):
            self.open = True
        elif name in ("add_executable", "add_library") and words:
            self._add(Kind.PROGRAM if name == "add_executable" else Kind.LIBRARY, words, section)
        elif name == "target_sources" and words:
            for target in self._expanded(words[:1]):
                self.sources.setdefault(target, []).extend(self._expanded(words[1:]))
        elif name == "install" and words[:1] in (["TARGETS"], ["PROGRAMS"]):
            self.installed.update(self._expanded(words[1:]))
        elif name == "add_test":
            self.tested.update(word.rpartition("/")[2] for word in self._expanded(words))

    def _assign(self, name: str, words: list[str]) -> None:
        if name == "set":
            self.values.setdefault(words[0], []).extend(self._expanded(words[1:]))
        elif words[0] == "APPEND":
            self.values.setdefault(words[1], []).extend(self._expanded(words[2:]))

    def _add(self, kind: Kind, words: list[str], section: Role) -> None:
        for target in self._expanded(words[:1])[:1]:
            self.kinds[target] = kind
            self.sources.setdefault(target, []).extend(self._expanded(words[1:]))
            if section is not Role.SOURCE:
                self.sections[target] = section

    def _expanded(self, words: Sequence[str]) -> list[str]:
        found: list[str] = []
        for word in words:
            plain = _HERE.sub("", word)
            whole = _REFERENCE.fullmatch(plain)
            if whole and whole.group(1) in self.values:
                found.extend(self.values[whole.group(1)])
            else:
                found.extend(self._filled(plain).split(";"))
        return found

    def _filled(self, word: str) -> str:
        def value(match: re.Match[str]) -> str:
            known = self.values.get(match.group(1), [])
            return known[0] if len(known) == 1 else match.group()

        return _REFERENCE.sub(value, word)

    def products(self) -> list[Product]:
        """What was put together, with the role of each."""
        return [
            Product(
                target,
                kind,
                self._role(target, kind),
                tuple(s for s in self.sources[target] if s.endswith(SOURCES)),
                shipped=(target in self.installed if self.installed & self.kinds.keys() else None),
            )
            for target, kind in self.kinds.items()
        ]

    def _role(self, target: str, kind: Kind) -> Role:
        if target in self.installed:
            return Role.SOURCE
        named = role_by_name(target)
        if target in self.sections or named is not Role.SOURCE:
            return self.sections.get(target, named)
        if kind is Kind.LIBRARY:
            return Role.SOURCE
        if self._is_tested(target):
            return Role.TEST
        programs = {name for name, kind in self.kinds.items() if kind is Kind.PROGRAM}
        return Role.BUILD if self.installed & programs else Role.SOURCE

    def _is_tested(self, target: str) -> bool:
        return bool(self.installed) and any(
            word == target or f"TARGET_FILE:{target}>" in word for word in self.tested
        )


def cmake_plan(text: str) -> Plan:
    """The products that the commands of a CMakeLists.txt make."""
    reading, sections = _Reading(), list[Role]()
    for name, _, arguments in commands(text):
        words = [word for word, _ in arguments]
        if name == "if":
            sections.append(_section(words, sections))
        elif name in ("else", "elseif") and sections:
            sections[-1] = sections[-2] if len(sections) > 1 else Role.SOURCE
        elif name == "endif" and sections:
            sections.pop()
        else:
            reading.take(name, words, sections[-1] if sections else Role.SOURCE)
    return Plan(tuple(reading.products()), reading.open)


def _section(words: Sequence[str], around: Sequence[Role]) -> Role:
    """What a branch is for by the option that it asks: ``if(BUILD_TESTING)``."""
    outer = around[-1] if around else Role.SOURCE
    if outer is not Role.SOURCE or "NOT" in words or "OR" in words:
        return outer
    for word in words:
        found = _SECTIONS.search(word.upper())
        if found:
            kinds = {"TEST": Role.TEST, "FUZZ": Role.TEST, "BENCH": Role.BENCHMARK}
            return kinds.get(found.group(), Role.EXAMPLE)
    return Role.SOURCE
