"""Kubernetes objects that stand for Wasm: read once, told by their group and kind."""

from collections.abc import Callable, Iterator

from wasmfit.deployments._objects import Object
from wasmfit.model.deployment import DeploymentFacts, Service, Shelf
from wasmfit.model.facts import Gap
from wasmfit.syntax.yaml_text import BadYamlError, documents


def facts(
    path: str, shelf: Shelf, form: str, take: Callable[[Object], Iterator[Service]]
) -> DeploymentFacts:
    """The services that ``take`` finds in the objects of a file."""
    data = shelf.data(path) or b""
    found: list[Service] = []
    gaps: tuple[Gap, ...] = ()
    try:
        for one in documents(data):
            if isinstance(one.values, dict):
                found += take(Object(path, one))
    except BadYamlError as error:
        gaps = (Gap(path, "deployments", str(error), len(data), error.line),)
    system = path.rpartition("/")[0]
    return DeploymentFacts(path=path, format=form, system=system, services=tuple(found), gaps=gaps)
