"""Constructs that are no names: assembly, exceptions."""

import re
from collections.abc import Iterator

from wasmfit.languages.c.branches import Branches
from wasmfit.languages.c.masks import Masked
from wasmfit.languages.c.wanted import Wanted
from wasmfit.model.facts import Use, UseKind
from wasmfit.syntax.lines import Lines

_ASM = re.compile(
    rb"(?<![\w$])(?:__asm__|__asm|asm)(?![\w$])((?:\s+(?:__volatile__|__volatile|volatile|inline|goto))*\s*)([({])"
)
_MICROSOFT = re.compile(rb"(?<![\w$])__asm(?![\w$])[ \t]+[a-z]")
_EXCEPTION = re.compile(rb"(?<![\w$])(throw|try)(?![\w$])(?=\s*([{;(\w:]))")
_STRING = re.compile(rb'"((?:[^"\\]|\\.)*)"')
_DECLARES = re.compile(rb"[\w$)\]]\s*\Z")
_REGISTER = re.compile(rb"\bregister\b[^;{}]*\Z")
_NOTHING = frozenset({b"", b"\\n", b"nop", b"\\n\\t"})


class Constructs:
    """Uses of constructs in one file."""

    def __init__(self, masked: Masked, branches: Branches, lines: Lines, wanted: Wanted) -> None:
        """Nothing is searched yet."""
        self._masked, self._branches, self._lines = masked, branches, lines
        self._wanted = wanted

    def uses(self, *, cxx: bool) -> Iterator[Use]:
        """Assembly at every place, exceptions once per file (C++ only)."""
        wants = self._wanted.interest.wants
        if wants("asm"):
            yield from self._assembly()
        if cxx and (wants("throw") or wants("try")):
            yield from self._exceptions()

    def _assembly(self) -> Iterator[Use]:
        code = self._masked.code
        for match in _ASM.finditer(code) if b"asm" in code else ():
            if self._is_label(match.start()) or self._is_empty(match.end() - 1):
                continue
            yield from self._use("asm", match.start(), match.start() + 3)

    def _is_label(self, start: int) -> bool:
        """Whether it only names a symbol: ``int f(void) asm("g");``."""
        before = self._masked.code[max(0, start - 400) : start]
        if not _DECLARES.search(before):
            return False
        words = before.split()
        if words and words[-1] in (b"else", b"do"):
            return False
        last = before.rstrip()[-1:]
        return last != b")" or not _after_condition(before)

    def _is_empty(self, opening: int) -> bool:
        data, end = self._masked.data, _closing(self._masked.code, opening)
        if data[opening : opening + 1] == b"{":
            return False
        at = opening + 1
        found: list[bytes] = []
        while (string := _STRING.search(data, at, end)) is not None:
            between = self._masked.code[at : string.start()].strip()
            if between and found:
                break
            found.append(string.group(1).strip().lower())
            at = string.end()
        return bool(found) and all(part in _NOTHING for part in found)

    def _exceptions(self) -> Iterator[Use]:
        code = self._masked.code
        for match in _EXCEPTION.finditer(code) if b"throw" in code or b"try" in code else ():
            word = match.group(1).decode()
            follows = match.group(2)
            if (word == "try" and follows not in (b"{", b":")) or self._is_old_list(match):
                continue
            if self._wanted.interest.wants(word) and not self._branches.dead(match.start()):
                yield from self._use(word, match.start(), match.end())
                return

    def _is_old_list(self, match: re.Match[bytes]) -> bool:
        """``void f() throw();`` and ``throw(std::bad_alloc)`` behind a declarator."""
        before = self._masked.code[max(0, match.start() - 400) : match.start()].rstrip()
        if match.group(1) != b"throw" or match.group(2) != b"(":
            return False
        return before.endswith(b"const") or (before.endswith(b")") and not _after_condition(before))

    def _use(self, symbol: str, start: int, end: int) -> Iterator[Use]:
        if not self._branches.dead(start):
            yield Use(
                kind=UseKind.SYNTAX,
                symbol=symbol,
                span=self._lines.span(start, end),
                guards=self._branches.guards(start),
            )


def _after_condition(before: bytes) -> bool:
    """Whether the bracket that just closed belongs to ``if``, ``while`` or ``for``."""
    depth = 0
    text = before.rstrip()
    for at in range(len(text) - 1, -1, -1):
        depth += {41: 1, 40: -1}.get(text[at], 0)
        if depth == 0:
            return re.search(rb"\b(?:if|while|for|switch)\s*\Z", text[:at]) is not None
    return False


def _closing(code: bytes, opening: int) -> int:
    depth = 0
    for match in re.finditer(rb"[()]", code[opening : opening + 20000]):
        depth += 1 if match.group() == b"(" else -1
        if depth == 0:
            return opening + match.start()
    return len(code)
