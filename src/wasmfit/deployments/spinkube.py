"""SpinKube: a SpinApp is Wasm in a pod."""

from collections.abc import Iterator

from wasmfit.deployments._objects import Object, text
from wasmfit.deployments._wasm_objects import facts
from wasmfit.model.deployment import Deployment, DeploymentFacts, Reference, Service, Shelf

GROUP = "core.spinkube.dev"


def _read(path: str, shelf: Shelf) -> DeploymentFacts:
    """The SpinApps of a file."""
    return facts(path, shelf, "spinkube", _services)


def _services(one: Object) -> Iterator[Service]:
    if one.group != GROUP or one.kind != "SpinApp" or not one.name:
        return
    variables = one.at(("spec", "variables"))
    yield Service(
        name=one.name,
        format="spinkube",
        location=one.where(("metadata", "name")),
        kind="wasm",
        image=text(one.at(("spec", "image"))),
        references=tuple(
            Reference(
                kind="env",
                name=text(entry.get("name")),
                value=text(entry.get("value")),
                location=one.where(("spec", "variables", position)),
            )
            for position, entry in enumerate(variables if isinstance(variables, list) else ())
            if isinstance(entry, dict)
        ),
        notes=("A SpinApp: it is Wasm already.",),
    )


DEPLOYMENT = Deployment(
    id="spinkube",
    title="SpinApp",
    patterns=("*.yaml", "*.yml"),
    read=_read,
    claims=lambda data: GROUP.encode() in data and b"{{" not in data,
    rank=3,
)
