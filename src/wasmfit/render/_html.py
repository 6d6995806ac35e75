"""The page is filled in here; what it looks like stands under html/."""

import base64
import hashlib
from functools import cache
from typing import Any

import jinja2

from wasmfit.model.report import Report, UnitReport
from wasmfit.render._choice import chosen, span_of, toll
from wasmfit.render._html_data import Places, block
from wasmfit.render._html_graph import Picture, draw
from wasmfit.render._html_system import view
from wasmfit.render._page import SAYS
from wasmfit.render._words import count, percent, points, visible

FIRST_FINDINGS = 50
"""Findings that stand in the page itself, for a reader without JavaScript and for paper."""

MOST_STEPS = 200
MOST_GAPS = 200
MOST_FILES = 300
MOST_CROSSINGS = 60
MOST_DEPENDENCIES = 1000
MOST_PICTURES = 12
"""Units whose graph is drawn: those with the most errors."""


def page(report: Report) -> str:
    """The whole page; every word of a stranger is escaped, control characters are shown."""
    environment = _environment()
    script, style = (_source(environment, name) for name in ("report.js", "report.css"))
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    places = Places(report)
    return environment.get_template("report.html").render(
        report=report,
        script=script,
        style=style,
        digest=digest,
        places=places,
        data=lambda: block(report, places),
        says={placement.value: words for placement, words in SAYS.items()},
        toll=toll(report),
        first=chosen(report)[:FIRST_FINDINGS],
        by_id={finding.id: finding for finding in report.findings},
        dependencies=_dependencies(report),
        pictures=_pictures(report),
        system=view(report),
        limits={
            "steps": MOST_STEPS,
            "gaps": MOST_GAPS,
            "files": MOST_FILES,
            "crossings": MOST_CROSSINGS,
            "pictures": MOST_PICTURES,
        },
    )


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("wasmfit.render", "html"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "points": points,
        "anchor": percent,
        "kilobytes": _kilobytes,
        "line": lambda finding: span_of(finding).start_line,
    }
    environment.globals["count"] = count
    return environment


def _harmless(value: Any) -> Any:  # noqa: ANN401 - whatever a template prints
    """What is printed as text without control characters; markup of our own as it is."""
    return value if hasattr(value, "__html__") else visible(str(value))


def _source(environment: jinja2.Environment, name: str) -> str:
    loader = environment.loader
    assert loader is not None  # noqa: S101 - set above
    return loader.get_source(environment, name)[0]


def _kilobytes(size: int) -> str:
    return f"{size / 1000:,.0f} kB" if size >= 1000 else f"{size} bytes"  # noqa: PLR2004 - the unit


def _dependencies(report: Report) -> dict[str, Any]:
    """The worst first on the primary profile, as many as a page can hold."""
    order = ("blocked", "partial", "unknown", "shimmed", "works")

    def rank(status: str) -> int:
        return order.index(status) if status in order else len(order)

    found = sorted(
        report.dependencies,
        key=lambda one: (rank(one.status.get(report.primary, "")), one.dependency.purl),
    )
    return {
        "shown": found[:MOST_DEPENDENCIES],
        "hidden": max(0, len(found) - MOST_DEPENDENCIES),
    }


def _pictures(report: Report) -> dict[tuple[str, str], Picture]:
    """Graphs by unit and profile, for the units that have the most errors."""

    def errors(unit: UnitReport) -> int:
        return sum(found.levels.get("error", 0) for found in unit.assessments.values())

    worst = sorted(report.units, key=lambda unit: (-errors(unit), unit.unit.id))[:MOST_PICTURES]
    drawn = {
        (unit.unit.id, profile): draw(report, unit, profile)
        for unit in worst
        for profile in unit.assessments
    }
    return {key: picture for key, picture in drawn.items() if picture is not None}
