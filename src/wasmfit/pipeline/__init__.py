"""The corridor: a tree is walked, and what was said of it last time is said again if it may be.

Everything that reads and judges is imported when it has to be (:mod:`wasmfit.pipeline.line`).
"""

from pathlib import Path
from typing import TYPE_CHECKING

from wasmfit.pipeline.memory import Reported, unchanged
from wasmfit.pipeline.options import DEFAULT_TARGETS, Options
from wasmfit.stages.discover import Discovery, discover

if TYPE_CHECKING:
    from wasmfit.model.report import Report

__all__ = ["DEFAULT_TARGETS", "Options", "Reported", "reported", "scan"]


def scan(root: Path | str, options: Options | None = None) -> "Report":
    """Walk a tree once and judge it for every profile asked for.

    Nothing of the tree is run, imported or fetched. Raises
    :class:`wasmfit.errors.WasmfitError` for a bad path or option, and
    :class:`wasmfit.errors.NothingToScanError` when no file can be read.
    """
    return reported(Path(root), options or Options()).report


def reported(root: Path, options: Options) -> Reported:
    """The same, as what can be had soonest: the values, or the text that was kept of them."""
    found = discover(root, excludes=options.excludes)
    return unchanged(root, found, options, lambda: _scanned(root, found, options))


def _scanned(root: Path, found: Discovery, options: Options) -> "Report":
    from wasmfit.pipeline.line import report_of

    return report_of(root, found, options)
