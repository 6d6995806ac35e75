"""Procfile: one line a process, ``web: gunicorn app:app``."""

import re
from collections.abc import Iterator
from posixpath import basename

from wasmfit.deployments._commands import line as command_line
from wasmfit.deployments._commands import words_of
from wasmfit.model.deployment import (
    Build,
    Deployment,
    DeploymentFacts,
    Reference,
    Service,
    Shelf,
)
from wasmfit.model.facts import Gap
from wasmfit.model.place import Location, Span

_LINE = re.compile(r"([A-Za-z0-9_-]+)\s*+:\s*+(\S.*)")


def _read(path: str, shelf: Shelf) -> DeploymentFacts:
    """A service for every process; lines that are none become gaps."""
    data = shelf.data(path) or b""
    folder = path.rpartition("/")[0]
    found: list[Service] = []
    gaps: list[Gap] = []
    for number, text in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        match = _LINE.match(text.rstrip())
        if match is None:
            gaps.append(Gap(path, "deployments", "not a line of a Procfile", line=number))
        else:
            found.append(_service(path, folder, number, match))
    return DeploymentFacts(
        path=path, format="procfile", system=folder, services=tuple(found), gaps=tuple(gaps)
    )


def _service(path: str, folder: str, number: int, match: re.Match[str]) -> Service:
    name = match[1]
    place = Location(path, Span(number, match.start(2) + 1, number, match.end(2) + 1))
    return Service(
        name=f"{basename(folder)}-{name}" if folder else name,
        format="procfile",
        location=Location(path, Span(number, 1, number, len(name) + 1)),
        kind={"web": "service", "release": "job"}.get(name, "worker"),
        build=Build(context=folder, dockerfile=path),
        entry=command_line(match[2], place, lambda _: None),
        references=tuple(_arguments(match[2], place)),
    )


def _arguments(text: str, place: Location) -> Iterator[Reference]:
    for word in words_of(text):
        yield Reference(kind="argument", name="command", value=word, location=place)


DEPLOYMENT = Deployment(
    id="procfile", title="Procfile", patterns=("Procfile", "Procfile.*"), read=_read, rank=7
)
