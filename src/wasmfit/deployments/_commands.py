"""What a container starts: the program itself, a shell, a script of the tree, or a supervisor."""

import re
import shlex
from collections.abc import Callable, Sequence

from wasmfit.model.deployment import Entry
from wasmfit.model.place import Location, Span

LONGEST = 100_000
"""Letters of a command line; Linux takes no argument that is much longer."""


SHELLS = frozenset({"ash", "bash", "dash", "ksh", "sh", "zsh"})
SUPERVISORS = frozenset(
    {
        "circusd",
        "concurrently",
        "foreman",
        "honcho",
        "npm-run-all",
        "overmind",
        "pm2",
        "pm2-runtime",
        "runit",
        "runsvdir",
        "s6-svscan",
        "s6-overlay",
        "supervisord",
        "systemd",
    }
)
"""Programs whose purpose is to start several others and keep them alive."""

_WRAPPERS = frozenset(
    {
        "dumb-init", "tini", "gosu", "su-exec", "exec", "env", "nice", "time", "catatonit",
        "docker-entrypoint.sh", "/init", "bundle", "poetry", "pipenv", "uv", "npx", "sudo",
    }
)  # fmt: skip
"""Programs that only start the next one."""

_RUNNERS = frozenset({"run", "exec", "--"})
_SYNTAX = re.compile(r"[;&|<>`\n]|\$\(|\$\{?[A-Za-z_@*]")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_SETTING = re.compile(
    r"(?:set|shopt|export|readonly|local|declare|cd|umask|trap|source|unset|ulimit|:|\.|echo|printf"
    r"|mkdir|chmod|chown|rm|cp|mv|ln|touch|sleep|exit|return|wait|test|true|false|fi|done|esac|then"
    r"|else|do|read|cat|sed|envsubst|\[|\[\[)\b|^[\[{}()]"
)
_TOOLS = frozenset(
    {
        "ab", "aws", "awk", "basename", "break", "case", "continue", "createdb", "crond", "curl",
        "date", "dig", "docker", "etcdctl", "find", "for", "git", "grep", "gunzip", "gzip", "head",
        "if", "ip", "iptables", "jq", "kill", "kubectl", "mc", "mongo", "mongoimport", "mongosh",
        "mount", "mysql", "mysqldump", "nc", "nslookup", "openssl", "pg_dump", "pg_restore", "ping",
        "pkill", "ps", "psql", "redis-cli", "rsync", "sort", "sqlite3", "ssh", "tail", "tar", "tee",
        "unzip", "until", "wait-for-it.sh", "wget", "while", "wrk", "xargs", "zip",
    }
)  # fmt: skip
"""Tools that scripts do their work with: a script that ends with one is a program of its own."""

_STARTS = re.compile(r"^\s*exec\s+(.+)$")
_HANDS_ON = frozenset({'"$@"', "$@", '"${@}"', "${@}", "$*"})
LONGEST = 400
"""Lines of a script that are looked at."""

Find = Callable[[str], tuple[str, bytes] | None]
"""The path and bytes of a script of the tree by the name a container knows it by."""


def entry(
    start: Sequence[str] | str | None,
    arguments: Sequence[str] | str | None,
    location: Location,
    find: Find,
) -> Entry | None:
    """What ENTRYPOINT and CMD, or compose's two keys, start together.

    A string is a command line for a shell. None when neither says anything.
    """
    if start is None and arguments is None:
        return None
    if isinstance(start, str):
        return line(start, location, find)
    if start is None:
        if isinstance(arguments, str):
            return line(arguments, location, find)
        return program(list(arguments or ()), (), location, find)
    handed = words_of(arguments) if isinstance(arguments, str) else list(arguments or ())
    return program(list(start), handed, location, find)


def line(text: str, location: Location, find: Find) -> Entry:
    """A command line for a shell; one that uses nothing of the shell starts a program."""
    words = words_of(text)
    if words and _SYNTAX.search(text):
        return Entry(
            command=_started(words), location=location, through="shell", detail=text.strip()
        )
    return program(words, (), location, find)


def program(words: Sequence[str], handed: Sequence[str], location: Location, find: Find) -> Entry:
    """A command in words, with the arguments handed to it."""
    left = [*words, *handed]
    while left and (_name(left[0]) in _WRAPPERS or _ASSIGNMENT.match(left[0])):
        left = _after_options(left[1:])
    if not left:
        return Entry(command=tuple(words), location=location)
    name = _name(left[0])
    if name in SUPERVISORS:
        return Entry(command=tuple(left), location=location, through="supervisor", detail=name)
    if name in SHELLS:
        return _through_shell(left, location, find)
    found = find(left[0]) if name.endswith((".sh", ".bash")) or "." not in name else None
    if found is not None and _is_shell_script(found[1]):
        return _script(*found, left[1:], location, find)
    return Entry(command=tuple(left), location=location)


def _through_shell(words: list[str], location: Location, find: Find) -> Entry:
    """``sh -c '...'`` or ``sh script.sh``."""
    rest = words[1:]
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option.startswith("-") and "c" in option and not option.startswith("--") and rest:
            inner = words_of(rest[0])
            return Entry(
                command=_started(inner), location=location, through="shell", detail=rest[0].strip()
            )
    found = find(rest[0]) if rest else None
    if found is not None:
        return _script(*found, rest[1:], location, find)
    detail = " ".join(words)
    return Entry(command=tuple(words), location=location, through="shell", detail=detail)


def _script(path: str, data: bytes, handed: list[str], location: Location, find: Find) -> Entry:
    """A shell script: what it starts at last, or that it is the program itself."""
    lines = data.decode("utf-8", "replace").splitlines()[:LONGEST]
    for text in reversed(lines):
        found = _STARTS.match(text)
        if found is None:
            continue
        words = words_of(found[1])
        if words and words[0] in _HANDS_ON:
            words = handed
        command = program(words, (), location, lambda _: None).command if words else ()
        return Entry(command=command, location=location, through="script", detail=path)
    words, number = _last_command(lines)
    place = Location(path, Span(number, 1, number, 1 + len(lines[number - 1]))) if words else None
    if words and _name(words[0]) in SUPERVISORS:
        return Entry(
            command=tuple(words), location=location, through="supervisor", detail=_name(words[0])
        )
    if words and find(words[0]) is None and _is_started(words):
        return Entry(command=tuple(words), location=location, through="script", detail=path)
    return Entry(
        command=tuple(words), location=place or location, through="shell-program", detail=path
    )


def _is_started(words: Sequence[str]) -> bool:
    """Whether a script's last command is a program of its own, as against tools it uses."""
    return _name(words[0]) not in _TOOLS


def _last_command(lines: Sequence[str]) -> tuple[list[str], int]:
    """The last command of a script that does more than prepare."""
    for number, text in reversed(list(enumerate(lines, 1))):
        stripped = text.strip()
        if not stripped or stripped.startswith("#") or _SETTING.match(stripped):
            continue
        words = [word for word in words_of(stripped) if not _ASSIGNMENT.match(word)]
        if words:
            return words, number
    return [], 1


def _started(words: Sequence[str]) -> tuple[str, ...]:
    """The last command of a command line, without what prepares it."""
    last: list[str] = []
    for word in words:
        if word in ("&&", ";", "||"):
            last = []
        elif word != "exec" and not (_ASSIGNMENT.match(word) and not last):
            last.append(word.rstrip(";"))
    return tuple(last or words)


def _after_options(words: list[str]) -> list[str]:
    """What a wrapper starts: without its options and its own sub-command."""
    while words and (words[0].startswith("-") or words[0] in _RUNNERS):
        words = words[1:]
    return words


def words_of(text: str) -> list[str]:
    """A command line in words, as a shell would split it; one that no system takes, at blanks."""
    if len(text) > LONGEST:
        return text.split()
    try:
        return shlex.split(text, comments=False)
    except ValueError:
        return text.split()


def _name(word: str) -> str:
    return word.rpartition("/")[2] or word


def _is_shell_script(data: bytes) -> bool:
    head = data[:80].split(b"\n", 1)[0]
    return head.startswith(b"#!") and any(shell.encode() in head for shell in SHELLS)
