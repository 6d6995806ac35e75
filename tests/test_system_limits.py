"""What a host means for a service that could move: one limit at a time."""

from dataclasses import replace
from typing import Any

import pytest

from build_report import report
from wasmfit.knowledge import load
from wasmfit.model.report import Deduction, Placement, Score, UnitReport
from wasmfit.model.system import Fit, ServiceEdge, ServiceReport
from wasmfit.stages.assemble import checked
from wasmfit.stages.assemble.limits import Mover, fit, limits

HOSTS = load(()).hosts
SYSTEM = report().system
assert SYSTEM is not None
APP = replace(SYSTEM.services[0], memory_mib=None)
"""A service that listens, stores nothing and is judged for WASI 0.2."""


def unit(*capabilities: str) -> UnitReport:
    """The unit of the built report with deductions for these capabilities."""
    (one,) = report().units
    lost = tuple(Deduction(capability=name, points=1.0, uses=1) for name in capabilities)
    score = Score(value=50.0, low=50.0, high=50.0, deductions=lost)
    seen = {name: replace(found, score=score) for name, found in one.assessments.items()}
    return replace(one, assessments=seen)


def said(
    host: str, service: ServiceReport = APP, target: str = "wasip2", **given: Any
) -> dict[str, tuple[Fit, str]]:
    mover = Mover(service=service, unit=unit(), target=target)
    found = limits(replace(mover, **given), HOSTS[host])
    return {one.what: (one.fit, one.text) for one in found}


def test_plain_wasmtime_takes_a_server_as_it_is() -> None:
    assert said("wasmtime") == {}


def test_a_host_without_sockets_wants_a_handler() -> None:
    found, text = said("spin")["listen"]
    assert found is Fit.CHANGE
    assert "export an HTTP handler" in text


@pytest.mark.parametrize("given", [{"asked": frozenset({"mysql"})}, {"unit": unit("net.grpc")}])
def test_a_host_that_passes_on_http_takes_no_other_protocol(given: dict[str, Any]) -> None:
    assert said("spin", **given)["listen"][0] is Fit.NO


def test_a_worker_needs_a_trigger_where_instances_end_with_the_request() -> None:
    (one,) = report().units
    idle = replace(unit(), unit=replace(one.unit, kind=one.unit.kind.__class__("application")))
    quiet = replace(APP, ports=(), open=False)
    found = said("spin", quiet, unit=idle)
    assert found["lifetime"][0] is Fit.CHANGE
    assert "listen" not in found
    assert "lifetime" not in said("wasmtime", quiet, unit=idle)


def test_what_has_to_stay_needs_a_store_or_a_directory() -> None:
    keeping = replace(APP, volumes=("/data",))
    assert said("spin", keeping)["files"][0] is Fit.CHANGE
    assert said("wasmtime", keeping)["files"][0] is Fit.FITS


def test_more_memory_than_the_host_gives_does_not_fit() -> None:
    assert said("fastly-compute", replace(APP, memory_mib=256), "wasip1")["memory"][0] is Fit.NO
    assert "memory" not in said("fastly-compute", replace(APP, memory_mib=64), "wasip1")


def test_the_first_wasi_can_be_wrapped_and_nothing_else() -> None:
    assert said("spin", target="wasip1")["version"][0] is Fit.CHANGE
    assert said("wamr", target="wasip2")["version"][0] is Fit.NO
    assert "version" not in said("spin", target="wasip2")


def test_a_host_of_the_past_takes_nothing() -> None:
    assert said("docker-desktop")["status"][0] is Fit.NO


def test_the_worst_limit_decides() -> None:
    mover = Mover(service=replace(APP, memory_mib=9000), unit=unit(), target="wasip2")
    found = limits(mover, HOSTS["spin"])
    assert [one.fit for one in found] == sorted(
        (one.fit for one in found), key=list(Fit).index, reverse=True
    )
    assert fit(found) is Fit.NO
    assert fit(()) is Fit.FITS


def test_without_sockets_only_the_host_reaches_a_database() -> None:
    calls = (("db", load(()).services["postgres"]),)
    found, text = said("spin", target="wasip1", calls=calls)["network"]
    assert (found, "spin:postgres@4.2 (vendor)" in text) == (Fit.CHANGE, True)
    assert said("wasmtime", target="wasip1", calls=calls)["network"][0] is Fit.NO


def test_a_service_is_held_against_what_it_calls() -> None:
    known = load(()).services["amqp"]
    edge = ServiceEdge(source=APP.id, target="queue", protocol="amqp", named=False)
    ready = replace(APP, placement=Placement.READY, confidence="high")
    doubted = checked(ready, [edge], {"queue": known})
    assert (doubted.placement, doubted.confidence) == (Placement.ADAPT, "low")
    assert "queue (amqp)" in doubted.reasons[0]
    assert checked(ready, [], {"queue": known}) == ready


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ("java -Xms512m -Xmx900m -jar app.jar", Fit.CHANGE),
        ("java -Xms512m -jar app.jar", Fit.NO),
        ("node --max-old-space-size=100 app.js", None),
        ("node app.js", None),
    ],
)
def test_a_heap_is_held_against_what_the_host_gives(starts: str, expected: Fit | None) -> None:
    host = replace(HOSTS["spin"], memory_mib=128)
    mover = Mover(service=replace(APP, starts=starts), unit=unit(), target="wasip2")
    found = {one.what: one.fit for one in limits(mover, host)}
    assert found.get("memory") is expected
