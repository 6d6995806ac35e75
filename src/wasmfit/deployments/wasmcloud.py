"""wasmCloud 2: workloads of components, as objects of Kubernetes."""

from collections.abc import Iterator

from wasmfit.deployments._objects import Object, text
from wasmfit.deployments._wasm_objects import facts
from wasmfit.model.deployment import Deployment, DeploymentFacts, Service, Shelf

GROUP = "runtime.wasmcloud.dev"
KINDS = ("WorkloadDeployment", "Workload", "WorkloadReplicaSet")


def _read(path: str, shelf: Shelf) -> DeploymentFacts:
    """The workloads of a file: a service for each component."""
    return facts(path, shelf, "wasmcloud", _services)


def _services(one: Object) -> Iterator[Service]:
    if one.group != GROUP or one.kind not in KINDS or not one.name:
        return
    spec = ("spec",) if one.kind == "Workload" else ("spec", "template", "spec")
    listed = one.at((*spec, "components"))
    components = (
        [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    )
    for position, entry in enumerate(components):
        name = text(entry.get("name")) or one.name
        yield Service(
            name=one.name if len(components) == 1 else f"{one.name}-{name}",
            format="wasmcloud",
            location=one.where((*spec, "components", position)),
            kind="wasm",
            image=text(entry.get("image")),
            notes=("A component of wasmCloud: it is Wasm already.",),
        )


DEPLOYMENT = Deployment(
    id="wasmcloud",
    title="wasmCloud workload",
    patterns=("*.yaml", "*.yml"),
    read=_read,
    claims=lambda data: GROUP.encode() in data and b"{{" not in data,
    rank=3,
)
