"""Compose files: services with what they build, start, need and publish."""

from wasmfit.deployments._compose_files import Files
from wasmfit.deployments._compose_service import service
from wasmfit.model.deployment import Deployment, DeploymentFacts, Service, Shelf
from wasmfit.model.facts import Gap

MOST = 2_000
"""Services that are read of one file with everything it includes."""


def _read(path: str, shelf: Shelf) -> DeploymentFacts:
    """The services of a file and of what it includes; everything unclear becomes a gap."""
    files = Files(shelf)
    found: dict[str, Service] = {}
    declared = files.services(path)
    for name in sorted(declared)[:MOST]:
        found[name] = service(name, declared[name], files)
    gaps = list(files.gaps)
    if len(declared) > MOST:
        reason = f"{len(declared)} services: the first {MOST} by name were read"
        gaps.append(Gap(path, "deployments", reason))
    gaps += [gap for name in found for gap in files.unset(found[name], declared[name])]
    return DeploymentFacts(
        path=path,
        format="compose",
        system=path.rpartition("/")[0],
        services=tuple(found[name] for name in sorted(found)),
        gaps=tuple(dict.fromkeys(gaps)),
        read=tuple(sorted(files.read - {path})),
    )


def _claims(data: bytes) -> bool:
    return b"services" in data


DEPLOYMENT = Deployment(
    id="compose",
    title="Compose file",
    patterns=(
        "compose.yaml",
        "compose.yml",
        "docker-compose.yaml",
        "docker-compose.yml",
        "compose.*.yaml",
        "compose.*.yml",
        "compose-*.yaml",
        "compose-*.yml",
        "docker-compose.*.yaml",
        "docker-compose.*.yml",
        "docker-compose-*.yaml",
        "docker-compose-*.yml",
        "docker-stack*.yaml",
        "docker-stack*.yml",
        "stack.yaml",
        "stack.yml",
    ),
    read=_read,
    claims=_claims,
    rank=1,
)
