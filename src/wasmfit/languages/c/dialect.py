"""Whether a file is C++: by its suffix, or by what it says."""

import re
from posixpath import splitext

CXX_SUFFIXES = frozenset(
    {".cc", ".cpp", ".cxx", ".c++", ".C", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".tpp", ".inl",
     ".tcc"}
)  # fmt: skip
_SPEAKS_CXX = re.compile(
    rb"\bstd::|\btemplate[ \t]*<|\busing[ \t]+namespace\b|^[ \t]*namespace\b[^;=()]*\{"
    rb"|\b(?:class|struct)[ \t]+\w+(?:[ \t]+final)?\s*:(?!:)[^;{}()]*\{"
    rb"|^[ \t]*(?:public|private|protected)[ \t]*:"
    rb"|\bvirtual[ \t]+[\w~]|\bthrow[ \t]+[\w:]+[ \t]*\(|\btry\s*\{|\bcatch[ \t]*\(",
    re.MULTILINE,
)
CXX_GRAMMAR = "tree_sitter_cpp"
C_GRAMMAR = "tree_sitter_c"


def is_cxx(path: str, code: bytes) -> bool:
    """Whether a file is C++. ``code`` has neither comments nor strings.

    Parts that ``#ifdef __cplusplus`` keeps from C are too rare to mislead.
    """
    return splitext(path)[1] in CXX_SUFFIXES or _SPEAKS_CXX.search(code) is not None
