"""Facts times rules are findings; findings weighed for profiles have levels."""

from wasmfit.stages.judge.dependencies import PackageView, base, judge_dependencies
from wasmfit.stages.judge.entries import entry_findings
from wasmfit.stages.judge.guards import Judges
from wasmfit.stages.judge.heaps import heap_findings
from wasmfit.stages.judge.levels import level_of
from wasmfit.stages.judge.structure import DEPENDENCY, STRANGER, TOOLCHAIN, toolchain_findings
from wasmfit.stages.judge.uses import Bench, Verdicts, View, judge_uses

__all__ = [
    "DEPENDENCY",
    "STRANGER",
    "TOOLCHAIN",
    "Bench",
    "Judges",
    "PackageView",
    "Verdicts",
    "View",
    "base",
    "entry_findings",
    "heap_findings",
    "judge_dependencies",
    "judge_uses",
    "level_of",
    "toolchain_findings",
]
