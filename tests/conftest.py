"""Rules for every test: nothing is skipped, and random inputs are the same on every run."""

import os
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import settings

settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate")

# No test reads or fills the cache of whoever runs it.
os.environ["WASMFIT_CACHE_DIR"] = f"{tempfile.gettempdir()}/wasmfit-tests-{os.getpid()}"

GOLDEN = Path(__file__).resolve().parent / "golden"

AnyReport = TypeVar("AnyReport", pytest.TestReport, pytest.CollectReport)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,  # noqa: ARG001 - pytest passes by name
    call: pytest.CallInfo[None],  # noqa: ARG001 - the same
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that is skipped has shown nothing, so it fails."""
    report = yield
    return refused(report)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,  # noqa: ARG001 - pytest passes by name
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A file of tests that is skipped as a whole fails as well."""
    report = yield
    return refused(report)


def refused(report: AnyReport) -> AnyReport:
    """The report, failed if its test was skipped or was expected to fail."""
    if report.outcome == "skipped":
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid} was skipped: {report.longrepr}"
    return report


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--golden`` writes expected files anew; a normal run only compares."""
    parser.addoption("--golden", action="store_true", help="write tests/golden/ anew")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with the file of that name in ``golden/``, or write it with --golden."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--golden"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"{path.name} is missing: run make golden and read what it wrote"
        assert text == path.read_bytes().decode("utf-8")

    return check
