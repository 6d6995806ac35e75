"""Write down what a Python process, and every worker it starts, does to the world.

A folder that holds this file and comes first on PYTHONPATH makes every Python
process below import it before anything else. Each event becomes one line in
the file named by WATCH_LOG, a list as Python writes it: [event, detail, ...].

It imports only what every process has loaded anyway: a module imported here
could no longer be mistaken for one of the same name in the scanned tree.
"""

import _posixsubprocess
import os
import sys

LOG = os.open(os.environ["WATCH_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
CANARY = os.environ["WATCH_CANARY"]
TREE = os.environ["WATCH_TREE"]

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
NETWORK = ("socket.connect", "socket.bind", "socket.send", "socket.get", "urllib.", "http.")
PROCESSES = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "pty.")
CHANGES = (
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "os.truncate",
    "os.chmod",
    "os.chown",
    "os.utime",
    "shutil.",
    "tempfile.",
    "ctypes.dlopen",
)


def note(*words: object) -> None:
    os.write(LOG, repr([str(word) for word in words]).encode() + b"\n")


def listen(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        is_path = not isinstance(path, int)  # a descriptor was opened, and seen, before
        if is_path and isinstance(flags, int) and flags & WRITING:
            note("write", path, mode)
    elif event == "sqlite3.connect":  # opens its file below Python
        note("write", arguments[0], "sqlite")
    elif event == "exec":
        code = arguments[0]
        if CANARY in repr((code.co_consts, code.co_names)) or is_material(code.co_filename):
            note("run", code.co_filename)
    elif event == "compile":
        source, name = arguments
        if CANARY in text(source) or is_material(name):
            note("compile", name)
    elif event.startswith(NETWORK + PROCESSES + CHANGES):
        note(event, *arguments)


def text(source: object) -> str:
    return source.decode("latin-1") if isinstance(source, bytes) else str(source)


def is_material(name: object) -> bool:
    """Whether a file name lies in the tree that is scanned."""
    words = text(name)
    return not words.startswith("<") and os.path.abspath(words).startswith(TREE)  # noqa: PTH100 - see above


def fork_exec(arguments, *others):
    """Workers are started below the modules that report what they start."""
    note("start", *(text(os.fsencode(word)) for word in arguments))
    return start(arguments, *others)


start, _posixsubprocess.fork_exec = _posixsubprocess.fork_exec, fork_exec
sys.addaudithook(listen)
