"""The seam of output formats."""

from collections.abc import Callable
from dataclasses import dataclass

from wasmfit.model.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a person reads it: colour, columns, and whether every finding is listed."""

    colour: bool = False
    width: int = 100
    details: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """An output format: ``render`` turns a report into text."""

    id: str
    title: str
    render: Callable[[Report, Style], str]
