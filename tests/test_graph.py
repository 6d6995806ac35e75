"""The blocker graph, what dominates it, the cheapest cut, reach and the split line."""

import time
from collections.abc import Sequence

import pytest

from build_judging import PROFILE, dependency, edge, finding, source, unit
from wasmfit.model.effort import SCALE, for_places
from wasmfit.model.facts import ModuleEdge
from wasmfit.model.graph import Cut, Edge, Graph, Hop, Node, Reached
from wasmfit.model.knowledge import Support
from wasmfit.model.project import Role, SourceFile, UnitKind
from wasmfit.model.report import DependencyReport, Finding, Split
from wasmfit.stages import graph


def links(*pairs: tuple[str, str], soft: Sequence[tuple[str, str]] = ()) -> tuple[graph.Link, ...]:
    every = [edge(*pair) for pair in pairs] + [edge(*pair, deferred=True) for pair in soft]
    return graph.live_links(every, lambda _: True)


def built(
    findings: Sequence[Finding],
    *,
    paths: str = "",
    pairs: Sequence[tuple[str, str]] = (),
    dependencies: Sequence[DependencyReport] = (),
) -> Graph:
    sources = [source(path) for path in paths.split()]
    packages = graph.outline(unit(), dependencies)
    return graph.build(unit(), sources, links(*pairs), findings, packages, PROFILE)


def edges_of(drawing: Graph) -> set[tuple[str, str, str]]:
    return {(e.source, e.target, e.kind) for e in drawing.edges}


def line(sources: Sequence[SourceFile], arrows: Sequence[graph.Link], blocked: set[str]) -> Split:
    """The split line, where there must be one."""
    split = graph.divide(sources, arrows, graph.Blocked(frozenset(blocked)))
    assert split is not None
    return split


# Links


def test_edges_that_a_guard_keeps_off_are_gone_and_unanswered_ones_are_soft() -> None:
    edges = [edge("a", "b"), edge("a", "c"), edge("a", "d")]
    truths = {"b": True, "c": False, "d": None}
    found = graph.live_links(edges, lambda e: truths[e.target])
    assert [(link.target, link.soft) for link in found] == [("b", False), ("d", True)]


def test_a_firm_import_beside_a_deferred_one_is_firm() -> None:
    (link,) = links(("a", "b"), soft=[("a", "b")])
    assert not link.soft


# Parts


def test_who_imports_what_brings_a_blocked_package_in_leads_to_a_blocker() -> None:
    findings = [finding("1", purl="pkg:x/b", via=(("pkg:x/c",),), path="manifest.toml")]
    given = (unit(), [source("m")], links(("m", "pkg:x/c")), findings)
    packages = graph.outline(unit(), [dependency("pkg:x/c")])
    whole = graph.contract(graph.build(*given, packages, PROFILE))
    part = graph.blocking(*given, graph.leading(packages, findings), PROFILE)
    assert graph.contract(part) == whole
    assert ("module:m", "dependency:pkg:x/c", "depends") in edges_of(whole)


# Reach


def test_reach_knows_import_time_from_later_and_never() -> None:
    sources = [source(path) for path in ("main", "a", "b", "c", "old")]
    arrows = links(("main", "a"), ("b", "c"), soft=[("a", "b")])
    found = graph.reach(unit(entries=["main"]), sources, arrows)
    assert {path: when.value for path, when in found.when.items()} == {
        "main": "import",
        "a": "import",
        "b": "deferred",
        "c": "deferred",
        "old": "never",
    }


def test_every_module_of_a_library_is_reached_even_in_circles() -> None:
    sources = [source(path) for path in ("a", "b", "c", "d")]
    arrows = links(("a", "b"), ("c", "d"), ("d", "c"))
    found = graph.reach(unit(UnitKind.LIBRARY), sources, arrows)
    assert set(found.when.values()) == {Reached.IMPORT}


def test_a_language_without_an_entry_of_its_own_is_reached() -> None:
    sources = [source("main.py", language="python"), source("old.py", language="python")]
    sources.append(source("speedups.c"))
    found = graph.reach(unit(entries=["main.py"]), sources, ())
    assert found.when["speedups.c"] is Reached.IMPORT
    assert found.when["old.py"] is Reached.NEVER


def test_unreached_code_weighs_least_but_something() -> None:
    when = {"a": Reached.IMPORT, "b": Reached.DEFERRED, "c": Reached.NEVER}
    met = graph.meeting(graph.Reach(when, {}), graph.CallGraph(), ())
    weights = {"a": 1.0, **graph.weights(met, [finding(path, path=path) for path in when], {})}
    assert 1 == weights["a"] > weights["b"] > weights["c"] > 0


def test_the_route_is_the_shortest_chain_of_imports() -> None:
    sources = [source(path) for path in ("main", "a", "b", "c", "net", "old")]
    arrows = links(("main", "a"), ("a", "b"), ("b", "net"), ("main", "c"), ("c", "net"))
    found = graph.reach(unit(entries=["main"]), sources, arrows)
    assert found.route("net") == (Hop("main", 1), Hop("c", 1))
    assert found.route("main") == found.route("old") == ()


def test_a_longer_way_that_is_taken_at_once_is_told_before_a_late_one() -> None:
    sources = [source(path) for path in ("main", "a", "net")]
    arrows = links(("main", "a"), ("a", "net"), soft=[("main", "net")])
    found = graph.reach(unit(entries=["main"]), sources, arrows)
    assert found.route("net") == (Hop("main", 1), Hop("a", 1))


def test_a_hop_names_the_first_line_that_brings_the_next_module_in() -> None:
    twice = [ModuleEdge("main", "net", line=number) for number in (9, 4)]
    found = graph.reach(
        unit(entries=["main"]),
        [source("main"), source("net")],
        graph.live_links(twice, lambda _: True),
    )
    assert found.route("net") == (Hop("main", 4),)


def test_exposed_modules_cannot_load_without_a_blocked_one() -> None:
    arrows = links(("main", "a"), ("a", "net"), ("c", "d"), soft=[("b", "net")])
    assert graph.exposed(arrows, {"net"}) == {"main", "a", "net"}


def test_blocked_modules_hold_a_blocker_in_source() -> None:
    findings = [
        finding("1", path="a.c"),
        finding("2", path="b.c", support=Support.PARTIAL),
        finding("3", path="c.c", suppressed="known"),
        finding("4", path="test.c", role=Role.TEST),
    ]
    assert graph.blocked_modules(findings, PROFILE) == graph.Blocked(frozenset({"a.c"}))


def test_a_blocker_inside_a_function_is_met_when_it_is_called() -> None:
    findings = [
        finding("1", support=Support.STUBBED, path="a.py", deferred=True, scope="serve"),
        finding("2", support=Support.STUBBED, path="a.py", deferred=True, scope="serve"),
        finding("3", support=Support.STUBBED, path="a.py", deferred=True, scope="stop"),
        finding("4", support=Support.STUBBED, path="b.py", deferred=True, scope="run"),
        finding("5", path="b.py"),
    ]
    found = graph.blocked_modules(findings, PROFILE)
    assert (found.loading, found.calling) == (frozenset({"b.py"}), {"a.py": 2})
    assert found.everywhere == {"a.py", "b.py"}


def test_what_does_not_build_is_met_before_its_function_is_called() -> None:
    found = graph.blocked_modules([finding(path="a.go", deferred=True, scope="serve")], PROFILE)
    assert (found.loading, found.calling) == (frozenset({"a.go"}), {})


def test_entries_that_lead_to_little_are_not_all_that_there_are() -> None:
    """A framework loads by name what its settings list."""
    sources = [source("manage.py", 100), source("app/views.py", 900)]
    assert graph.reach(unit(entries=["manage.py"]), sources, []).when["app/views.py"] is (
        Reached.IMPORT
    )
    small = [source("manage.py", 900), source("old.py", 100)]
    assert graph.reach(unit(entries=["manage.py"]), small, []).when["old.py"] is Reached.NEVER


# Build


def test_a_use_stands_between_module_and_capability() -> None:
    drawing = built([finding()], paths="main.c a.c", pairs=[("main.c", "a.c")])
    assert edges_of(drawing) == {
        ("unit:u", "module:main.c", "contains"),
        ("module:main.c", "module:a.c", "imports"),
        ("module:a.c", "use:a.c:fork:proc.fork", "uses"),
        ("use:a.c:fork:proc.fork", "capability:proc.fork", "blocks"),
    }


def test_chains_of_dependencies_lead_to_the_one_that_blocks() -> None:
    mio = finding(kind="dependency", path="Cargo.toml", purl="pkg:cargo/mio", symbol="mio")
    via = (("pkg:cargo/tokio",), ("pkg:cargo/axum", "pkg:cargo/hyper"))
    drawing = built([mio], dependencies=[dependency("pkg:cargo/mio", via=via)])
    assert edges_of(drawing) == {
        ("unit:u", "dependency:pkg:cargo/tokio", "depends"),
        ("dependency:pkg:cargo/tokio", "dependency:pkg:cargo/mio", "depends"),
        ("unit:u", "dependency:pkg:cargo/axum", "depends"),
        ("dependency:pkg:cargo/axum", "dependency:pkg:cargo/hyper", "depends"),
        ("dependency:pkg:cargo/hyper", "dependency:pkg:cargo/mio", "depends"),
        ("dependency:pkg:cargo/mio", "capability:proc.fork", "blocks"),
    }


def test_an_import_of_a_package_hangs_the_package_on_the_module() -> None:
    used = finding(kind="import", path="a.py", purl="pkg:pypi/psycopg2", symbol="psycopg2")
    drawing = built([used], paths="a.py")
    assert ("module:a.py", "dependency:pkg:pypi/psycopg2", "depends") in edges_of(drawing)


def test_native_libraries_and_missing_toolchains_have_nodes_of_their_own() -> None:
    drawing = built(
        [
            finding("1", "ffi.native", kind="link", symbol="pq", path="a.c"),
            finding("2", "toolchain", kind="toolchain", symbol="java", path="pom.xml"),
        ],
        paths="a.c",
    )
    kinds = {node.id: node.kind for node in drawing.nodes}
    assert kinds["native:pq"] == "native"
    assert kinds["language:u:java"] == "language"
    assert "module:pom.xml" not in kinds


def test_what_does_not_matter_on_the_profile_is_not_drawn() -> None:
    harmless = [
        finding("1", support=Support.NATIVE),
        finding("2", active=False),
        finding("3", role=Role.TEST),
        finding("4", suppressed="known"),
    ]
    assert {node.kind for node in built(harmless, paths="a.c").nodes} == {"unit", "module"}


def test_what_does_not_block_needs_and_is_left_out_of_the_contraction() -> None:
    drawing = built([finding(support=Support.PARTIAL)], paths="a.c")
    assert {e.kind for e in drawing.edges} == {"contains", "uses", "needs"}
    assert graph.contract(drawing) == Graph()


def test_modules_that_only_import_each_other_hang_on_the_unit() -> None:
    drawing = built([finding()], paths="a.c b.c", pairs=[("a.c", "b.c"), ("b.c", "a.c")])
    assert ("unit:u", "module:a.c", "contains") in edges_of(drawing)
    assert ("unit:u", "module:b.c", "contains") not in edges_of(drawing)


def test_no_unit_or_module_needs_a_capability_directly() -> None:
    findings = [finding(str(n), kind=kind) for n, kind in enumerate(("call", "link", "toolchain"))]
    drawing = built(findings, paths="a.c")
    for arrow in drawing.edges:
        if arrow.target.startswith("capability:"):
            assert arrow.source.startswith(("use:", "native:", "dependency:", "language:"))


def test_effort_grows_with_the_places_and_stays_on_the_scale() -> None:
    assert [for_places(5, places) for places in (1, 2, 4, 300)] == [5, 8, 13, 13]
    assert {for_places(e, n) for e in SCALE for n in (1, 3, 9, 99)} <= set(SCALE)


def test_merged_graphs_share_what_is_the_same() -> None:
    one = built([finding()], paths="a.c")
    assert graph.merge([one, one]) == one
    assert graph.merge([]) == Graph()


# Dominators and cuts


def test_everything_passes_through_the_module_and_the_dependency() -> None:
    drawing = built(
        [finding("1", path="net.c"), finding("2", "net.udp", symbol="socket", path="net.c")],
        paths="main.c a.c net.c",
        pairs=[("main.c", "a.c"), ("main.c", "net.c"), ("a.c", "net.c")],
    )
    assert graph.dominators(drawing) == {
        "capability:net.udp": ("module:main.c", "module:net.c", "use:net.c:socket:net.udp"),
        "capability:proc.fork": ("module:main.c", "module:net.c", "use:net.c:fork:proc.fork"),
    }
    assert graph.frees(drawing) == {
        "use:net.c:fork:proc.fork": ("capability:proc.fork",),
        "use:net.c:socket:net.udp": ("capability:net.udp",),
    }


def test_one_cheap_dependency_is_cut_in_place_of_two_below_it() -> None:
    chain = (("pkg:x/a",),)
    findings = [
        finding(name, capability, purl=f"pkg:x/{name}", kind="dependency", path="m", via=chain)
        for name, capability in (("b", "net.udp"), ("c", "proc.fork"))
    ]
    dependencies = [
        dependency("pkg:x/a", replacement="pkg:x/z"),
        dependency("pkg:x/b", replacement="pkg:x/y", via=chain),
        dependency("pkg:x/c", replacement="pkg:x/y", via=chain),
    ]
    cut = graph.cheapest_cut(built(findings, dependencies=dependencies))
    assert (cut.nodes, cut.effort, cut.stuck) == (("dependency:pkg:x/a",), 5, ())


def test_a_missing_toolchain_cannot_be_cut() -> None:
    drawing = built([finding(), finding("2", "toolchain", kind="toolchain", symbol="c")])
    cut = graph.cheapest_cut(drawing)
    assert cut.stuck == ("capability:toolchain",)
    assert cut.nodes == ("use:a.c:fork:proc.fork",)


def test_nothing_to_cut() -> None:
    assert graph.cheapest_cut(built([], paths="a.c")) == Cut(nodes=(), effort=0, stuck=())
    assert graph.dominators(Graph()) == {}


# The split line


def test_no_line_without_blockers_or_without_a_rest() -> None:
    assert graph.divide([source("a")], (), graph.Blocked()) is None
    assert graph.divide([source("a")], (), graph.Blocked(frozenset({"a"}))) is None


def test_what_is_built_as_a_whole_is_not_divided() -> None:
    sources = [source("a"), source("b"), source("c"), source("d")]
    apart = [("a", "b"), ("c", "a"), ("c", "d")]
    whole = tuple(graph.Link(*pair, joined=pair == ("a", "b")) for pair in apart)
    assert set(line(sources, whole, {"b"}).portable) == {"c", "d"}
    assert set(line(sources, links(*apart), {"b"}).portable) == {"a", "c", "d"}


def test_a_small_package_file_that_imports_everything_is_cut_free() -> None:
    sources = [source("pkg/__init__", 200), source("pkg/core", 9000), source("pkg/cli", 3000)]
    arrows = links(
        ("pkg/core", "pkg/__init__"),
        ("pkg/cli", "pkg/__init__"),
        ("pkg/__init__", "pkg/core"),
        ("pkg/__init__", "pkg/cli"),
        ("pkg/cli", "pkg/core"),
    )
    split = line(sources, arrows, {"pkg/cli"})
    assert split.portable == ("pkg/__init__", "pkg/core")
    assert [(c.source, c.target) for c in split.cut] == [("pkg/__init__", "pkg/cli")]
    assert [(c.source, c.target) for c in split.boundary] == [
        ("pkg/cli", "pkg/__init__"),
        ("pkg/cli", "pkg/core"),
    ]
    assert split.share == pytest.approx(9200 / 12200)


def test_a_module_that_cannot_do_without_stays() -> None:
    sources = [source("main", 10), source("net", 5000), source("core", 5000)]
    arrows = links(("main", "net"), ("main", "core"))
    split = line(sources, arrows, {"net"})
    assert (split.portable, split.cut) == (("core",), ())


def test_a_deferred_import_is_cheaper_to_cut() -> None:
    sources = [source("tool", 100), source("net", 5000), source("core", 5000)]
    firm = line(sources, links(("tool", "net")), {"net"})
    soft = line(sources, links(soft=[("tool", "net")]), {"net"})
    assert firm.portable == ("core",)
    assert soft.portable == ("core", "tool")


def test_a_module_with_a_blocked_function_ports_when_it_is_worth_it() -> None:
    sources = [source("app", 5000), source("serve", 90), source("core", 5000)]
    arrows = links(("serve", "core"), ("app", "core"))
    blocked = graph.Blocked(calling={"app": 2, "serve": 1})
    split = graph.divide(sources, arrows, blocked)
    assert split is not None
    assert (split.portable, split.changed) == (("app", "core", "serve"), ("app", "serve"))
    crowded = graph.divide(sources, arrows, graph.Blocked(calling={"app": 2, "serve": 9}))
    assert crowded is not None
    assert crowded.portable == ("app", "core")


# Size


def large(modules: int = 5000, dependencies: int = 1000) -> Graph:
    """A unit of 20,000 nodes and 80,000 edges, every third module blocked."""
    nodes = [Node("unit:u", "unit", "u")]
    edges = set()
    for n in range(modules):
        nodes.append(Node(f"module:{n}", "module", str(n)))
        edges.add(Edge(f"module:{n}" if n else "unit:u", f"module:{(n + 1) % modules}", "imports"))
        edges.update(
            Edge(f"module:{n}", f"module:{n * k % modules}", "imports") for k in range(2, 9)
        )
        for k in range(2):
            use = f"use:{n}:{k}"
            nodes.append(Node(use, "use", use, 1 + n % 13))
            edges.add(Edge(f"module:{n}", use, "uses"))
            edges.add(Edge(use, f"capability:{n % 40}", "needs" if n % 3 else "blocks"))
    for n in range(dependencies * 4):
        nodes.append(Node(f"dependency:{n}", "dependency", str(n), 1 + n % 8))
        edges.add(
            Edge("unit:u" if n < 200 else f"dependency:{n % 199}", f"dependency:{n}", "depends")
        )
        for k in (3, 7, 11, 13):
            if (below := n * k + 1) < dependencies * 4:
                edges.add(Edge(f"dependency:{n}", f"dependency:{below}", "depends"))
        if n % 10 == 0:
            edges.add(Edge(f"dependency:{n}", f"capability:{n % 40}", "blocks"))
    nodes += [Node(f"capability:{n}", "capability", str(n)) for n in range(40)]
    return Graph(tuple(nodes), tuple(sorted(edges, key=lambda e: (e.source, e.target))))


def test_a_large_unit_is_judged_in_seconds() -> None:
    drawing = large()
    started = time.process_time()
    cut = graph.cheapest_cut(drawing)
    assert cut.nodes
    assert graph.dominators(drawing)
    assert time.process_time() - started < 5


def test_the_line_through_a_large_unit_is_drawn_in_seconds() -> None:
    paths = [f"{n}" for n in range(5000)]
    sources = [source(path, 1000 + 37 * n % 9000) for n, path in enumerate(paths)]
    pairs = {(n, (n * k + 1) % 5000) for n in range(5000) for k in range(2, 14)}
    arrows = links(*((f"{a}", f"{b}") for a, b in sorted(pairs) if a != b))
    started = time.process_time()
    split = graph.divide(sources, arrows, graph.Blocked(frozenset(paths[::9])))
    assert split is None or split.portable
    assert time.process_time() - started < 5
