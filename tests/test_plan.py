"""Plans: which steps, what they say, in which order, and what they leave."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from build_judging import PROFILE, dependency, finding, remedy, rule, source
from wasmfit.model.facts import ModuleEdge
from wasmfit.model.graph import Hop, Reached
from wasmfit.model.knowledge import Confidence, Support
from wasmfit.model.project import Role
from wasmfit.model.report import DependencyReport, Finding, Grant, Plan, Split
from wasmfit.stages import graph
from wasmfit.stages.plan import Situation, plan
from wasmfit.stages.score import score, tally

RULES = {
    "WF1203": rule(remedies=[remedy("rewrite", 8), remedy("guard", 3), remedy("keep", 1)]),
    "WF1401": rule("WF1401", "net.udp", [remedy("replace", 5, ["wasi-sdk"]), remedy("shim", 8)]),
    "WF1501": rule("WF1501", "signal.send"),
}


def planned(
    findings: Sequence[Finding],
    *,
    dependencies: Sequence[DependencyReport] = (),
    grants: Sequence[Grant] = (),
    toolchains: Sequence[str] = (),
    split: Split | None = None,
    moved: Sequence[str] = (),
    imports: Mapping[str, tuple[Hop, ...]] | None = None,
) -> Plan:
    situation = Situation(
        profile=PROFILE,
        rules=RULES,
        toolchains=frozenset(toolchains),
        grants=tuple(grants),
        dependencies=tuple(dependencies),
        split=split,
        moved=frozenset(moved),
        imports=imports or {},
    )
    return plan(findings, situation, tally(findings, PROFILE))


def test_nothing_to_do() -> None:
    native = [finding("1", support=Support.NATIVE), finding("2", active=False)]
    native += [finding("3", role=Role.TEST), finding("4", suppressed="known")]
    assert planned(native) == Plan(steps=(), remainder=())


def test_one_step_per_rule_and_module_with_the_first_remedy() -> None:
    findings = [
        finding("1", path="a.c", line=4),
        finding("2", path="a.c", line=9),
        finding("3", path="b.c", line=2),
    ]
    first, second = planned(findings).steps
    assert (first.action, first.effort, first.resolves) == ("rewrite", 13, ("1", "2"))
    assert (second.action, second.effort, second.resolves) == ("rewrite", 8, ("3",))
    assert first.text.startswith("a.c, lines 4 and 9: fork. Do otherwise. Or guard: ")
    assert [location.span.start_line for location in first.locations if location.span] == [4, 9]
    assert second.score == 100


def test_remedies_of_other_toolchains_are_no_remedies() -> None:
    one = finding(rule="WF1401", capability="net.udp", symbol="sendto")
    (elsewhere,) = planned([one], toolchains=["tinygo"]).steps
    (here,) = planned([one], toolchains=["wasi-sdk"]).steps
    assert (elsewhere.action, here.action) == ("shim", "replace")


@pytest.mark.parametrize(
    "hopeless",
    [
        finding(rule="WF1501", capability="signal.send"),
        finding(rule="WF9999"),
        finding(purl="pkg:x/native", kind="dependency", rule="WF8001"),
    ],
    ids=["rule without remedy", "rule unknown", "package without replacement"],
)
def test_what_nobody_can_help_is_the_remainder_and_is_kept(hopeless: Finding) -> None:
    result = planned([hopeless])
    assert result.remainder == (hopeless.id,)
    assert [(step.action, step.resolves) for step in result.steps] == [("keep", ())]


@pytest.mark.parametrize(
    "unsure",
    [
        finding(support=Support.UNKNOWN),
        finding(rule="WF9999", confidence=Confidence.INFERRED),
    ],
    ids=["unknown", "inferred without a remedy"],
)
def test_what_is_unsure_stays_without_a_step(unsure: Finding) -> None:
    assert planned([unsure]) == Plan(steps=(), remainder=("f",))


def test_flags_are_one_step_each_however_many_places() -> None:
    findings = [
        finding(str(n), "signal.handle", Support.SHIMMED, path=f"{n}.c", mechanism="-lsignal")
        for n in range(9)
    ]
    (step,) = planned(findings).steps
    assert (step.action, step.subject, step.effort) == ("flag", "-lsignal", 1)
    assert len(step.resolves) == 9
    assert "-lsignal" in step.text


def test_a_shimmed_package_needs_a_feature() -> None:
    one = finding(support=Support.SHIMMED, purl="pkg:x/a", kind="dependency", mechanism="no-net")
    (step,) = planned([one]).steps
    assert (step.action, step.subject) == ("feature", "no-net")


def test_what_is_allowed_where_it_is_started_comes_after_what_is_built() -> None:
    granted = finding("1", "fs.read", Support.GRANTED)
    steps = planned(
        [finding("2"), granted], grants=[Grant(capability="fs.read", detail="--dir HERE")]
    )
    assert [step.action for step in steps.steps] == ["rewrite", "grant"]
    first = steps.steps[1]
    assert (first.subject, first.resolves, first.effort) == ("fs.read", ("1",), 1)
    assert "--dir HERE" in first.text


def test_what_one_setting_allows_is_one_step() -> None:
    grants = [
        Grant(capability="fs.write", detail="--dir HERE", items=("/data",), unsaid=2),
        Grant(capability="fs.read", detail="--dir HERE", items=("/data", "/etc/app"), unsaid=1),
        Grant(capability="env.vars", detail="--env NAME", items=("HOME",)),
    ]
    granted = [
        finding("1", "fs.read", Support.GRANTED),
        finding("2", "fs.write", Support.GRANTED),
        finding("3", "env.vars", Support.GRANTED),
    ]
    folders, variables = sorted(planned(granted, grants=grants).steps, key=lambda s: s.resolves)
    assert (folders.subject, folders.resolves) == ("fs.read, fs.write", ("1", "2"))
    assert folders.text == (
        "Allow fs.read and fs.write where the unit is started: --dir HERE. "
        "The code names /data and /etc/app. 3 uses work it out at run time."
    )
    assert (variables.subject, variables.resolves) == ("env.vars", ("3",))


def test_settings_come_before_changes_and_the_most_for_the_least_first() -> None:
    findings = [
        finding("a", path="a.c"),
        *(finding(f"b{n}", "net.udp", rule="WF1401", path="b.c", line=n) for n in range(1, 9)),
        finding("c", "mem.map", Support.SHIMMED, mechanism="-lmman", effort=1),
    ]
    steps = planned(findings).steps
    assert [step.action for step in steps] == ["flag", "shim", "rewrite"]
    assert [step.score for step in steps] == sorted(step.score for step in steps)


def test_an_include_goes_after_the_calls_that_need_it() -> None:
    findings = [
        finding("inc", path="a.c", kind="include", symbol="unistd.h"),
        *(finding(f"{n}", path="a.c", line=n) for n in range(2, 9)),
    ]
    calls, include = planned(findings).steps
    assert include.resolves == ("inc",)
    assert include.after == (calls.id,)


def test_a_package_is_replaced_by_what_is_known() -> None:
    one = finding(purl="pkg:pypi/psycopg2", kind="dependency", path="requirements.txt", line=3)
    report = dependency("pkg:pypi/psycopg2", replacement="pkg:pypi/pg8000")
    (step,) = planned([one], dependencies=[report]).steps
    assert (step.action, step.subject, step.effort) == ("replace", "pkg:pypi/psycopg2", 5)
    assert step.text == "Replace pypi/psycopg2 by pypi/pg8000. (requirements.txt, line 3)"


def test_a_sentence_of_the_rules_says_itself_what_to_do() -> None:
    one = finding(purl="pkg:cargo/ctrlc", kind="dependency", path="Cargo.toml", line=3)
    report = dependency("pkg:cargo/ctrlc", replacement="Ask for it elsewhere only.")
    (step,) = planned([one], dependencies=[report]).steps
    assert step.text == "cargo/ctrlc: Ask for it elsewhere only. (Cargo.toml, line 3)"


def chained(name: str, *heads: str) -> Finding:
    via = tuple((f"pkg:x/{head}",) for head in heads)
    return finding(name, purl=f"pkg:x/{name}", kind="dependency", path="lock", via=via)


def test_what_a_package_brings_in_goes_with_it() -> None:
    findings = [chained("a"), chained("b"), chained("deep", "a", "b")]
    reports = [dependency(f"pkg:x/{name}", replacement="pkg:x/z") for name in "ab"]
    first, last = planned(findings, dependencies=reports).steps
    assert (first.resolves, last.resolves) == (("a",), ("b", "deep"))
    assert last.after == (first.id,)


def test_a_package_that_comes_in_through_another_is_dearer_to_replace() -> None:
    report = dependency("pkg:x/deep", replacement="pkg:x/z", via=(("pkg:x/a",),))
    (step,) = planned([chained("deep", "a")], dependencies=[report]).steps
    assert step.effort == 8
    assert "It comes in through x/a, which has to follow." in step.text


def test_a_package_that_nothing_replaces_is_done_without_where_hardly_anything_needs_it() -> None:
    low = finding(
        "1", "user.identity", purl="pkg:x/low", kind="dependency", path="m", rule="WF8001"
    )
    one = {"pkg:x/low": (Hop("cache.py", 7),)}
    reports = [dependency("pkg:x/low")]
    (step,) = planned([low], dependencies=reports, imports=one).steps
    assert (step.action, step.subject, step.resolves) == ("guard", "pkg:x/low", ("1",))
    assert "x/low: it is only imported in cache.py, line 7." in step.text
    many = {"pkg:x/low": tuple(Hop(f"{n}.py", 1) for n in range(3))}
    assert [s.action for s in planned([low], dependencies=reports, imports=many).steps] == ["keep"]
    assert [s.action for s in planned([low], dependencies=reports).steps] == ["keep"]


def test_every_step_has_its_score_on_the_other_profiles() -> None:
    both = (PROFILE, "wasip1")
    findings = [finding("1", profiles=both), finding("2", "net.udp", rule="WF1401", profiles=both)]
    one, other = tally(findings, PROFILE), tally(findings, "wasip1")
    found = plan(findings, Situation(profile=PROFILE, rules=RULES), one, {"wasip1": other})
    assert [step.scores["wasip1"] for step in found.steps] == [step.score for step in found.steps]
    assert found.steps[0].alternatives == ("guard: Do otherwise.",)


def test_code_that_nothing_leads_to_is_named_as_such() -> None:
    dead = replace(finding("1"), reached=Reached.NEVER)
    live = replace(finding("2"), reached=Reached.IMPORT)
    assert "No entry point" in planned([dead]).steps[0].text
    assert "No entry point" not in planned([dead, live]).steps[0].text


def test_a_split_leaves_everything_behind_that_stays() -> None:
    sources = [source("core.c", 9000), source("main.c", 100), source("net.c", 9000)]
    edges = [ModuleEdge("core.c", "net.c"), ModuleEdge("main.c", "net.c")]
    links = graph.live_links(edges, lambda _: True)
    findings = [
        finding("1", path="net.c"),
        finding("2", path="net.c", rule="WF9999"),
        finding("3", path="main.c", support=Support.PARTIAL),
        finding("4", path="core.c", support=Support.PARTIAL),
    ]
    split = graph.divide(sources, links, graph.Blocked(frozenset({"net.c"})))
    assert split is not None
    assert split.portable == ("core.c",)
    moved = graph.left_behind(split, sources, links, findings)
    result = planned(findings, split=split, moved=sorted(moved))
    step = next(step for step in result.steps if step.action == "split")
    assert step.resolves == ("1", "2", "3")
    assert "Cut 1: core.c imports net.c" in step.text
    assert result.remainder == ()


def test_packages_that_only_the_rest_imports_stay_behind() -> None:
    sources = [source("core.py", 9000), source("db.py", 9000)]
    edges = [ModuleEdge("db.py", "pkg:x/a"), ModuleEdge("core.py", "pkg:x/b")]
    links = graph.live_links([*edges, ModuleEdge("db.py", "pkg:x/b")], lambda _: True)
    split = graph.divide(sources, links, graph.Blocked(frozenset({"pkg:x/a"})))
    assert split is not None
    assert split.portable == ("core.py",)
    blamed = [chained("a"), chained("b")]
    assert graph.left_behind(split, sources, links, blamed) == {"a"}


def test_the_last_score_is_the_score_of_the_remainder() -> None:
    findings = [finding(str(n), f"c.{n % 5}", path=f"{n % 4}.c", line=n + 1) for n in range(30)]
    findings += [finding(f"x{n}", rule="WF9999", line=n + 1) for n in range(3)]
    result = planned(findings)
    left = [one for one in findings if one.id in result.remainder]
    assert [one.id for one in left] == ["x0", "x1", "x2"]
    assert result.steps[-1].score == score(left, PROFILE).value
