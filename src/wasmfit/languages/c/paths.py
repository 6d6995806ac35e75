"""File names in string arguments: ``open("/proc/self/maps")``."""

import re
from collections.abc import Iterator

from wasmfit.languages.c.branches import Branches
from wasmfit.languages.c.enclosing import enclosing
from wasmfit.languages.c.masks import Masked
from wasmfit.languages.c.trees import Trees
from wasmfit.languages.c.wanted import Wanted
from wasmfit.model.facts import Certainty, Use, UseKind
from wasmfit.syntax.lines import Lines
from wasmfit.syntax.tree import Node, ancestors, text

TAKES_PATH = frozenset(
    {
        "access", "chdir", "chmod", "chown", "creat", "creat64", "dlopen", "euidaccess", "execl",
        "execle", "execlp", "execv", "execve", "execvp", "execvpe", "faccessat", "fopen",
        "fopen64", "freopen", "ftok", "lstat", "mknod", "open", "open64", "openat", "openat64",
        "opendir", "popen", "posix_spawn", "posix_spawnp", "readlink", "readlinkat", "realpath",
        "rename", "scandir", "stat", "stat64", "statfs", "statvfs", "system", "truncate", "unlink",
        "std::ifstream", "std::ofstream", "std::fstream", "ifstream", "ofstream", "fstream",
    }
)  # fmt: skip
_LIKELY = re.compile(r"open|read_?file|slurp|load_?file|access\b|exists")
_INNER = frozenset({"concatenated_string", "parenthesized_expression", "conditional_expression"})


def path_arguments(
    masked: Masked, branches: Branches, lines: Lines, trees: Trees, wanted: Wanted
) -> Iterator[Use]:
    """The strings that name a wanted path where a call takes a file name."""
    for start, end in masked.strings if wanted.paths else ():
        if not masked.data.startswith(wanted.paths, start + 1) or branches.dead(start):
            continue
        path = masked.data[start + 1 : end - 1].decode("utf-8", "replace").split(" ")[0]
        if not wanted.interest.wants(path):
            continue
        found = _caller(trees, branches, start, end)
        if found is None:
            continue
        function, scope = found
        sure = function in TAKES_PATH
        if sure or _LIKELY.search(function):
            yield Use(
                kind=UseKind.PATH,
                symbol=path,
                span=lines.span(start, end),
                scope=scope,
                guards=branches.guards(start),
                certainty=Certainty.HIGH if sure else Certainty.MEDIUM,
            )


def _caller(trees: Trees, branches: Branches, start: int, end: int) -> tuple[str, str] | None:
    for node in trees.leaves(branches.at(start), start, end):
        call = _call(node)
        if call is not None:
            function = call.child_by_field_name("function")
            if function is not None:
                return text(function).removeprefix("::"), enclosing(call)
    return None


def _call(string: Node) -> Node | None:
    for _, parent in ancestors(string):
        if parent.type == "argument_list":
            above = parent.parent
            return above if above is not None and above.type == "call_expression" else None
        if parent.type not in _INNER:
            return None
    return None
