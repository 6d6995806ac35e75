"""Ranges of releases, as rules write them."""

import pytest

from wasmfit.model.versions import first_number, holds, holds_from, is_range


@pytest.mark.parametrize(
    ("span", "version", "expected"),
    [
        (">=1.2", "1.2.0", True),
        (">=1.2", "v1.10.0", True),
        (">=1.2", "1.2.0-alpha.1", False),
        (">=1.2", "1.2rc1", False),
        (">=1.2", "1.2.post1", True),
        (">=33", "33.0-jre", True),
        (">=1.2,<2", "1.9.9+incompatible", True),
        (">=1.2,<2", "2.0.0", False),
        ("<2", "2.0.0-beta.1", True),
        ("==1.0", "1", True),
        (">1", "1.0.1", True),
        ("<=1", "1.0.0.0", True),
        (">=0", "latest", None),
    ],
)
def test_versions_in_ranges(span, version, expected):
    assert holds(span, version) is expected


@pytest.mark.parametrize(
    ("span", "requested", "expected"),
    [
        (">=1.2", "^1.3", True),
        (">=1.2", "1", None),
        ("<1.2", ">= 1.3, < 2", False),
        ("<1.2", "~1.1", None),
        ("==1.2", "1.2", None),
        (">=1.2", "<2", None),
        (">=1.2", "*", None),
    ],
)
def test_versions_that_a_constraint_allows(span, requested, expected):
    assert holds_from(span, first_number(requested)) is expected


@pytest.mark.parametrize("text", ["", "1.2", ">=1.2-alpha", ">=", "^1", ">=1,"])
def test_what_is_no_range(text):
    assert not is_range(text)
    assert is_range(">=1.2, <2")
