"""Manifests and lockfiles joined: one dependency per package and unit, with its paths."""

from wasmfit.model.condition import Atom
from wasmfit.model.facts import Dependency, Guard, ManifestFacts, Root, Scope
from wasmfit.model.place import Location, Span
from wasmfit.stages.join import Source, join
from wasmfit.stages.join import graph as graphs

WINDOWS = Guard(Atom("cfg:windows"), "cfg(windows)", "Cargo.toml", 3)


def asks(path, *dependencies, unit=".", name="", ecosystem="cargo"):
    found = tuple(
        Dependency(
            purl=f"pkg:{ecosystem}/{one}",
            scope=scope,
            direct=True,
            location=Location(path, Span(line, 1, line, 5)),
            requested=requested,
            guard=guard,
        )
        for line, (one, scope, guard, requested) in enumerate(dependencies, 1)
    )
    facts = ManifestFacts(path=path, name=name, dependencies=found)
    return Source(facts=facts, unit=unit, ecosystem=ecosystem)


def wants(name, scope=Scope.RUNTIME, guard=None, requested="1"):
    return (name, scope, guard, requested)


def lock(path, packages, roots=(), unit=".", ecosystem="cargo", **scopes):
    """``packages`` maps name@version to what it needs."""
    asked = {need for root in roots for need in root.needs}
    found = tuple(
        Dependency(
            purl=f"pkg:{ecosystem}/{one}",
            scope=scopes.get(one.partition("@")[0], Scope.RUNTIME),
            direct=f"pkg:{ecosystem}/{one}" in asked,
            location=Location(path, Span(line, 1, line, 5)),
            requested=ranges,
            needs=tuple(f"pkg:{ecosystem}/{need}" for need in needs.split()),
        )
        for line, (one, (needs, ranges)) in enumerate(packages.items(), 1)
    )
    facts = ManifestFacts(path=path, dependencies=found, roots=tuple(roots))
    return Source(facts=facts, unit=unit, ecosystem=ecosystem, lock=True)


def told(found):
    """Unit, purl, scope, file and line, then ``direct`` or the paths."""
    lines = []
    for one in found:
        span = one.location.span
        place = f"{one.location.path}:{span.start_line if span else 0}"
        ways = ["direct"] if one.direct else [" > ".join(way) for way in one.via] or ["?"]
        ways = [way.replace("pkg:cargo/", "") for way in ways]
        name = one.purl.partition("/")[2]
        lines.append(f"{one.unit} {name} {one.scope} {place} {', '.join(ways)}")
    return lines


def test_the_manifest_says_what_is_asked_for_and_the_lockfile_which_version():
    found = join(
        [
            lock("Cargo.lock", {"a@1.2.0": ("b@1.0.0", ""), "b@1.0.0": ("", "")}),
            asks("Cargo.toml", wants("a")),
        ]
    )
    assert told(found) == [
        ". a@1.2.0 runtime Cargo.toml:1 direct",
        ". b@1.0.0 runtime Cargo.lock:2 a@1.2.0",
    ]


def test_what_only_developers_reach_is_for_developers():
    found = join(
        [
            asks("Cargo.toml", wants("a"), wants("t", Scope.DEV), wants("g", Scope.BUILD)),
            lock(
                "Cargo.lock",
                {
                    "a@1": ("shared@1", ""),
                    "g@1": ("gg@1 shared@1", ""),
                    "gg@1": ("", ""),
                    "shared@1": ("", ""),
                    "t@1": ("gg@1 tt@1 maybe@1", ""),
                    "tt@1": ("", ""),
                    "maybe@1": ("", ""),
                },
                maybe=Scope.OPTIONAL,
            ),
        ]
    )
    scopes = {one.purl.partition("/")[2]: one.scope for one in found}
    assert scopes == {
        "a@1": Scope.RUNTIME,
        "shared@1": Scope.RUNTIME,
        "g@1": Scope.BUILD,
        "gg@1": Scope.BUILD,
        "t@1": Scope.DEV,
        "tt@1": Scope.DEV,
        "maybe@1": Scope.DEV,
    }


def test_another_version_of_a_fork_is_for_whom_the_package_is():
    found = join(
        [
            asks("Cargo.toml", wants("tool", Scope.DEV, requested="2")),
            lock(
                "Cargo.lock", {"tool@2": ("", "2"), "tool@1": ("deep@1", "1"), "deep@1": ("", "")}
            ),
        ]
    )
    assert told(found) == [
        ". tool@2 dev Cargo.toml:1 direct",
        ". tool@1 dev Cargo.lock:2 ?",
        ". deep@1 dev Cargo.lock:3 tool@1",
    ]


def test_what_comes_only_under_a_condition_carries_it():
    found = join(
        [
            asks("Cargo.toml", wants("a"), wants("w", guard=WINDOWS)),
            lock(
                "Cargo.lock",
                {"a@1": ("both@1", ""), "w@1": ("both@1 only@1", ""), "both@1": ("", ""),
                 "only@1": ("", "")},
            ),
        ]
    )  # fmt: skip
    guards = {one.purl.partition("/")[2]: one.guard for one in found}
    assert guards == {"a@1": None, "w@1": WINDOWS, "both@1": None, "only@1": WINDOWS}


def test_each_unit_of_a_workspace_has_what_it_asks_for():
    packages = {"a@1": ("c@1", ""), "a@2": ("", ""), "c@1": ("", ""), "nobody@1": ("", "")}
    roots = [Root(name="one", needs=("pkg:cargo/a@1",)), Root(name="two", needs=("pkg:cargo/a@2",))]
    found = join(
        [
            lock("Cargo.lock", packages, roots, unit=""),
            asks("one/Cargo.toml", wants("a"), unit="one", name="one"),
            asks("two/Cargo.toml", wants("a"), unit="two", name="two"),
        ]
    )
    assert told(found) == [
        "one a@1 runtime one/Cargo.toml:1 direct",
        "one c@1 runtime Cargo.lock:3 a@1",
        "two a@2 runtime two/Cargo.toml:1 direct",
        " nobody@1 runtime Cargo.lock:4 ?",
    ]


def test_a_member_is_known_by_its_folder_too():
    roots = [Root(path="packages/b", needs=("pkg:npm/left@2",))]
    packages = {"left@1": ("", ""), "left@2": ("", "")}
    found = join(
        [
            lock("web/package-lock.json", packages, roots, ecosystem="npm"),
            asks("web/packages/b/package.json", wants("left"), ecosystem="npm"),
        ]
    )
    assert [one.purl for one in found if one.direct] == ["pkg:npm/left@2"]


def test_without_a_word_on_members_the_range_tells_the_version():
    packages = {"left@1.5": ("", "^1.0\n^1.2"), "left@2.0": ("", "^2.0")}
    found = join(
        [
            lock("yarn.lock", packages, ecosystem="npm"),
            asks("package.json", wants("left", requested="^2.0"), ecosystem="npm"),
        ]
    )
    direct = [one for one in found if one.direct]
    assert [(one.purl, one.requested) for one in direct] == [("pkg:npm/left@2.0", "^2.0")]


def test_members_inherit_version_and_features():
    from dataclasses import replace

    shared = asks("Cargo.toml", ("real", Scope.BUILD, None, "1.40")).facts.dependencies[0]
    shared = replace(shared, features=("rt",))
    above = asks("Cargo.toml")
    above = replace(above, facts=replace(above.facts, shared=(("short", shared),)))
    member = asks("a/Cargo.toml", ("short", Scope.RUNTIME, WINDOWS, "workspace"), unit="a")
    own = replace(member.facts.dependencies[0], features=("default", "net"))
    member = replace(member, facts=replace(member.facts, dependencies=(own,)))
    (found,) = join([above, member])
    assert (found.purl, found.requested) == ("pkg:cargo/real", "1.40")
    assert (found.scope, found.guard, found.features) == (Scope.RUNTIME, WINDOWS, ("net", "rt"))
    assert found.location.path == "a/Cargo.toml"


def test_the_nearest_lockfile_speaks():
    found = join(
        [
            lock("Cargo.lock", {"a@1": ("", "")}),
            lock("fuzz/Cargo.lock", {"a@9": ("", "")}),
            asks("fuzz/Cargo.toml", wants("a")),
        ]
    )
    assert told(found) == [
        ". a@1 runtime Cargo.lock:1 ?",
        ". a@9 runtime fuzz/Cargo.toml:1 direct",
    ]


def test_a_lockfile_alone_tells_everything():
    roots = [Root(path=".", needs=("pkg:cargo/a@1",))]
    found = join([lock("Cargo.lock", {"a@1": ("b@1", ""), "b@1": ("a@1", "")}, roots)])
    assert told(found) == [
        ". a@1 runtime Cargo.lock:1 direct",
        ". b@1 runtime Cargo.lock:2 a@1",
    ]


def test_two_mentions_are_one_dependency_for_the_most_urgent_of_them():
    found = join(
        [
            asks("dev.toml", wants("a", Scope.DEV), wants("b", guard=WINDOWS)),
            asks("Cargo.toml", wants("a"), wants("b")),
        ]
    )
    assert told(found) == [
        ". a runtime Cargo.toml:1 direct",
        ". b runtime dev.toml:2 direct",
    ]
    assert [one.guard for one in found] == [None, None]


def test_packages_of_the_repository_itself_are_no_dependencies():
    found = join(
        [
            asks("a/package.json", wants("%40own/b"), wants("left"), name="a", ecosystem="npm"),
            asks("b/package.json", name="@own/b", ecosystem="npm"),
        ]
    )
    assert [one.purl for one in found] == ["pkg:npm/left"]


def test_a_bill_of_materials_adds_what_nobody_else_tells():
    bill = lock("bom.json", {"a@1": ("z@1", ""), "z@1": ("", "")}, ecosystem="cargo")
    bill = Source(facts=bill.facts, unit=".", ecosystem="", lock=True)
    found = join([bill, asks("Cargo.toml", wants("a"))])
    assert [one.purl for one in found] == ["pkg:cargo/a", "pkg:cargo/z@1"]


def test_hashes_add_nothing_to_a_manifest_that_names_the_indirect_ones():
    sums = lock("go.sum", {"a@1": ("", ""), "old@1": ("", "")}, ecosystem="golang")
    whole = asks("go.mod", wants("a"), wants("b"), ecosystem="golang")
    assert {one.purl for one in join([sums, whole])} >= {"pkg:golang/old@1"}
    from dataclasses import replace

    first, second = whole.facts.dependencies
    facts = replace(whole.facts, dependencies=(first, replace(second, direct=False)))
    found = join([sums, replace(whole, facts=facts)])
    assert [(one.purl, one.direct) for one in found] == [
        ("pkg:golang/b", False),
        ("pkg:golang/a@1", True),
    ]


def test_paths_do_not_explode():
    layers, width = 40, 12
    packages: dict[str, tuple[str, str]] = {}
    for layer in range(layers):
        below = " ".join(f"p{layer + 1}-{n}@1" for n in range(width)) if layer < layers - 1 else ""
        packages |= {f"p{layer}-{n}@1": (below, "") for n in range(width)}
    found = join(
        [
            lock("Cargo.lock", packages),
            asks("Cargo.toml", *(wants(f"p0-{n}") for n in range(width))),
        ]
    )
    assert len(found) == layers * width
    assert max(len(one.via) for one in found) == graphs.CHAINS
    assert max(len(way) for one in found for way in one.via) == graphs.LONGEST


def test_another_version_of_what_is_asked_for_has_its_path_where_others_need_it():
    found = join(
        [
            asks("Cargo.toml", wants("chokidar")),
            lock(
                "Cargo.lock",
                {
                    "chokidar@3.0.0": ("", "1"),
                    "old@1.0.0": ("watch@1.0.0", "1"),
                    "watch@1.0.0": ("chokidar@2.0.0", "1"),
                    "chokidar@2.0.0": ("", "2"),
                },
                [Root(path="elsewhere", needs=("pkg:cargo/old@1.0.0",))],
            ),
        ]
    )
    assert any(
        "chokidar@2.0.0" in line and "old@1.0.0 > watch@1.0.0" in line for line in told(found)
    )
