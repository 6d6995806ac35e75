"""Every format shows one hand-built report as tests/golden/report.<format> says.

`make golden` writes the files anew; the difference is reviewed like code.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from build_report import report
from wasmfit.model.renderer import Style
from wasmfit.render import renderers

GOLDEN = Path(__file__).resolve().parent / "golden"
PLAIN = Style(details=True)


@pytest.mark.parametrize("name", sorted(renderers()))
def test_report_is_shown_as_expected(name: str, golden: Callable[[str, str], None]):
    golden(f"report.{name}", renderers()[name].render(report(), PLAIN))


def test_every_expected_report_has_a_format():
    assert {path.suffix[1:] for path in GOLDEN.glob("report.*")} == set(renderers())


@pytest.mark.parametrize("name", sorted(renderers()))
def test_no_format_passes_control_characters_on(name: str):
    """A file name of a stranger must not be able to steer a terminal."""
    text = renderers()[name].render(report(), PLAIN)
    assert {c for c in text if c < " "} <= {"\n"}
