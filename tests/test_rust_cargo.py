"""Cargo.toml and Cargo.lock: features a plain build has, conditions of targets, lock graphs."""

import pytest

from wasmfit import manifests
from wasmfit.manifests._cargo import enabled_features, target_condition
from wasmfit.model.condition import NEVER, Atom, Not, evaluate
from wasmfit.model.facts import ManifestFacts
from wasmfit.model.project import Role, SourceFile
from wasmfit.stages.join import Source, join

READERS = {manifest.id: manifest for manifest in manifests.readers()}


def read(text: str, reader: str = "cargo") -> ManifestFacts:
    file = SourceFile(path="f", size=len(text), language=reader, role=Role.SOURCE, unit=".")
    return READERS[reader].read(file, text.encode())


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        ({}, set()),
        ({"net": []}, set()),
        ({"default": []}, {"default"}),
        ({"default": ["net"], "net": ["tls"], "tls": []}, {"default", "net", "tls"}),
        ({"default": ["a"], "a": ["b"], "b": ["a"]}, {"default", "a", "b"}),
        ({"default": ["dep:x"]}, {"default", "dep:x"}),
        ({"default": ["x"]}, {"default", "x", "dep:x"}),
        ({"default": ["x/net"]}, {"default", "x/net", "dep:x"}),
        ({"default": ["x?/net"]}, {"default", "x?/net"}),
        ({"default": "net"}, {"default"}),
    ],
)
def test_enabled_features(features, expected):
    assert enabled_features(features) == expected


def test_features_are_settled():
    text = """
[features]
default = ["net"]
net = []
gui = []
[dependencies]
rayon = { version = "1", optional = true }
[target.'cfg(unix)'.dependencies]
nix = { version = "1", optional = true }
"""
    assert read(text).decides == (
        ("feature:gui", False),
        ("feature:net", True),
        ("feature:nix", False),
        ("feature:rayon", False),
    )


class Linux:
    """x86-64 Linux, as far as targets are asked for."""

    def truth(self, atom: Atom) -> bool | None:
        facts = {"cfg:unix": "1", "cfg:target_os": "linux", "cfg:target_arch": "x86_64"}
        value = facts.get(atom.fact)
        if value is None:
            return None
        return value != "" if atom.operator == "true" else value == atom.value


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("cfg(unix)", True),
        ('cfg(all(unix, not(target_os = "redox")))', True),
        ('cfg(target_os = "windows")', False),
        ("x86_64-unknown-linux-gnu", True),
        ("i686-pc-windows-msvc", False),
        ("wasm32-wasip2", False),
        ("wasm32-unknown-unknown", False),
        ("wasm32-unknown-emscripten", False),
        ("aarch64-apple-darwin", False),
        ("sparc-sun-beos", None),
    ],
)
def test_targets(target, expected):
    assert evaluate(target_condition(target), Linux()) is expected


def test_features_behind_a_target_keep_their_condition():
    text = """
[target.'cfg(not(windows))'.dependencies]
tokio = { version = "1", features = ["net"] }
"""
    (use,) = read(text).uses
    assert use.symbol == "tokio/net"
    assert [guard.condition for guard in use.guards] == [Not(Atom("cfg:windows"))]


def test_features_of_tests_and_of_what_is_off_say_nothing():
    text = """
[dependencies]
tokio = { version = "1", optional = true, features = ["net"] }
[dev-dependencies]
mio = { version = "1", features = ["net"] }
"""
    assert read(text).uses == ()


def test_test_dependencies_of_a_condition_never_met():
    (dependency,) = read("[target.'cfg(miri)'.dependencies]\nx = '1'\n").dependencies
    assert dependency.guard is not None
    assert dependency.guard.condition == NEVER


def test_chains_are_the_shortest_through_each_direct_dependency():
    names = {"app": "abcd", "a": "x", "b": "x", "c": "y", "d": "x", "y": "x", "x": ""}
    source = 'source = "registry"\n'
    lock = "".join(
        f'[[package]]\nname = "{name}"\nversion = "1"\n{"" if name == "app" else source}'
        f"dependencies = {[*needs]!r}\n"
        for name, needs in names.items()
    )
    locked = Source(facts=read(lock, "cargo-lock"), unit=".", ecosystem="cargo", lock=True)
    found = {one.purl: one.via for one in join([locked]) if not one.direct}
    assert found == {
        "pkg:cargo/x@1": (("pkg:cargo/a@1",), ("pkg:cargo/b@1",), ("pkg:cargo/d@1",)),
        "pkg:cargo/y@1": (("pkg:cargo/c@1",),),
    }
