"""One file per output format, found by folder listing."""

from typing import TYPE_CHECKING

import wasmfit.render as here
from wasmfit import plugins

if TYPE_CHECKING:
    from wasmfit.model.renderer import Renderer


def renderers() -> dict[str, "Renderer"]:
    """Every format by id."""
    return {member.id: member for member in plugins.members(here, "RENDERER")}
