"""What a target answers to conditions in code."""

import pytest

from build_knowledge import provision, reached
from wasmfit.knowledge.world import World
from wasmfit.model.condition import Atom
from wasmfit.model.knowledge import Support

WASM = World(
    reached(
        "wasip2",
        environment={
            "sys.platform": "wasi",
            "sys.version_info": "3.14",
            "sys.maxsize": "2147483647",
            "macro:__wasi__": "1",
            "macro:_WIN32": "",
        },
        symbols={
            "fcntl": provision(Support.ABSENT),
            "os": provision(Support.NATIVE),
            "os.fork": provision(Support.ABSENT),
            "os.getpid": provision(Support.ALTERED),
            "os.open": provision(Support.GRANTED),
            "os.kill": provision(Support.UNKNOWN),
            "socket": provision(Support.STUBBED),
        },
    )
)
LINUX = World(None, reference=True)


@pytest.mark.parametrize(
    ("fact", "operator", "value", "truth"),
    [
        ("sys.platform", "==", "wasi", True),
        ("sys.platform", "==", "win32", False),
        ("sys.platform", "in", "win32\nwasi", True),
        ("sys.platform", "in", "win32\ncygwin", False),
        ("sys.platform", "startswith", "was", True),
        ("sys.platform", "startswith", "linux", False),
        ("sys.platform", "<", "3", None),
        ("os.name", "==", "nt", None),
        ("sys.version_info", "<", "3.8", False),
        ("sys.version_info", "<", "3.15", True),
        ("sys.version_info", "<", "4", True),
        ("sys.version_info", "<=", "3.14", True),
        ("sys.version_info", "<", "3.14", False),
        ("sys.version_info", "<", "3.14.1", True),
        ("sys.version_info", "<=", "3", False),
        ("sys.version_info", "==", "3.14", True),
        ("sys.maxsize", "<=", "4294967296", True),
        ("macro:__wasi__", "true", "", True),
        ("macro:_WIN32", "true", "", False),
        ("macro:HAVE_FORK", "true", "", None),
    ],
)
def test_facts_of_the_environment(fact, operator, value, truth):
    assert WASM.truth(Atom(fact, operator, value)) is truth


@pytest.mark.parametrize(
    ("fact", "truth"),
    [
        ("import:fcntl", False),
        ("import:fcntl.inner", False),
        ("import:os", True),
        ("import:socket", True),
        ("import:yaml", None),
        ("has:os.fork", False),
        ("has:os.getpid", True),
        ("has:os.open", True),
        ("has:os.kill", None),
        ("has:os.unlisted", None),
        ("has:fcntl.flock", False),
        ("has:socket.socket", None),
        ("package:numpy", None),
    ],
)
def test_probes_are_answered_by_what_was_measured(fact, truth):
    assert WASM.truth(Atom(fact)) is truth


@pytest.mark.parametrize(
    ("fact", "operator", "value", "truth"),
    [
        ("sys.platform", "==", "linux", True),
        ("sys.platform", "startswith", "win", False),
        ("os.name", "==", "posix", True),
        ("sys.version_info", "<", "3.14", False),
        ("import:fcntl", "true", "", True),
        ("has:os.fork", "true", "", True),
        ("verbose", "true", "", None),
    ],
)
def test_the_reference_platform(fact, operator, value, truth):
    assert LINUX.truth(Atom(fact, operator, value)) is truth


def test_a_toolchain_speaks_for_the_reference_where_it_knows_better():
    world = World(reached("linux", environment={"sys.version_info": "3.12"}), reference=True)
    assert world.truth(Atom("sys.version_info", "<", "3.13")) is True
    assert world.truth(Atom("os.name", "==", "posix")) is True


def test_a_table_of_its_own():
    world = World(reached("wasip2"), {"fcntl": provision(Support.ABSENT)})
    assert world.truth(Atom("import:fcntl")) is False


def test_without_a_toolchain_nothing_is_known():
    world = World(None)
    assert world.truth(Atom("sys.platform", "==", "wasi")) is None
    assert world.truth(Atom("import:fcntl")) is None


def test_an_operator_that_does_not_exist_is_a_bug():
    with pytest.raises(ValueError, match="an operator that no world knows"):
        WASM.truth(Atom("sys.platform", "~=", "wasi"))


def test_a_fact_may_be_asked_for_in_lower_case() -> None:
    world = World(None, reference=True)
    assert world.truth(Atom("platform.system.lower", "==", "linux")) is True
    assert world.truth(Atom("platform.system", "==", "linux")) is False
    assert world.truth(Atom("os.flavour.lower", "==", "linux")) is None
