"""One file per format of manifest: which packages a project asks for, and how it starts."""

import wasmfit.manifests as here
from wasmfit import plugins
from wasmfit.model.reader import Manifest


def readers() -> tuple[Manifest, ...]:
    """Every manifest format found in this folder, sorted by id."""
    return plugins.members(here, "MANIFEST")
