"""systemd units: a program that is kept alive, and what it waits for."""

from collections.abc import Iterator
from posixpath import basename

from wasmfit.deployments._commands import line as command_line
from wasmfit.deployments._commands import words_of
from wasmfit.deployments._sizes import mebibytes
from wasmfit.model.deployment import Build, Deployment, DeploymentFacts, Reference, Service, Shelf
from wasmfit.model.place import Location, Span

_AFTER = frozenset({"After", "BindsTo", "PartOf", "Requires", "Requisite", "Wants"})
Setting = tuple[str, str, int]
"""Key, value, line."""


def _read(path: str, shelf: Shelf) -> DeploymentFacts:
    """The service of a unit file, which runs the tree's own program; without ExecStart none."""
    data = shelf.data(path) or b""
    settings = list(_settings(data.decode("utf-8-sig", "replace").splitlines()))
    start = next(((value, line) for key, value, line in settings if key == "ExecStart"), None)
    if start is None:
        return DeploymentFacts(path=path, format="systemd")
    value, number = start
    kinds = [value for key, value, _ in settings if key == "Type"]
    limits = [mebibytes(value) for key, value, _ in settings if key in ("MemoryMax", "MemoryLimit")]
    service = Service(
        name=basename(path).removesuffix(".service").removesuffix("@"),
        format="systemd",
        location=_at(path, number),
        kind="job" if "oneshot" in kinds else "service",
        build=Build(context="", dockerfile=path),
        entry=command_line(value.lstrip("-@:+!"), _at(path, number), lambda _: None),
        references=tuple(_references(path, settings)),
        memory_mib=next((one for one in limits if one), None),
    )
    folder = path.rpartition("/")[0]
    return DeploymentFacts(path=path, format="systemd", system=folder, services=(service,))


def _references(path: str, settings: list[Setting]) -> Iterator[Reference]:
    for key, value, number in settings:
        place = _at(path, number)
        if key == "Environment":
            name, _, held = value.strip("\"'").partition("=")
            yield Reference(kind="env", name=name, value=held, location=place)
        elif key == "ExecStart":
            for word in words_of(value):
                yield Reference(kind="argument", name=key, value=word, location=place)
        elif key in _AFTER:
            for other in value.split():
                name = other.removesuffix(".service")
                yield Reference(kind="depends_on", name=key, value=name, location=place)


def _settings(lines: list[str]) -> Iterator[Setting]:
    position = 0
    while position < len(lines):
        start, text = position, lines[position]
        while text.endswith("\\") and position + 1 < len(lines):
            position += 1
            text = f"{text[:-1]} {lines[position].strip()}"
        position += 1
        key, equals, value = text.partition("=")
        if equals and not text.lstrip().startswith(("#", ";")):
            yield key.strip(), value.strip(), start + 1


def _at(path: str, line: int) -> Location:
    return Location(path, Span(line, 1, line, 1))


DEPLOYMENT = Deployment(
    id="systemd",
    title="systemd unit",
    patterns=("*.service",),
    read=_read,
    claims=lambda data: b"[Service]" in data,
    rank=8,
)
