"""Ways along calls: who calls whom, when code is met, and what that weighs."""

from collections.abc import Sequence

from build_judging import finding
from wasmfit.model.facts import Calls, FileFacts, Use, UseKind
from wasmfit.model.graph import Hop, Reached
from wasmfit.model.place import START
from wasmfit.stages import graph


def calling(path: str, *made: tuple[str, str], uses: Sequence[str] = ()) -> FileFacts:
    """A file with calls, ``(caller, name)`` each, and definitions that use something."""
    by: dict[str, list[str]] = {}
    for caller, name in made:
        by.setdefault(caller, []).append(name)
    return FileFacts(
        path=path,
        language="python",
        calls=tuple(
            Calls(scope=scope, made=tuple(names), lines=tuple(range(1, len(names) + 1)))
            for scope, names in by.items()
        ),
        uses=tuple(
            Use(kind=UseKind.CALL, symbol="os.fork", span=START, scope=one, deferred=True)
            for one in uses
        ),
    )


def met(files: Sequence[FileFacts], *entries: str) -> graph.Meeting:
    """How the files of a program are met that all load at its start."""
    reach = graph.Reach({file.path: Reached.IMPORT for file in files}, {})
    return graph.meeting(reach, graph.call_graph(files), entries)


def way(found: graph.Meeting, path: str, scope: str) -> list[tuple[str, str | None]]:
    one = finding(path=path, scope=scope, deferred=True)
    return [(hop.path, hop.scope) for hop in found.route(one)]


def test_the_way_along_calls_begins_where_the_unit_starts() -> None:
    files = [
        calling("app.py", ("", "main"), ("main", "work.py#run")),
        calling("work.py", ("run", "Job"), ("Job.__init__", "?.self.start"), uses=["Job.start"]),
    ]
    found = met(files)
    assert way(found, "work.py", "Job.start") == [
        ("app.py", ""),
        ("app.py", "main"),
        ("work.py", "run"),
        ("work.py", "Job.__init__"),
    ]
    one = finding(path="work.py", scope="Job.start", deferred=True)
    assert (found.when(one), found.weight(one)) == (Reached.CALLED, 1)


def test_what_nobody_calls_is_met_once_somebody_does() -> None:
    found = met([calling("api.py", ("handle", "save"), uses=["save"])])
    one = finding(path="api.py", scope="save", deferred=True)
    assert way(found, "api.py", "save") == [("api.py", "handle")]
    assert (found.when(one), found.weight(one)) == (Reached.DEFERRED, 0.75)


def test_main_of_an_entry_is_started() -> None:
    files = [calling("app.py", ("main", "load"), uses=["load"])]
    assert met(files).when(finding(path="app.py", scope="load", deferred=True)) is Reached.DEFERRED
    found = met(files, "app.py")
    assert found.when(finding(path="app.py", scope="load", deferred=True)) is Reached.CALLED


def test_a_method_of_anybody_is_meant_when_only_one_has_that_name() -> None:
    files = [calling("app.py", ("", "?.fetch")), calling("a.py", uses=["A.fetch"])]
    assert way(met(files), "a.py", "A.fetch") == [("app.py", "")]
    other = calling("b.py", uses=["B.fetch"])
    assert way(met([*files, other]), "a.py", "A.fetch") == []


def test_a_bare_name_means_the_nearest_definition() -> None:
    files = [calling("a.py", ("", "run"), ("run", "step"), uses=["run.step", "step"])]
    assert way(met(files), "a.py", "run.step") == [("a.py", ""), ("a.py", "run")]
    assert way(met(files), "a.py", "step") == []


def test_circles_of_calls_end() -> None:
    files = [calling("a.py", ("", "f"), ("f", "g"), ("g", "f"), uses=["g"])]
    assert way(met(files), "a.py", "g") == [("a.py", ""), ("a.py", "f")]


def test_where_no_reader_tells_of_calls_a_function_counts_in_full() -> None:
    plain = FileFacts(path="a.go", language="go")
    assert met([plain]).weight(finding(path="a.go", scope="f", deferred=True)) == 1


def test_a_package_counts_once_per_module_that_imports_it() -> None:
    found = met([calling("a.py")])
    package = finding(purl="pkg:x/deep", kind="dependency", via=(("pkg:x/top", "pkg:x/deep"),))
    imports = {"pkg:x/top": (Hop("a.py", 1), Hop("b.py", 2)), "pkg:x/deep": (Hop("b.py", 9),)}
    assert graph.weights(found, [package], imports) == {"f": 2}
    assert graph.weights(found, [package], {}) == {}
