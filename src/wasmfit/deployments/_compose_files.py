"""Compose files that include and extend each other, put together before a service is read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wasmfit.deployments._interpolation import Variables, env_file
from wasmfit.model.deployment import Service, Shelf, beside, is_open
from wasmfit.model.facts import Gap
from wasmfit.model.place import Location
from wasmfit.syntax.yaml_text import BadYamlError, Document, document

DEEPEST = 20
"""Files that may include or extend one another in a row."""

STAGE = "deployments"
UNION = ("depends_on", "environment", "labels", "build", "healthcheck", "deploy")
LISTS = (
    "ports",
    "expose",
    "volumes",
    "env_file",
    "profiles",
    "links",
    "external_links",
    "networks",
)


@dataclass(slots=True)
class File:
    """A compose file that could be read: its document, and the variables in force."""

    path: str
    document: Document
    variables: Variables


@dataclass(slots=True)
class Declared:
    """A service as declared, with everything it extends.

    ``layers`` are the files and names of what it extends, the farthest first.
    """

    file: File
    name: str
    values: dict[str, Any]
    layers: list[tuple[File, str]] = field(default_factory=list)

    def place(self, *keys: str | int) -> Location:
        """Where a part of it stands, or else the service itself."""
        return Location(self.file.path, self.file.document.key(("services", self.name, *keys)))


class Files:
    """Reads compose files through the tree, each once, and follows what they name."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.gaps: list[Gap] = []
        self.read: set[str] = set()
        self._known: dict[str, File | None] = {}
        self._done: dict[str, dict[str, Declared]] = {}

    def services(self, path: str) -> dict[str, Declared]:
        """All services of a file and its includes; its own win over included ones."""
        return self._services(path, ())

    def _services(self, path: str, around: tuple[str, ...]) -> dict[str, Declared]:
        """Those of one file, put together once however often it is included."""
        if path not in self._done:
            self._done[path] = self._together(path, around)
        return self._done[path]

    def _together(self, path: str, around: tuple[str, ...]) -> dict[str, Declared]:
        file = self._file(path)
        if file is None:
            return {}
        found: dict[str, Declared] = {}
        for position, entry in enumerate(_listed(file.document.values.get("include"))):
            where = file.document.key(("include", position)).start_line
            for other in _paths(entry):
                found |= self._included(file, file.variables.put(other), where, (*around, path))
        services = file.document.values.get("services")
        if services is not None and not isinstance(services, dict):
            self._gap(file, "services: expected a mapping", ("services",))
            services = {}
        for name, values in (services or {}).items():
            if isinstance(values, dict):
                found[name] = self._extended(Declared(file, name, values), ())
            else:
                self._gap(file, f"service {name}: expected a mapping", ("services", name))
        return found

    def _included(
        self, file: File, relative: str, line: int, around: tuple[str, ...]
    ) -> dict[str, Declared]:
        target = beside(file.path, relative)
        if target in around or len(around) > DEEPEST:
            reason = f"includes {relative}, which includes it again: read once"
            self.gaps.append(Gap(file.path, STAGE, reason, line=line))
            return {}
        if self.shelf.data(target) is None:
            reason = f"includes {relative}, which is not in the tree"
            self.gaps.append(Gap(file.path, STAGE, reason, line=line))
            return {}
        return self._services(target, around)

    def _extended(self, service: Declared, around: tuple[tuple[str, str], ...]) -> Declared:
        """The service with what it extends under it."""
        extends = service.values.get("extends")
        if extends is None:
            return service
        name = extends.get("service") if isinstance(extends, dict) else extends
        other = extends.get("file") if isinstance(extends, dict) else None
        key = (service.file.path, service.name)
        if not isinstance(name, str) or key in around or len(around) > DEEPEST:
            turn = "in a circle" if key in around else "without naming a service"
            self._gap(service.file, f"service {service.name} extends {turn}: read without it",
                      ("services", service.name, "extends"))  # fmt: skip
            return service
        base = self._base(service, name, other)
        if base is None:
            return service
        under = self._extended(base, (*around, key))
        layers = [*under.layers, (base.file, base.name)]
        return Declared(service.file, service.name, _merged(under.values, service.values), layers)

    def _base(self, service: Declared, name: str, other: object) -> Declared | None:
        path = service.file.path
        if isinstance(other, str):
            path = beside(path, service.file.variables.put(other))
        file = self._file(path) if path == service.file.path or self.shelf.data(path) else None
        services = file.document.values.get("services") if file else None
        values = services.get(name) if isinstance(services, dict) else None
        if file is None or not isinstance(values, dict):
            where = f" of {other}" if other else ""
            self._gap(service.file, f"service {service.name} extends {name}{where}, which is not "
                      "in the tree", ("services", service.name, "extends"))  # fmt: skip
            return None
        return Declared(file, name, values)

    def _file(self, path: str) -> File | None:
        if path not in self._known:
            self._known[path] = self._opened(path)
        return self._known[path]

    def _opened(self, path: str) -> File | None:
        data = self.shelf.data(path)
        if data is None:
            return None
        self.read.add(path)
        try:
            found = document(data)
        except BadYamlError as error:
            self.gaps.append(Gap(path, STAGE, str(error), len(data), error.line))
            return None
        if not isinstance(found.values, dict):
            self.gaps.append(Gap(path, STAGE, "not a compose file: expected a mapping", len(data)))
            return None
        return File(path, found, Variables(self.settings(path)))

    def settings(self, path: str) -> dict[str, str]:
        """The ``.env`` beside a file, or in the nearest folder above it."""
        folder = path.rpartition("/")[0]
        while True:
            data = self.shelf.data(f"{folder}/.env".lstrip("/"))
            if data is not None:
                return env_file(data, {})
            if not folder:
                return {}
            folder = folder.rpartition("/")[0]

    def _gap(self, file: File, reason: str, keys: tuple[str | int, ...]) -> None:
        line = file.document.key(keys).start_line
        self.gaps.append(Gap(file.path, STAGE, reason, line=line))

    def unset(self, service: Service, declared: Declared) -> Iterator[Gap]:
        """A gap when variables without a value hide what a service is."""
        if service.image and service.build is None and is_open(service.image):
            line = declared.place("image").span
            yield Gap(
                declared.file.path,
                STAGE,
                f"service {service.name}: the image {service.image} has variables without a value",
                line=line.start_line if line else None,
            )


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """What a service says over what it extends; mappings and lists add up."""
    merged = dict(under)
    for key, value in over.items():
        old = merged.get(key)
        if key in LISTS and isinstance(old, list) and isinstance(value, list):
            merged[key] = [*old, *value]
        elif key in UNION and isinstance(old, dict) and isinstance(value, dict):
            merged[key] = {**old, **value}
        elif key in UNION and isinstance(old, list) and isinstance(value, list):
            merged[key] = [*old, *value]
        else:
            merged[key] = value
    return merged


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _paths(entry: object) -> list[str]:
    """``include`` entries: a path, or a table with one or several."""
    value = entry.get("path") if isinstance(entry, dict) else entry
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, str)]
