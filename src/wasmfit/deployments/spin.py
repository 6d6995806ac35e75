"""spin.toml: components that are Wasm already, and what they are allowed."""

import re
from collections.abc import Iterator
from typing import Any

from wasmfit.model.deployment import (
    Build,
    Deployment,
    DeploymentFacts,
    Reference,
    Service,
    Shelf,
    beside,
)
from wasmfit.model.facts import Gap
from wasmfit.model.place import Location, Span

STAGE = "deployments"


def _read(path: str, shelf: Shelf) -> DeploymentFacts:
    """A service for every component."""
    import tomli

    data = shelf.data(path) or b""
    try:
        found = tomli.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        gap = Gap(path, STAGE, f"not valid TOML: {error}".partition(" (at")[0], len(data), line)
        return DeploymentFacts(path=path, format="spin", gaps=(gap,))
    return DeploymentFacts(
        path=path,
        format="spin",
        system=path.rpartition("/")[0],
        services=tuple(_components(path, found, _Lines(data))),
    )


def _components(path: str, found: dict[str, Any], lines: "_Lines") -> Iterator[Service]:
    listed = found.get("component")
    if isinstance(listed, list):  # the manifest of Spin 1
        tables = {str(one.get("id")): one for one in listed if isinstance(one, dict)}
    else:
        tables = listed if isinstance(listed, dict) else {}
    for name in sorted(tables):
        if isinstance(tables[name], dict):
            yield _service(path, name, tables[name], lines.of(name))


def _service(path: str, name: str, table: dict[str, Any], line: int) -> Service:
    place = Location(path, Span(line, 1, line, 1))
    build = table.get("build")
    workdir = build.get("workdir") if isinstance(build, dict) else None
    hosts = table.get("allowed_outbound_hosts", table.get("allowed_http_hosts"))
    return Service(
        name=name,
        format="spin",
        location=place,
        kind="wasm",
        build=Build(
            context=beside(path, workdir if isinstance(workdir, str) else "."), dockerfile=path
        )
        if isinstance(build, dict)
        else None,
        references=tuple(
            Reference(kind="argument", name="allowed_outbound_hosts", value=one, location=place)
            for one in (hosts if isinstance(hosts, list) else ())
            if isinstance(one, str)
        ),
        notes=("A component of Spin: it is Wasm already.",),
    )


class _Lines:
    """Where components start: the parser keeps no lines."""

    def __init__(self, data: bytes) -> None:
        self._lines = data.decode("utf-8", "replace").splitlines()

    def of(self, name: str) -> int:
        """The line of a component's header, or of its id; 1 when it cannot be told."""
        written = re.escape(name)
        header = re.compile(
            rf"\s*(?:\[component\.[\"']?{written}[\"']?\]|id\s*=\s*[\"']{written}[\"'])"
        )
        found = (number for number, line in enumerate(self._lines, 1) if header.match(line))
        return next(found, 1)


DEPLOYMENT = Deployment(
    id="spin",
    title="spin.toml",
    patterns=("spin.toml",),
    read=_read,
    rank=2,
)
