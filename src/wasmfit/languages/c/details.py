"""What a call is given where that says what it really asks for: a command, a system call."""

from wasmfit.syntax.tree import Node, ancestors, text

_FIRST_STRING = frozenset(
    {"execl", "execle", "execlp", "execv", "execve", "execvp", "execvpe", "popen", "system",
     "_popen", "_system", "dlopen"}
)  # fmt: skip
_SECOND_STRING = frozenset({"posix_spawn", "posix_spawnp"})
LONGEST = 60


def detail(name: str, node: Node) -> str:
    """The telling argument of the call that a name is the function of; "" when none tells.

    ``system("ls -l")`` runs ``ls -l``, ``syscall(SYS_gettid)`` asks for
    ``SYS_gettid``. What is put together at run time is not guessed.
    """
    if name in _FIRST_STRING:
        return _string(_argument(node, 0))
    if name in _SECOND_STRING:
        return _string(_argument(node, 1))
    if name == "syscall":
        given = _argument(node, 0)
        return text(given)[:LONGEST] if given is not None and given.type == "identifier" else ""
    return ""


def _argument(node: Node, place: int) -> Node | None:
    for _, parent in ancestors(node):
        if parent.type == "call_expression":
            arguments = parent.child_by_field_name("arguments")
            found = arguments.named_children if arguments is not None else []
            return found[place] if place < len(found) else None
        if parent.type not in ("parenthesized_expression", "qualified_identifier"):
            return None
    return None


def _string(node: Node | None) -> str:
    if node is None or node.type not in ("string_literal", "concatenated_string"):
        return ""
    parts = [node] if node.type == "string_literal" else node.named_children
    if any(part.type != "string_literal" for part in parts):
        return ""
    joined = "".join(text(part).partition('"')[2].removesuffix('"') for part in parts)
    plain = " ".join(joined.replace("\\n", " ").replace('\\"', '"').split())
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…"
