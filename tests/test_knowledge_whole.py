"""What is shipped fits together: a rule for each symbol, an asker for each capability."""

import pytest

from wasmfit.knowledge import load
from wasmfit.knowledge.answer import Answers
from wasmfit.knowledge.choose import profile_of
from wasmfit.knowledge.index import RuleIndex
from wasmfit.model.facts import UseKind
from wasmfit.model.knowledge import Profile, Support

KNOWN = load()
INDEX = RuleIndex(KNOWN.rules)
WORKS = frozenset({Support.NATIVE, Support.GRANTED})

STRANGERS = frozenset(
    """
    add_entry advance bsd/stdlib.h bsd/string.h bsd/unistd.h chdir_legacy clock_gettime_nsec_np
    features-time64.h fpurge freeif_addrs funopen get_entry getcwd_legacy getif_addrs getpass_r
    getpeereid getprogname init_services io.h iprintf issetugid kvm.h libproc.h libutil.h loc1 loc2
    locs mach/mach.h mach/mach_time.h mach_absolute_time malloc/malloc.h malloc_np.h malloc_size
    pledge port.h port_create priv.h pthread_np.h qsort_s reallocf services setproctitle setprogname
    sigaction_external_default step strnstr strtonum synch.h sys/bitypes.h sys/cpuset.h
    sys/devpoll.h sys/filio.h sys/loadavg.h sys/mkdev.h sys/mntent.h sys/port.h sys/pstat.h
    sys/rtprio.h sys/sockio.h sys/swap.h sys/syslimits.h sysctlbyname
    tcgetwinsize tcsetwinsize thread.h ucred.h unveil util.h wasi_string_from_c wasi_thread_start
    windows.h winsock2.h ws2tcpip.h
    """.split()  # noqa: SIM905 - a list of words
)
"""Names of other systems, of a WASI library's insides, or too plain to mean the C library: the
tables have them because builds ask for them; Linux programs do not use them."""

ASKED_BY_THE_READER = frozenset({"source.platform", "package.unknown", "toolchain", "lib.libc"})
"""Capabilities that are about the program or its build, not about what a target gives."""

OF_SERVICES = {
    "cfg.runtime": "configuration",
    "ml.inference": "ml-gpu",
    "msg.queue": "broker",
    "store.blob": "object-store",
    "store.keyvalue": "keyvalue",
    "store.sql": "sql",
}
"""Capabilities that a service asks for which stays where it is, and the kind of those services."""

OF_LANGUAGES = frozenset({"crypto.kdf", "lib.compression", "lib.dbm"})


def described() -> list[str]:
    """Toolchains of languages that a rule is about."""
    spoken = {rule.language for rule in KNOWN.rules}
    return sorted(it.id for it in KNOWN.toolchains.values() if spoken & {*it.languages})


@pytest.mark.parametrize("name", ["wasi-sdk", "wasix-libc"])
def test_every_symbol_of_c_that_is_not_simply_there_has_a_rule(name):
    missing = {
        symbol
        for target in KNOWN.toolchains[name].targets.values()
        for symbol, provision in target.symbols.items()
        if provision.support not in WORKS
        and not any(INDEX.rules("c", kind, symbol) for kind in UseKind)
    }
    assert missing - STRANGERS == set()


BESIDE_RULES = {
    "python": frozenset(
        """
        _aix_support _android_support _apple_support _osx_support _pydecimal _sqlite3 pydoc_data
        zoneinfo._zoneinfo gzip sqlite3 zlib zipfile.ZIP_DEFLATED
        asyncio.AbstractEventLoop.add_reader asyncio.AbstractEventLoop.add_writer
        http.client.HTTPConnection.request logging.handlers.QueueListener.start
        multiprocessing.Process.start multiprocessing.dummy.Process.native_id
        selectors.DefaultSelector.fileno threading.Timer.native_id
        socket.AF_INET6 socket.SO_KEEPALIVE socket.TCP_NODELAY
        webbrowser.BaseBrowser.args webbrowser.GenericBrowser.args
        """.split()  # noqa: SIM905 - a list of words
    ),
    "rust": frozenset({"filedescriptor", "serial2"}),
    "go": frozenset({"busy loop", "deep recursion", "os.FileInfo.Mode", "os/exec.Cmd.Output",
                     "runtime.GOMAXPROCS", "runtime.NumCPU", "runtime/debug.SetCrashOutput"}),
    "javascript": frozenset(),
}  # fmt: skip
"""Rows that answer for others or for what nobody writes: insides of the interpreter; modules that
one build of two leaves out; methods and constants that need an object for which there is a rule;
numbers that are true of a guest; crates that are reported as the dependencies they are."""

OF_SOCKETS = ("socket.socket.", "socket.SocketType.")
"""Methods of an object whose making has a rule."""


def answers_for_others(language: str, symbol: str) -> bool:
    """Whether a row is a package, or a module of whose content a rule speaks."""
    mark = {"rust": "::", "go": "."}.get(language, ".")
    inside = (f"{symbol}{mark}", f"{symbol}/")
    patterns = (
        pattern
        for rule in KNOWN.rules
        if rule.language == language
        for match in rule.matches
        for pattern in match.patterns
    )
    return symbol.startswith("pkg:") or any(it.startswith(inside) for it in patterns)


@pytest.mark.parametrize(
    "name",
    [
        "rustc",
        "componentize-py",
        "cpython-wasi",
        "pyodide",
        "go",
        "jco",
        "jco-quickjs",
        "browser-js",
    ],
)
def test_every_name_that_is_not_simply_there_has_a_rule(name):
    toolchain = KNOWN.toolchains[name]
    language = toolchain.languages[0]
    missing = {
        symbol
        for target in toolchain.targets.values()
        for symbol, provision in target.symbols.items()
        if provision.support not in WORKS
        and not symbol.startswith(OF_SOCKETS)
        and not any(INDEX.rules(language, kind, symbol) for kind in UseKind)
        and not answers_for_others(language, symbol)
    }
    assert missing - BESIDE_RULES[language] == set()


def test_no_stranger_has_a_rule():
    """Else it is none."""
    assert [it for it in sorted(STRANGERS) if any(INDEX.rules("c", k, it) for k in UseKind)] == []


def test_every_capability_is_asked_for():
    rules = (*KNOWN.rules, *KNOWN.structure.values())
    asked = {rule.capability for rule in rules if not rule.retired}
    asked.update(it for package in KNOWN.packages.values() for it in package.requires)
    assert set(KNOWN.capabilities) - asked == set(OF_SERVICES)


@pytest.mark.parametrize(("capability", "kind"), sorted(OF_SERVICES.items()))
def test_what_code_does_not_ask_for_is_asked_for_by_services(capability, kind):
    """Each has an answer on every standard target, and services of the kind are known."""
    assert any(it.kind == kind for it in KNOWN.services.values())
    assert all(capability in it.provides for it in KNOWN.targets.values() if it.standard)


def test_every_target_answers_or_leaves_it_to_the_toolchains():
    """What is left out is unknown; only what belongs to a language may be left out."""
    for target in KNOWN.targets.values():
        left = {it for it in KNOWN.capabilities if it not in target.provides}
        left -= ASKED_BY_THE_READER | OF_LANGUAGES
        own = {it for it in left if not it.startswith("lang.")} - {"fs.xattr"}
        assert target.reference or own == set(), target.id


@pytest.mark.parametrize("name", sorted(KNOWN.toolchains))
def test_a_toolchain_says_how_it_gets_there(name):
    toolchain = KNOWN.toolchains[name]
    assert toolchain.targets
    assert toolchain.version
    assert toolchain.evidence.source


@pytest.mark.parametrize(
    ("language", "target", "support"),
    [
        ("java", "wasip1", Support.ABSENT),
        ("java", "wasip2", Support.ABSENT),
        ("java", "emscripten", Support.NATIVE),
        ("kotlin", "wasip1", Support.PARTIAL),
        ("csharp", "wasip2", Support.PARTIAL),
        ("csharp", "wasip1", Support.ABSENT),
        ("ruby", "wasip1", Support.NATIVE),
        ("php", "wasip2", Support.ABSENT),
        ("swift", "wasip1", Support.NATIVE),
        ("zig", "wasip1", Support.NATIVE),
        ("cobol", "wasip1", Support.UNKNOWN),
    ],
)
def test_how_a_language_gets_to_a_target(language, target, support):
    answers = Answers(KNOWN, profile_of(KNOWN, target))
    assert answers.answer(language, "", "toolchain").support is support


def test_a_toolchain_alone_does_not_take_over_what_the_target_says():
    """Java in the browser has no C library of Emscripten below it."""
    page = Answers(KNOWN, Profile(KNOWN.targets["emscripten"]))
    assert page.answer("c", "", "ipc.pipe").support is Support.PARTIAL
    assert page.answer("java", "", "ipc.pipe").support is Support.UNKNOWN
    assert page.answer("java", "", "proc.fork").support is Support.ABSENT
