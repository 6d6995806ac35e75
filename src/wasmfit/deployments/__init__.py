"""One file per deployment format: which services there are, how each is built, whom it calls."""

import wasmfit.deployments as here
from wasmfit import plugins
from wasmfit.model.deployment import Deployment


def readers() -> tuple[Deployment, ...]:
    """Every deployment format found in this folder, sorted by id."""
    return plugins.members(here, "DEPLOYMENT")
