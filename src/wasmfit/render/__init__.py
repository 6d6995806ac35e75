"""One file per output format, found by folder listing."""

import wasmfit.render as here
from wasmfit import plugins
from wasmfit.model.renderer import Renderer


def renderers() -> dict[str, Renderer]:
    """Every format by id."""
    return {member.id: member for member in plugins.members(here, "RENDERER")}
