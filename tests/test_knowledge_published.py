"""The published schemas accept every shipped file and refuse what the program refuses."""

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from wasmfit.knowledge.roots import shipped

SCHEMAS = Path(__file__).resolve().parent.parent / "docs/schemas"
PATTERNS = {
    "capabilities": "capabilities.toml",
    "host": "hosts/*.toml",
    "packages": "packages/*.toml",
    "rules": "languages/*/*.toml",
    "servers": "servers.toml",
    "services": "services.toml",
    "structure": "structure.toml",
    "target": "targets/*.toml",
    "toolchain": "toolchains/*/toolchain.toml",
}
FILES = [
    (kind, path) for kind, pattern in PATTERNS.items() for path in shipped().path.glob(pattern)
]


def validator(kind):
    schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("kind", sorted(PATTERNS))
def test_every_shipped_file_fits(kind):
    check = validator(kind)
    files = [path for name, path in FILES if name == kind]
    assert files
    for path in files:
        document = tomllib.loads(path.read_text("utf-8"))
        assert [str(it.message) for it in check.iter_errors(document)] == [], path


def test_every_kind_of_file_has_a_schema():
    assert {path.name for path in SCHEMAS.iterdir()} == {f"{it}.schema.json" for it in PATTERNS}


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("host", 'status   = "maintained"', 'status   = "alive"'),
        ("host", "title ", "titel "),
        ("target", "standard  = true", 'standard  = "yes"'),
        ("target", 'confidence = "source"', 'confidence = "sure"'),
        ("rules", "effort     = ", "effort     = 1"),
        ("rules", 'number     = "WF', 'number     = "XX'),
    ],
)
def test_a_mistake_is_seen(kind, old, new):
    path = next(it for name, it in FILES if name == kind and old in it.read_text("utf-8"))
    document = tomllib.loads(path.read_text("utf-8").replace(old, new, 1))
    assert list(validator(kind).iter_errors(document))
