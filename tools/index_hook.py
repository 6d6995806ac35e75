"""Put the index of rules/ into what is built: a wheel, or an editable installation.

Hatchling runs this before it builds. The index only makes loading fast: an
entry that is not up to date is never used (see wasmfit.knowledge.compiled).
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class IndexHook(BuildHookInterface[Any]):
    """Writes the index beside the modules."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before a build of any ``version`` (standard, editable)."""
        _ = version
        sys.path.insert(0, str(Path(self.root, "src")))
        from wasmfit.knowledge import write_index

        build_data["artifacts"].append(write_index().relative_to(self.root).as_posix())
