"""A report with as many findings as one likes."""

from dataclasses import replace

from build_report import CALL, report
from wasmfit.model.place import Location, Span
from wasmfit.model.report import Blocker, Report


def crowded(number: int) -> Report:
    """The report with so many blockers, in many files and of many symbols."""
    findings = tuple(
        replace(
            CALL,
            id=f"n{one}",
            symbol=f"os.call{one % 400}",
            capability=f"proc.kind{one % 40}",
            location=Location(
                f"src/pack{one % 30}/file{one % 900}.py", Span(one + 1, 1, one + 1, 9)
            ),
            message=f"os.call{one % 400} does something; on wasip2 it is absent (number {one}).",
        )
        for one in range(number)
    )
    given = report()
    (unit,) = given.units
    ids = tuple(finding.id for finding in findings)
    blocker = Blocker(capability="proc.kind0", uses=number, findings=ids)
    found = replace(unit.assessments["wasip2"], blockers=(blocker,))
    units = (replace(unit, assessments={**unit.assessments, "wasip2": found}),)
    return replace(given, findings=(*given.findings, *findings), units=units)
