"""What the host has to allow, by the names that code spells out."""

import pytest

from wasmfit.model.place import Location, Span
from wasmfit.model.want import Want
from wasmfit.stages.literals import concrete

FILES = "fs.read"
VARIABLES = "env.vars"
NETWORK = "net.tcp.client"


def want(line: str, token: str, capability: str, number: int = 1) -> Want:
    start = line.index(token) + 1
    return Want(
        capability, "how", Location("a.py", Span(number, start, number, start + len(token)))
    )


@pytest.mark.parametrize(
    ("line", "token", "capability", "expected"),
    [
        ("open('data/x.json')", "open", FILES, "data/x.json"),
        ('f = fopen ( "x.txt", "r");', "fopen", FILES, "x.txt"),
        ("open(f'{x}.json')", "open", FILES, ""),
        ("open(name)", "open", FILES, ""),
        ("open(name, 'r')", "open", FILES, ""),
        ("os.environ['HOME']", "environ", VARIABLES, "HOME"),
        ("os.environ.get('HOME')", "environ", VARIABLES, "HOME"),
        ("os.environ.get(name)", "environ", VARIABLES, ""),
        ("process.env.PORT ?? 80", "env", VARIABLES, "PORT"),
        ('std::env::var("PORT")', "var", VARIABLES, "PORT"),
        ("create_connection(('db', 5432))", "create_connection", NETWORK, "db:5432"),
        ("urlopen('https://api.example.org/v1?x=1')", "urlopen", NETWORK, "api.example.org"),
        ("urlopen('https://user:word@example.org:8443/')", "urlopen", NETWORK, "example.org:8443"),
    ],
)
def test_what_stands_behind_the_use(line: str, token: str, capability: str, expected: str) -> None:
    (found,) = concrete([want(line, token, capability)], lambda _: line.encode())
    assert found.items == ((expected,) if expected else ())
    assert found.unsaid == (not expected)
    assert (found.capability, found.detail) == (capability, "how")


def test_places_that_ask_for_the_same_are_one_grant() -> None:
    lines = ["open('b')", "open('a')", "open(x)", "open('a')"]
    wants = [want(line, "open", FILES, number) for number, line in enumerate(lines, 1)]
    (found,) = concrete(wants, lambda _: "\r\n".join(lines).encode())
    assert (found.items, found.unsaid) == (("a", "b"), 1)


def test_a_file_that_is_gone_names_nothing() -> None:
    (found,) = concrete([want("open('a')", "open", FILES)], lambda _: b"")
    assert (found.items, found.unsaid) == ((), 1)
