"""wadm: applications of wasmCloud 1, whose manifests the second version no longer takes."""

from collections.abc import Iterator

from wasmfit.deployments._objects import Object, text
from wasmfit.deployments._wasm_objects import facts
from wasmfit.model.deployment import Deployment, DeploymentFacts, Service, Shelf

GROUP = "core.oam.dev"
LEGACY = "Input of the past: wasmCloud 2 takes WorkloadDeployments in place of these applications."


def _read(path: str, shelf: Shelf) -> DeploymentFacts:
    """The components and providers of the applications in a file."""
    return facts(path, shelf, "wadm", _services)


def _services(one: Object) -> Iterator[Service]:
    if one.group != GROUP or one.kind != "Application":
        return
    listed = one.at(("spec", "components"))
    for position, entry in enumerate(listed if isinstance(listed, list) else ()):
        if not isinstance(entry, dict) or not text(entry.get("name")):
            continue
        properties = entry.get("properties")
        image = text(properties.get("image")) if isinstance(properties, dict) else ""
        provider = text(entry.get("type")) == "capability"
        yield Service(
            name=text(entry.get("name")),
            format="wadm",
            location=one.where(("spec", "components", position, "name")),
            kind="provider" if provider else "wasm",
            image=image,
            notes=(LEGACY,),
        )


DEPLOYMENT = Deployment(
    id="wadm",
    title="wadm application",
    patterns=("*.yaml", "*.yml"),
    read=_read,
    claims=lambda data: GROUP.encode() in data and b"{{" not in data,
    rank=3,
)
