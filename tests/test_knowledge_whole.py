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

WAITING = frozenset(
    """
    cfg.runtime control.gc cpu.threads-atomics iconv kernel.bypass lang.late-import lib.dbm
    mem.mmap.anon ml.inference msg.queue store.blob store.keyvalue store.sql thread.local
    """.split()  # noqa: SIM905 - a list of words
)
"""Answered, but no rule asks for them yet; a rule that does must leave this list."""

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


def test_no_stranger_has_a_rule():
    """Else it is none."""
    assert [it for it in sorted(STRANGERS) if any(INDEX.rules("c", k, it) for k in UseKind)] == []


def test_every_capability_is_asked_for():
    rules = (*KNOWN.rules, *KNOWN.structure.values())
    asked = {rule.capability for rule in rules if not rule.retired}
    asked.update(it for package in KNOWN.packages.values() for it in package.requires)
    assert set(KNOWN.capabilities) - asked <= WAITING


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
