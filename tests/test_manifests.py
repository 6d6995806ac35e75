"""Manifests: one test per fixture, and what no input may ever do."""

import json
from pathlib import Path
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from wasmfit import manifests
from wasmfit.manifests._marker import condition
from wasmfit.manifests._toml import Document, document
from wasmfit.model.condition import All, Atom, Condition, Constant, Not, Truth, evaluate
from wasmfit.model.condition import Any as Either
from wasmfit.model.facts import Dependency, ManifestFacts
from wasmfit.model.place import Span
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Manifest

FIXTURES = Path(__file__).parent / "fixtures" / "manifests"
READERS = {manifest.id: manifest for manifest in manifests.readers()}
CASES = sorted(path for path in FIXTURES.glob("*/*") if path.suffix != ".json")
USUAL = {name: manifest.patterns[0].replace("*", "") for name, manifest in READERS.items()}


def read(reader: Manifest, path: str, data: bytes, role: Role = Role.SOURCE) -> ManifestFacts:
    file = SourceFile(path=path, size=len(data), language=reader.id, role=role, unit=".")
    return reader.read(file, data)


def at(span: Span | None) -> str:
    assert span is not None
    assert span.start_line == span.end_line
    return f"{span.start_line}:{span.start_column}-{span.end_column}"


def shown(stated: Condition | None) -> str:
    """A condition in words."""
    match stated:
        case Atom(fact=fact, operator=operator, value=value):
            return f"{fact} {operator} {value}".replace("\n", ",")
        case Not(operand=operand):
            return f"not {shown(operand)}"
        case All(operands=operands):
            return f"({' and '.join(map(shown, operands))})"
        case Either(operands=operands):
            return f"({' or '.join(map(shown, operands))})"
        case Constant(value=value):
            return {True: "always", False: "never", None: "unsure"}[value]
        case _:
            return "always"


def told(found: Dependency) -> str:
    """A dependency on one line, the way fixtures write it."""
    words = [at(found.location.span), str(found.scope), found.purl]
    if found.requested:
        words.append(f"'{found.requested}'")
    if found.guard is not None:
        words.append(f"if {shown(found.guard.condition)}")
    if found.features is not None:
        words.append(f"with {','.join(found.features) or 'nothing'}")
    if found.signs:
        words.append(f"signs {','.join(found.signs)}")
    if found.needs:
        words.append(f"needs {', '.join(found.needs)}")
    words += [f"via {' > '.join(chain)}" for chain in found.via]
    assert not (found.direct and found.via)
    if not found.direct and not found.via:
        words.append("indirect")
    return " ".join(words)


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_fixture(case: Path) -> None:
    expected = json.loads(case.with_suffix(".expect.json").read_text("utf-8"))
    reader, data = READERS[case.parent.name], case.read_bytes()
    path = expected.get("path", USUAL[reader.id])
    facts = read(reader, path, data, Role(expected.get("role", "source")))

    assert [told(found) for found in facts.dependencies] == expected.get("dependencies", [])
    assert facts.name == expected.get("name", "")
    assert facts.packaged is expected.get("packaged", False)
    assert list(facts.scripts) == expected.get("scripts", [])
    uses = [f"{at(use.span)} {use.kind} {use.symbol}" for use in facts.uses]
    assert uses == expected.get("uses", [])
    gaps = [f"{gap.line or 0} {gap.reason}" for gap in facts.gaps]
    roots = [f"{root.path or root.name}: {', '.join(root.needs)}" for root in facts.roots]
    assert roots == expected.get("roots", [])
    shared = [f"{name}: {told(found)}" for name, found in facts.shared]
    assert shared == expected.get("shared", [])
    wanted = expected.get("gaps", [])
    assert len(gaps) == len(wanted)
    assert all(gap.startswith(words) for gap, words in zip(gaps, wanted, strict=True)), gaps
    assert {gap.path for gap in facts.gaps} <= {path}
    if reader.declares is not None:
        assert reader.declares(data) is expected["declares"]


def test_every_format_has_fixtures_and_every_folder_a_format() -> None:
    assert {case.parent.name for case in CASES} == set(READERS)
    assert {path.name for path in FIXTURES.iterdir()} == set(READERS)


def test_every_expectation_has_its_case() -> None:
    stems = {(path.parent.name, path.stem) for path in CASES}
    for path in FIXTURES.glob("*/*.json"):
        assert (path.parent.name, path.name.removesuffix(".expect.json")) in stems


def test_guards_say_where_they_stand_and_what_they_say() -> None:
    facts = read(READERS["requirements"], "a/requirements.txt", b"six\nb;sys_platform=='win32'\n")
    guard = facts.dependencies[1].guard
    assert guard is not None
    assert (guard.path, guard.line, guard.text) == (
        "a/requirements.txt",
        2,
        'sys_platform == "win32"',
    )


class Wasi:
    """CPython 3.14 on WASI, as far as markers ask."""

    facts = {"sys.platform": "wasi", "os.name": "posix", "sys.version_info": "3.14"}  # noqa: RUF012

    def truth(self, atom: Atom) -> Truth:
        actual = self.facts.get(atom.fact)
        if actual is None:
            return None
        match atom.operator:
            case "==":
                return actual == atom.value
            case "in":
                return actual in atom.value.split("\n")
            case "startswith":
                return actual.startswith(atom.value)
            case _:
                assert atom.operator == "<"
                return [*map(int, actual.split("."))] < [*map(int, atom.value.split("."))]


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ('sys_platform == "wasi"', True),
        ('sys_platform === "wasi"', True),
        ('sys_platform != "win32"', True),
        ('"win32" == sys_platform', False),
        ('sys_platform in "linux darwin"', False),
        ('sys_platform not in "linux darwin"', True),
        ('"was" in sys_platform', True),
        ('"linux" in sys_platform', None),
        ('"linux" not in sys_platform', None),
        ('sys_platform > "a"', None),
        ('os_name == "posix" and platform_system == "Linux"', None),
        ('os_name == "nt" and platform_system == "Linux"', False),
        ('os_name == "posix" or platform_system == "Linux"', True),
        ('(os_name == "nt" or sys_platform == "wasi") and os_name == "posix"', True),
        ('os_name == "nt" and (sys_platform == "wasi" or os_name == "posix")', False),
        ('os_name == "posix" or os_name == "nt" and sys_platform == "x"', True),
        ('extra == "mail"', None),
        ('python_version >= "3.8"', True),
        ('python_version > "3.14"', False),
        ('python_version > "3.13"', True),
        ('python_version <= "3.14"', True),
        ('python_version <= "3.13"', False),
        ('python_version < "3.14"', False),
        ('python_version == "3.14"', True),
        ('python_version == "3.*"', True),
        ('python_version == "2.*"', False),
        ('python_version != "3.14"', False),
        ('python_version != "3.9"', True),
        ('python_version ~= "3.8"', True),
        ('python_version ~= "3.8.0"', False),
        ('python_version in "3.13 3.14"', True),
        ('python_version not in "3.13, 3.14"', False),
        ('python_version < "four"', None),
        ('"3.8" <= python_version', True),
        ('python_full_version < "3.11.0a7"', False),
        ('python_full_version >= "3.0.0"', True),
        ('platform_release >= "5"', None),
    ],
)
def test_markers_on_wasi(marker: str, expected: Truth) -> None:
    assert evaluate(condition(marker), Wasi()) is expected


@pytest.mark.parametrize("reader", READERS.values(), ids=list(READERS))
@given(data=st.binary(max_size=200))
def test_random_bytes_never_raise(reader: Manifest, data: bytes) -> None:
    assert isinstance(read(reader, USUAL[reader.id], data), ManifestFacts)


WORDS = (
    "[project]\n", "[[project]]\n", "[metadata]\n", "[options]\n", "[build-system]\n",
    "[tool.poetry.dependencies]\n", "[dependency-groups]\n", "dependencies", "requires", "name",
    "install_requires", "scripts", " = ", "[", "]", "{", "}", ",", "\n", "    ", '"', "'", '"""',
    "six", "requests>=2", "; ", "sys_platform", "==", " in ", "(", "or ", "# via six", "-r ", "-e ",
    "git+https://h/x#egg=y", "../", "\\\n", "--hash=x", "é", "\0", "1", "true", "@ ", "[x]", "*",
)  # fmt: skip


@pytest.mark.parametrize("reader", READERS.values(), ids=list(READERS))
@given(parts=st.lists(st.sampled_from(WORDS), max_size=30))
def test_almost_manifests_never_raise(reader: Manifest, parts: list[str]) -> None:
    facts = read(reader, USUAL[reader.id], "".join(parts).encode())
    assert list(facts.dependencies) == sorted(facts.dependencies, key=lambda d: d.location.key)
    for found in facts.dependencies:
        at(found.location.span)


def test_a_hostile_chain_of_requirements_stays_small() -> None:
    lines = ["p0==1"] + [f"p{n}==1 # via p{n - 1}" for n in range(1, 20_000)]
    facts = read(READERS["requirements"], "requirements.txt", "\n".join(lines).encode())
    assert len(facts.dependencies) == 20_000
    assert max(len(chain) for found in facts.dependencies for chain in found.via) < 100


# Places in TOML: every string of a document is found where it stands.

KEYS = st.text('ab-_é." \\', min_size=1, max_size=4)
TEXTS = st.text("abc é#=,[]{}.'\"\\\n", max_size=8)
VALUES = st.recursive(
    TEXTS | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def key(name: str) -> str:
    return name if name.isascii() and name.replace("-", "a").isalnum() else json.dumps(name)


def written(value: Any, style: int) -> str:
    """A value in one of several spellings."""
    if isinstance(value, str):
        if style % 3 == 1 and not set(value) & {"'", "\n"}:
            return f"'{value}'"
        if (
            style % 3 == 2
            and "'''" not in value
            and not value.startswith("\n")
            and value[-1:] != "'"
        ):
            return f"'''\n{value}'''"
        return json.dumps(value)
    if isinstance(value, list):
        space = '\n  # , ] "\n ' if style % 2 else " "
        return (
            f"[{space}" + f",{space}".join(written(one, style + 1) for one in value) + f"{space}]"
        )
    if isinstance(value, dict):
        inside = ", ".join(
            f"{key(name)} = {written(one, style + 1)}" for name, one in value.items()
        )
        return f"{{ {inside} }}"
    return str(value).lower()


def strings(
    value: Any, path: tuple[str | int, ...] = ()
) -> list[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        return [(path, value)]
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        return [found for step, one in pairs for found in strings(one, (*path, step))]
    return []


def assert_places(parsed: Document, text: str) -> None:
    lines = text.split("\n")
    for path, value in strings(parsed.values):
        span = parsed.places[path]
        there = lines[span.start_line - 1][span.start_column - 1 : span.end_column - 1]
        first = value.strip().split("\n")[0].rstrip()
        assert there in (first, json.dumps(value.strip())[1:-1], json.dumps(value)[1:-1].strip())


@given(tables=st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=3), max_size=4),
       style=st.integers(0, 5))  # fmt: skip
def test_strings_are_found_where_they_stand(tables: dict[str, dict[str, Any]], style: int) -> None:
    text = "".join(
        f"[{key(name)}]  # head\n"
        + "".join(f" {key(inner)}\t= {written(value, style)}\n" for inner, value in table.items())
        for name, table in tables.items()
    )
    parsed = document(text.encode())
    assert parsed.values == tomli.loads(text)
    assert_places(parsed, text)


NESTED = """\
a.b."c d" = "1"
[[x]]
y = "2"
[x.z]
w = "3"
[[x]]
y = "4"
[[x.deep]]
v = "5"
[[x.deep]]
v = '6'
[ x . more ]
u = ["7", {t = "8", s = '9' }, '''
10''''']
d = 1979-05-27 07:32:00  # date
[[e]]
[e.f]
g=''
"""


def test_repeated_tables_and_dotted_keys_have_places() -> None:
    parsed = document(NESTED.encode())
    assert len(strings(parsed.values)) == 11
    assert_places(parsed, NESTED)
    assert at(parsed.place(("x", 1, "deep", 1, "v"))) == "11:6-7"
    assert at(parsed.place(("x", 1, "deep"))) == "8:5-9"
    assert at(parsed.key(("x", 1, "deep", 1, "v"))) == "11:1-2"
    assert at(parsed.place(("a", "b", "none"))) == "1:1-1"


def test_what_npm_starts_is_told_with_its_place() -> None:
    data = (
        b'{\n "scripts": {\n  "start": "npm run s",\n  "s": "node --x a.js",\n'
        b'  "test": "node b"\n }\n}'
    )
    facts = read(READERS["package_json"], "package.json", data, Role.SOURCE)
    assert [(text, span.start_line) for text, span in facts.starts] == [
        ("npm run s", 3),
        ("node --x a.js", 4),
    ]
