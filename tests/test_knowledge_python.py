"""What is shipped about Python on WASI, where code asks before it uses."""

import pytest

from tools.measure_python_foreign import foreign, with_foreign
from wasmfit.knowledge import load
from wasmfit.knowledge.answer import Answers
from wasmfit.knowledge.choose import profile_of
from wasmfit.model.condition import Atom
from wasmfit.model.knowledge import Support

KNOWN = load(["python"])
TABLES = {"wasip1": "cpython-wasi", "wasip2": "componentize-py", "emscripten": "pyodide"}


def answers(target: str) -> Answers:
    return Answers(KNOWN, profile_of(KNOWN, target), {"python": TABLES[target]})


@pytest.mark.parametrize("target", sorted(TABLES))
@pytest.mark.parametrize("name", ["os.O_BINARY", "signal.SIGBREAK", "select.kqueue", "msvcrt"])
def test_a_name_of_another_system_is_known_to_be_missing(target, name):
    assert answers(target).world("python").truth(Atom(f"has:{name}", "true")) is False


@pytest.mark.parametrize("target", sorted(TABLES))
def test_every_name_of_another_system_is_in_the_tables(target):
    """Or in a module that is missing as a whole."""
    world = answers(target).world("python")
    assert [it for it in foreign() if world.truth(Atom(f"has:{it}", "true")) is not False] == []


def test_a_guest_is_asked_for_both():
    asked = with_foreign({"os": ["fork"]})
    assert asked["os"][0] == "fork"
    assert {"O_BINARY", "chflags"} <= set(asked["os"])
    assert asked["winreg"] == []


@pytest.mark.parametrize(
    ("symbol", "capability", "support"),
    [
        ("/dev/null", "dev.access", Support.GRANTED),
        ("/dev/urandom", "dev.access", Support.GRANTED),
        ("/dev/ttyS0", "dev.access", Support.ABSENT),
        ("os.getpid", "proc.pid", Support.PARTIAL),
        ("os.getppid", "proc.pid", Support.ABSENT),
        ("getpass.getpass", "tty.control", Support.PARTIAL),
    ],
)
def test_what_was_run(symbol, capability, support):
    assert answers("wasip2").answer("python", symbol, capability).support is support
