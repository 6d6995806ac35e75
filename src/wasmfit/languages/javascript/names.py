"""How symbols are spelled: built-in modules, packages, own modules, globals.

``node:fs.readFile`` is a member of a built-in module however it was written
(``fs``, ``node:fs``), ``express.Router`` one of a package, ``process.exit`` a
global. Inside the reader a member of one of the repository's own modules has
an exclamation mark behind the module: ``./compat!spawn``.
"""

OWN = "!"
"""Stands between the repository's own module and a name in it."""

_PLAIN = """
assert assert/strict async_hooks buffer child_process cluster console constants crypto dgram
diagnostics_channel dns dns/promises domain events fs fs/promises http http2 https inspector
inspector/promises module net os path path/posix path/win32 perf_hooks process punycode querystring
readline readline/promises repl stream stream/consumers stream/promises stream/web string_decoder
sys timers timers/promises tls trace_events tty url util util/types v8 vm wasi worker_threads zlib
"""
BUILTINS = frozenset(_PLAIN.split())
"""Built-in modules that may be named without ``node:``."""

_NESTED = (
    "node:assert.strict",
    "node:dns.promises",
    "node:fs.promises",
    "node:path.posix",
    "node:path.win32",
    "node:readline.promises",
    "node:stream.promises",
    "node:timers.promises",
    "node:util.types",
)
"""Members that are modules of their own."""

_GLOBALS = """
__dirname __filename alert Atomics atob btoa BroadcastChannel Buffer Bun clearImmediate
clearInterval clearTimeout CompressionStream confirm console crypto customElements
DecompressionStream Deno document eval EventSource fetch Function history HTMLElement
importScripts indexedDB Intl location localStorage MessageChannel MutationObserver navigator
OffscreenCanvas performance process prompt queueMicrotask require requestAnimationFrame
self sessionStorage setImmediate setInterval setTimeout SharedArrayBuffer SharedWorker
structuredClone TextDecoder TextEncoder URL URLSearchParams WebAssembly WebSocket WeakRef window
Worker XMLHttpRequest
"""
GLOBALS = frozenset(_GLOBALS.split())
"""Names that may be used without an import."""

DATA = frozenset(
    f"{module}process.{member}"
    for module in ("", "node:")
    for member in ("argv", "argv0", "execArgv", "execPath", "pid", "ppid", "title", "version")
)
"""Texts and numbers: what is done with a name that was given one of them is no further use."""

HOLDERS = frozenset({"global", "globalThis", "self", "window"})
"""Objects whose members are the globals."""


def is_own(module: str) -> bool:
    """Whether a module specifier leads into the repository."""
    return module in (".", "..") or module.startswith(("./", "../", "/", "@/", "~/", "src/"))


def module_symbol(specifier: str) -> str:
    """The symbol of a module as a specifier names it; queries of bundlers are dropped."""
    if is_own(specifier):
        return specifier.partition("?")[0] + OWN
    return f"node:{specifier}" if specifier in BUILTINS else specifier


def join(symbol: str, *members: str) -> str:
    """The symbol of a member; the default export of what has no own one is the thing itself.

    A global is the same through any of the objects that hold it.
    """
    for member in members:
        if symbol in HOLDERS and member in GLOBALS:
            symbol = member
            continue
        if member == "default" and OWN not in symbol:
            continue
        dot = "" if symbol.endswith(OWN) else "."
        symbol = f"{symbol}{dot}{member}"
        if symbol in _NESTED:
            head, _, tail = symbol.rpartition(".")
            symbol = f"{head}/{tail}"
    return symbol


def split_own(symbol: str) -> tuple[str, tuple[str, ...]]:
    """Module and names of a symbol of the repository's own modules."""
    module, _, names = symbol.partition(OWN)
    return module, tuple(filter(None, names.split(".")))
