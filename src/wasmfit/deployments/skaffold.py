"""skaffold.yaml: which image is built from which folder."""

from collections.abc import Iterator

from wasmfit.model.deployment import Build, Deployment, DeploymentFacts, Shelf, beside
from wasmfit.model.facts import Gap
from wasmfit.syntax.yaml_text import BadYamlError, documents


def _read(path: str, shelf: Shelf) -> DeploymentFacts:
    """The images of all its modules."""
    data = shelf.data(path) or b""
    builds: list[tuple[str, Build]] = []
    gaps: tuple[Gap, ...] = ()
    try:
        for document in documents(data):
            builds += _builds(path, document.at(("build", "artifacts")))
    except BadYamlError as error:
        gaps = (Gap(path, "deployments", str(error), len(data), error.line),)
    return DeploymentFacts(path=path, format="skaffold", builds=tuple(builds), gaps=gaps)


def _builds(path: str, artifacts: object) -> Iterator[tuple[str, Build]]:
    for one in artifacts if isinstance(artifacts, list) else ():
        if not isinstance(one, dict) or not isinstance(one.get("image"), str):
            continue
        context = one.get("context")
        folder = beside(path, context if isinstance(context, str) else ".")
        docker = one.get("docker")
        name = docker.get("dockerfile") if isinstance(docker, dict) else None
        dockerfile = f"{folder}/{name if isinstance(name, str) else 'Dockerfile'}".lstrip("/")
        yield one["image"], Build(context=folder, dockerfile=dockerfile)


DEPLOYMENT = Deployment(
    id="skaffold",
    title="skaffold.yaml",
    patterns=("skaffold.yaml", "skaffold.yml", "skaffold-*.yaml"),
    read=_read,
    claims=lambda data: b"skaffold/" in data,
    rank=2,
)
