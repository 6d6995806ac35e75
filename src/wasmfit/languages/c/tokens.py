"""What a name means where there is no tree: read from the bytes before and after it."""

import re

from wasmfit.languages.c.meanings import Role

_CONTINUES = frozenset({"return", "else", "do", "case", "throw", "co_return", "co_await", "and",
                        "or", "not", "goto", "default"})  # fmt: skip
_LAST = re.compile(rb"(->|::|(?<![\w$])[\w$]++|\S)\s*+\Z")


def by_tokens(code: bytes, start: int, end: int) -> Role:
    """What the neighbours of a name tell where no tree could be built."""
    after = code[end : end + 300].lstrip()
    if not after.startswith(b"("):
        return Role.NONE
    before = _LAST.search(code, max(0, start - 300), start)
    if before is None or start == 0 or code[start - 1 : start] == b"\n":
        return Role.NONE
    last = before.group(1)
    if last in (b".", b"->", b"::", b"*", b"#"):
        return Role.NONE
    if re.match(rb"[\w$]", last):
        return Role.CALL if last.decode("utf-8", "replace") in _CONTINUES else Role.NONE
    return Role.CALL
