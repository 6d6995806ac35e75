"""Kubernetes manifests: plain YAML, any number of objects in a file."""

import re

from wasmfit.deployments._objects import WORKLOADS, Object, Settings, routes, services
from wasmfit.model.deployment import Deployment, DeploymentFacts, Shelf
from wasmfit.model.facts import Gap
from wasmfit.syntax.yaml_text import BadYamlError, documents

STAGE = "deployments"
MOST_NEIGHBOURS = 200
"""Files of the same folder that are searched for ConfigMaps."""


def _read(path: str, shelf: Shelf) -> DeploymentFacts:
    """The workloads of a file; settings may stand in the files beside it."""
    every, gaps = _objects(path, shelf.data(path) or b"")
    settings = Settings()
    settings.add(every)
    if b"configMap" in (shelf.data(path) or b""):
        for other in _beside(path, shelf):
            settings.add(_objects(other, shelf.data(other) or b"")[0])
    return DeploymentFacts(
        path=path,
        format="kubernetes",
        system=path.rpartition("/")[0],
        services=tuple(services(every, settings, "kubernetes")),
        routes=tuple(routes(every)),
        gaps=gaps,
    )


def _objects(path: str, data: bytes) -> tuple[list[Object], tuple[Gap, ...]]:
    """The objects up to the first that cannot be read."""
    found: list[Object] = []
    try:
        found += (Object(path, one) for one in documents(data) if isinstance(one.values, dict))
    except BadYamlError as error:
        return found, (Gap(path, STAGE, str(error), len(data), error.line),)
    return found, ()


def _beside(path: str, shelf: Shelf) -> list[str]:
    folder = path.rpartition("/")[0]
    near = [one for one in shelf.below(folder) if one.rpartition("/")[0] == folder and one != path]
    wanted = [one for one in near if one.endswith((".yaml", ".yml"))][:MOST_NEIGHBOURS]
    return [one for one in wanted if b"ConfigMap" in (shelf.data(one) or b"")]


_KIND = re.compile(
    rb"^[ \t]*+[\"']?kind[\"']?:\s*[\"']?(?:%s)\b"
    % b"|".join(
        kind.encode() for kind in (*WORKLOADS, "Service", "Ingress", "HTTPRoute", "VirtualService")
    ),
    re.MULTILINE,
)


def _claims(data: bytes) -> bool:
    """Whether it holds an object that says something of services; large schemas hold none."""
    return b"apiVersion" in data and b"{{" not in data and bool(_KIND.search(data))


DEPLOYMENT = Deployment(
    id="kubernetes",
    title="Kubernetes manifest",
    patterns=("*.yaml", "*.yml"),
    read=_read,
    claims=_claims,
    rank=3,
)
