"""Comments that silence findings: ``wasmfit: ignore[rule] reason``.

A file is cut into strings, comments and the rest by one expression per family
of languages. Only comments count, so the words may stand in a string. An
unclosed string or comment reaches to the end of the file, which keeps the
work linear in its size whatever a stranger wrote.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from wasmfit.model.ignore import Mark

WORD = b"wasmfit:"
"""Files without it are not looked at."""

_MARK = re.compile(r"wasmfit:[ \t]*ignore\b(?:\[([^\]\n]*)\])?:?[ \t]*([^\n]*)")
_CLOSERS = ("*/", "-->", "--}}", "#}", "*)")

_HASH = r"(?P<comment>#[^\n]*)"
_WORD_HASH = r"(?P<comment>(?:(?<=\s)|(?<![^\n]))#[^\n]*)"
_SLASHES = r"(?P<comment>//[^\n]*|/\*(?s:.*?)(?:\*/|\Z))"
_DOUBLE = r'"(?>(?:\\(?s:.)|[^"\\\n]++)*)"'
_SINGLE = r"'(?>(?:\\(?s:.)|[^'\\\n]++)*)'"
_CHARACTER = r"'(?:\\[^\n]{1,12}?|[^'\\\n])'"
_TRIPLE = r'"""(?>(?:\\(?s:.)|(?!""")(?s:[^\\]))*)(?:"""|\Z)'
_TRIPLE_SINGLE = r"'''(?>(?:\\(?s:.)|(?!''')(?s:[^\\]))*)(?:'''|\Z)"
_BACKTICK = r"`(?>(?:\\(?s:.)|[^`\\]++)*)(?:`|\Z)"
_OPEN_DOUBLE = r'"(?>(?:\\(?s:.)|[^"\\]++)*)(?:"|\Z)'
_OPEN_SINGLE = r"'(?>(?:\\(?s:.)|[^'\\]++)*)(?:'|\Z)"
_RAW_C = r'\bR"(?P<fence>[^()\\\s]{0,16})\((?s:.*?)(?:\)(?P=fence)"|\Z)'
_RAW_RUST = r'\bb?r(?P<fence>#*)"(?s:.*?)(?:"(?P=fence)|\Z)'
_VERBATIM = r'@"(?>(?:""|[^"]++)*)(?:"|\Z)'
_HEREDOC = r"<<[~-](?P<quote>['\"`]?)(?P<fence>\w+)(?P=quote)(?s:.*?)(?:\n[ \t]*(?P=fence)\b|\Z)"
_BLOCK = r"(?P<block>^=begin\b(?s:.*?)(?:^=end\b|\Z))"

_FAMILIES = {
    "python": (_TRIPLE, _TRIPLE_SINGLE, _DOUBLE, _SINGLE, _HASH),
    "c": (_RAW_C, _SLASHES, _DOUBLE, _CHARACTER),
    "rust": (_RAW_RUST, _SLASHES, _OPEN_DOUBLE, _CHARACTER),
    "go": (_SLASHES, _DOUBLE, _BACKTICK, _CHARACTER),
    "script": (_SLASHES, _DOUBLE, _SINGLE, _BACKTICK),
    "java": (_SLASHES, _TRIPLE, _VERBATIM, _DOUBLE, _CHARACTER),
    "php": (_SLASHES.replace("//", "(?://|#)"), _OPEN_DOUBLE, _OPEN_SINGLE),
    "ruby": (_BLOCK, _HEREDOC, _OPEN_DOUBLE, _OPEN_SINGLE, _HASH),
    "hash": (_TRIPLE, _TRIPLE_SINGLE, _DOUBLE, _SINGLE, _WORD_HASH),
    "ini": (r"(?P<comment>^[ \t]*[#;][^\n]*)",),
}

_SUFFIXES = {
    "python": "py pyi pyw pyx pxd bzl star",
    "c": "c h cc cpp cxx c++ hh hpp hxx h++ inl ipp m mm zig",
    "rust": "rs",
    "go": "go mod sum work",
    "script": "js mjs cjs jsx ts mts cts tsx vue svelte json5 jsonc",
    "java": "java kt kts cs swift scala groovy gradle",
    "php": "php phtml inc",
    "ruby": "rb rake gemspec ru",
    "hash": "sh bash toml txt in yaml yml cmake mk am ac build lock conf properties",
    "ini": "cfg ini",
}
_NAMES = {"go.mod": "go", "Gemfile": "ruby", "Rakefile": "ruby"}
_PLAIN_NAMES = ("Dockerfile", "Makefile", "GNUmakefile", "Containerfile", "Pipfile", "makefile")
_BY_SUFFIX = {suffix: family for family, text in _SUFFIXES.items() for suffix in text.split()}


def marks(path: str, language: str, data: bytes) -> tuple[Mark, ...]:
    """Every such comment of a file, in order; none where comments are not known."""
    family = _family(path, language)
    if WORD not in data or not family:
        return ()
    text = re.sub(r"\r\n?", "\n", data.decode("utf-8", "replace"))
    return tuple(_marks(text, [match.span() for match in _comments(family, text)]))


def _family(path: str, language: str) -> str:
    name = path.rpartition("/")[2]
    if name in _NAMES or name.startswith(_PLAIN_NAMES):
        return _NAMES.get(name, "hash")
    found = _BY_SUFFIX.get(name.rpartition(".")[2].lower(), "")
    return found or (language if language in _FAMILIES else "")


@cache
def _expression(family: str) -> re.Pattern[str]:
    return re.compile("|".join(_FAMILIES[family]), re.MULTILINE)


def _comments(family: str, text: str) -> Iterator[re.Match[str]]:
    for match in _expression(family).finditer(text):
        if match.lastgroup in ("comment", "block"):
            yield match


def _marks(text: str, spans: list[tuple[int, int]]) -> Iterator[Mark]:
    breaks = [match.start() for match in re.finditer("\n", text)]
    below = _below(text, spans, breaks)
    for start, end in spans:
        row = bisect_left(breaks, start) + 1
        for match in _MARK.finditer(text, start, end):
            yield Mark(
                line=bisect_left(breaks, match.start()) + 1,
                covers=below.get(row, row),
                rules=_rules(match[1]),
                reason=_reason(match[2]),
            )


def _below(text: str, spans: list[tuple[int, int]], breaks: list[int]) -> dict[int, int]:
    """For each line that only holds comments: the first line below that is another one."""
    below: dict[int, int] = {}
    for start, end in reversed(spans):
        if _is_alone(text, start, end):
            first, last = bisect_left(breaks, start) + 1, bisect_left(breaks, end) + 1
            landing = below.get(last + 1, last + 1)
            below.update(dict.fromkeys(range(first, last + 1), landing))
    return below


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether nothing but the comment stands on its lines."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    stop = text.find("\n", end)
    return not before.strip() and not text[end : len(text) if stop < 0 else stop].strip()


def _rules(inside: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (name.strip() for name in (inside or "").split(","))))


def _reason(rest: str) -> str:
    words = rest.strip()
    for closer in _CLOSERS:
        words = words.removesuffix(closer).rstrip()
    return words
