"""The blocker graph of the HTML report: what is drawn, what is bundled, where it stands."""

from dataclasses import replace

import pytest

from build_crowd import crowded
from build_report import CALL, PACKAGE, report
from wasmfit.model.graph import Edge, Graph, Node
from wasmfit.model.report import Blocker, Report, UnitReport
from wasmfit.render._html_graph import MOST, Picture, draw
from wasmfit.render._html_layout import shortened


def drawn(given: Report, profile: str = "wasip2") -> Picture:
    picture = draw(given, given.units[0], profile)
    assert picture is not None
    return picture


def blocked_by(*findings: str) -> UnitReport:
    """The unit of the report with one blocker that these findings show."""
    (unit,) = report().units
    blocker = Blocker(capability="any", uses=len(findings), findings=findings)
    found = replace(unit.assessments["wasip2"], blockers=(blocker,))
    return replace(unit, assessments={**unit.assessments, "wasip2": found})


def columns(picture: Picture) -> list[list[str]]:
    return [[box.label for box in picture.boxes if box.column == number] for number in range(4)]


def test_a_blocker_is_drawn_from_the_unit_to_its_capability():
    picture = drawn(report())
    assert columns(picture) == [["app"], ["app/jobs.py"], ["subprocess.run"], ["proc.spawn"]]
    assert [(curve.source, curve.target) for curve in picture.curves] == [(0, 1), (1, 2), (2, 3)]
    assert {box.findings for box in picture.boxes} == {(CALL.id,)}
    assert (picture.nodes, picture.hidden) == (4, 0)


def test_a_profile_without_blockers_has_no_picture():
    given = report()
    assert draw(given, given.units[0], "wasix") is None


@pytest.mark.parametrize(
    ("graph", "through"),
    [
        (Graph(), "pypi/orm"),
        (
            Graph(
                (
                    Node("module:app/db.py", "module", "app/db.py"),
                    Node("dependency:pkg:pypi/psycopg2", "dependency", "pkg:pypi/psycopg2"),
                ),
                (Edge("module:app/db.py", "dependency:pkg:pypi/psycopg2", "depends"),),
            ),
            "app/db.py",
        ),
    ],
)
def test_a_package_is_reached_through_its_importers_else_through_who_pulls_it_in(graph, through):
    picture = drawn(replace(report(), graph=graph, units=(blocked_by(PACKAGE.id),)))
    assert columns(picture) == [["app"], [through], ["psycopg2"], ["ffi.native"]]


def test_a_direct_package_that_nobody_imports_hangs_on_its_manifest():
    given = replace(report(), findings=(replace(PACKAGE, via=()),), units=(blocked_by(PACKAGE.id),))
    assert columns(drawn(given))[1] == ["pyproject.toml"]


def test_what_does_not_fit_is_bundled_and_counted():
    picture = drawn(crowded(2000))
    for number, labels in enumerate(columns(picture)[1:], 1):
        assert len(labels) == MOST[number] + 1
    bundles = [box for box in picture.boxes if box.bundle]
    assert [box.label for box in bundles] == [
        "886 more modules",
        "382 more symbols",
        "28 more capabilities",
    ]
    assert picture.hidden == 886 + 382 + 28
    assert picture.nodes == 1 + 900 + 400 + 40


def test_no_finding_is_lost_in_a_column():
    picture = drawn(crowded(2000))
    for number in range(4):
        found = {one for box in picture.boxes if box.column == number for one in box.findings}
        assert len(found) == 2000


def test_bundles_stand_at_the_bottom():
    picture = drawn(crowded(2000))
    for bundle in (box for box in picture.boxes if box.bundle):
        assert bundle.y == max(box.y for box in picture.boxes if box.column == bundle.column)


def test_boxes_lie_inside_and_never_on_each_other():
    picture = drawn(crowded(2000))
    for box in picture.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= picture.width
        assert box.y + box.height <= picture.height
        for other in picture.boxes:
            if other.number != box.number and other.column == box.column:
                assert abs(other.y - box.y) >= box.height


def test_the_drawing_is_the_same_every_time():
    assert drawn(crowded(500)) == drawn(crowded(500))


def test_neighbours_of_one_line_stand_beside_each_other():
    """Two chains that share nothing but the unit do not cross."""
    second = replace(CALL, id="g", symbol="a.first", capability="z.last")
    second = replace(second, location=replace(CALL.location, path="zz.py"))
    given = replace(report(), findings=(CALL, second), units=(blocked_by("f1", "g"),))
    boxes = {box.label: box.y for box in drawn(given).boxes}
    assert boxes["app/jobs.py"] == boxes["subprocess.run"] == boxes["proc.spawn"]
    assert boxes["zz.py"] == boxes["a.first"] == boxes["z.last"]


@pytest.mark.parametrize(
    ("text", "path", "short"),
    [
        ("short.py", True, "short.py"),
        ("src/very/long/path.py", True, "…path.py"),
        ("package.module.name", False, "package…"),
    ],
)
def test_labels_are_cut_where_they_say_least(text, path, short):
    assert shortened(text, 8, path=path) == short
