"""One room per language: how its sources name what they use."""

import wasmfit.languages as here
from wasmfit import plugins
from wasmfit.model.reader import Language


def readers() -> tuple[Language, ...]:
    """Every language found in this folder, sorted by id."""
    return plugins.members(here, "LANGUAGE")
