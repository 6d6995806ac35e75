"""Whether a file is C++: by its suffix, or by what it says."""

import re
from posixpath import splitext

CXX_SUFFIXES = frozenset(
    {".cc", ".cpp", ".cxx", ".c++", ".C", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".tpp", ".inl",
     ".tcc"}
)  # fmt: skip
_WORDS_OF_CXX = (
    rb"\bstd::|\btemplate[ \t]*<|\busing[ \t]+namespace\b|^[ \t]*namespace\b[^;=()]{0,400}+\{"
    rb"|\b(?:class|struct)[ \t]+\w+(?:[ \t]+final)?\s*:(?!:)[^;{}()]{0,1000}+\{"
    rb"|^[ \t]*(?:public|private|protected)[ \t]*:"
    rb"|\bvirtual[ \t]+[\w~]|\bthrow[ \t]+[\w:]+[ \t]*\("
)
_SPEAKS_CXX = re.compile(_WORDS_OF_CXX, re.MULTILINE)
_CATCHES = re.compile(_WORDS_OF_CXX + rb"|\btry\s*\{|\bcatch[ \t]*\(", re.MULTILINE)
_DERIVES = re.compile(rb"\bstruct[ \t]+\w+(?:[ \t]+final)?\s*:(?!:)[^;{}()]{0,1000}+\{")
_TELLING = frozenset(
    {b"catch", b"class", b"namespace", b"private", b"protected", b"public", b"std", b"template",
     b"throw", b"try", b"virtual"}
)  # fmt: skip
"""Without one of these words only a structure with a base speaks C++."""

CXX_GRAMMAR = "tree_sitter_cpp"
C_GRAMMAR = "tree_sitter_c"


def is_cxx(path: str, code: bytes, words: frozenset[bytes]) -> bool:
    """Whether a file is C++. ``code`` has neither comments nor strings, ``words`` are its names.

    In a ``.c`` file ``try`` and ``catch`` alone are macros. Parts that ``#ifdef
    __cplusplus`` keeps from C are too rare to mislead.
    """
    suffix = splitext(path)[1]
    if suffix in CXX_SUFFIXES:
        return True
    telling = _SPEAKS_CXX if suffix == ".c" else _CATCHES
    speaks = _DERIVES if words.isdisjoint(_TELLING) else telling
    return speaks.search(code) is not None
