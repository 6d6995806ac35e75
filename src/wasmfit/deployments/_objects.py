"""Kubernetes objects: workloads become services, Services and Ingresses the names they go by."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wasmfit.deployments._commands import entry
from wasmfit.deployments._sizes import mebibytes
from wasmfit.model.deployment import Entry, Reference, Route, Service, unique
from wasmfit.model.place import Location, Span
from wasmfit.model.versions import whole
from wasmfit.syntax.yaml_text import Document, Path

WORKLOADS: Mapping[str, Path] = {
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "DaemonSet": ("spec", "template"),
    "Deployment": ("spec", "template"),
    "Job": ("spec", "template"),
    "Pod": (),
    "ReplicaSet": ("spec", "template"),
    "ReplicationController": ("spec", "template"),
    "Rollout": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
}
"""Where the pod stands, per kind."""

_ENDING = frozenset({"CronJob", "Job"})
_OUTSIDE = frozenset({"LoadBalancer", "NodePort"})
_WASM = ("wasm", "spin", "slight", "wws", "lunatic")
SETTING = "ConfigMap"


@dataclass(frozen=True, slots=True)
class Object:
    """One object: its document, and where lines of that stand in the file people edit."""

    path: str
    document: Document
    place: Callable[[Span], Span] = lambda span: span

    @property
    def kind(self) -> str:
        """Its kind, empty when it has none."""
        return text(self.at(("kind",)))

    @property
    def group(self) -> str:
        """The group of its ``apiVersion``, empty for the core."""
        return text(self.at(("apiVersion",))).rpartition("/")[0]

    @property
    def name(self) -> str:
        """Its name, empty when it has none."""
        return text(self.at(("metadata", "name")))

    def at(self, path: Path) -> Any:  # noqa: ANN401 - a document holds anything
        """The value at a path."""
        return self.document.at(path)

    def where(self, path: Path) -> Location:
        """Where the last key of a path stands."""
        return Location(self.path, self.place(self.document.key(path)))


@dataclass(slots=True)
class Settings:
    """Values of ConfigMaps by their name."""

    maps: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, every: Sequence[Object]) -> None:
        """Take in the ConfigMaps among some objects."""
        for one in every:
            data = one.at(("data",))
            if one.kind == SETTING and isinstance(data, dict):
                values = {key: value for key, value in data.items() if isinstance(value, str)}
                self.maps.setdefault(one.name, values)


def services(every: Sequence[Object], settings: Settings, form: str) -> Iterator[Service]:
    """The workloads among some objects."""
    for one in every:
        if one.kind in WORKLOADS and one.name and "$" not in one.name:
            yield _Workload(one, settings, form).service()


def routes(every: Sequence[Object]) -> Iterator[Route]:
    """The names that Services and Ingresses give to workloads."""
    for one in every:
        if one.kind == "Service" and one.group == "" and one.name:
            selector = one.at(("spec", "selector"))
            open_ = text(one.at(("spec", "type"))) in _OUTSIDE
            yield Route(name=one.name, labels=pairs(selector), open=open_)
        elif one.kind in ("Ingress", "HTTPRoute", "VirtualService"):
            for name in sorted(set(_backends(one.at(("spec",)), 0))):
                yield Route(name=name, open=True)


def _backends(value: Any, depth: int) -> Iterator[str]:  # noqa: ANN401 - a document
    """Names of Services anywhere in an Ingress or route."""
    if depth > 12:  # noqa: PLR2004 - deeper than any of these objects
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "serviceName" and isinstance(inner, str):
                yield inner
            elif key in ("service", "destination") and isinstance(inner, dict):
                yield from filter(None, (text(inner.get("name")), text(inner.get("host"))))
            elif key == "backendRefs" and isinstance(inner, list):
                yield from (text(one.get("name")) for one in inner if isinstance(one, dict))
            yield from _backends(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _backends(inner, depth + 1)


class _Workload:
    def __init__(self, one: Object, settings: Settings, form: str) -> None:
        self.one, self.settings, self.form = one, settings, form
        self.template = WORKLOADS[one.kind]
        self.spec: Path = (*self.template, "spec")
        self.containers = _tables(one.at((*self.spec, "containers")))

    def service(self) -> Service:
        runtime = text(self.one.at((*self.spec, "runtimeClassName")))
        wasm = any(word in runtime.lower() for word in _WASM)
        first = self.containers[0] if self.containers else {}
        image = text(first.get("image"))
        ports = _ports(self.containers)
        replicas = self.one.at(("spec", "replicas"))
        return Service(
            name=self.one.name,
            format=self.form,
            location=self.one.where(("metadata", "name")),
            kind=self._kind(image, wasm=wasm),
            image=image,
            entry=self._entry(first),
            ports=tuple(dict.fromkeys(ports)),
            references=tuple(self._references()),
            labels=pairs(self.one.at((*self.template, "metadata", "labels"))),
            volumes=unique(self._volumes(first)),
            memory_mib=_memory(first),
            replicas=whole(str(replicas)) if str(replicas).isdecimal() else None,
            platform=runtime if wasm else "",
            notes=tuple(self._notes(runtime if wasm else "")),
        )

    def _kind(self, image: str, *, wasm: bool) -> str:
        if wasm:
            return "wasm"
        if not image and self.form != "helm":
            return "patch"
        return "job" if self.one.kind in _ENDING else "service"

    def _notes(self, runtime: str) -> Iterator[str]:
        if runtime:
            yield f"RuntimeClass {runtime}: it is Wasm already."
        for one in self.containers[1:]:
            if image := text(one.get("image")):
                yield f"A second container in its pod: {image}."

    def _entry(self, first: Mapping[str, Any]) -> Entry | None:
        command, arguments = strings(first.get("command")), strings(first.get("args"))
        if not command and not arguments:
            return None
        key = "command" if command else "args"
        place = self.one.where((*self.spec, "containers", 0, key))
        return entry(command or None, arguments or None, place, lambda _: None)

    def _references(self) -> Iterator[Reference]:
        for number, one in enumerate(self.containers):
            path: Path = (*self.spec, "containers", number)
            yield from self._environment(one, path)
            for key in ("command", "args"):
                for position, word in enumerate(strings(one.get(key))):
                    place = self.one.where((*path, key, position))
                    yield Reference(kind="argument", name=key, value=word, location=place)

    def _environment(self, one: Mapping[str, Any], path: Path) -> Iterator[Reference]:
        for position, variable in enumerate(_tables(one.get("env"))):
            name = text(variable.get("name"))
            value = text(variable.get("value")) or self._chosen(variable)
            place = self.one.where((*path, "env", position, "name"))
            yield Reference(kind="env", name=name, value=value, location=place)
        for position, source in enumerate(_tables(one.get("envFrom"))):
            held = source.get("configMapRef")
            name = text(held.get("name")) if isinstance(held, dict) else ""
            place = self.one.where((*path, "envFrom", position))
            for key, value in self.settings.maps.get(name, {}).items():
                yield Reference(kind="env", name=key, value=value, location=place)

    def _chosen(self, variable: Mapping[str, Any]) -> str:
        """A value that a ConfigMap holds."""
        source = variable.get("valueFrom")
        held = source.get("configMapKeyRef") if isinstance(source, dict) else None
        if not isinstance(held, dict):
            return ""
        return self.settings.maps.get(text(held.get("name")), {}).get(text(held.get("key")), "")

    def _volumes(self, first: Mapping[str, Any]) -> Iterator[str]:
        """Where claims are mounted: what outlives the pod."""
        claimed = {
            text(one.get("name"))
            for one in _tables(self.one.at((*self.spec, "volumes")))
            if "persistentVolumeClaim" in one
        }
        for template in _tables(self.one.at(("spec", "volumeClaimTemplates"))):
            meta = template.get("metadata")
            claimed |= {text(meta.get("name"))} if isinstance(meta, dict) else set()
        for mount in _tables(first.get("volumeMounts")):
            if text(mount.get("name")) in claimed:
                yield text(mount.get("mountPath"))


def _ports(containers: Sequence[Mapping[str, Any]]) -> Iterator[int]:
    for container in containers:
        for one in _tables(container.get("ports")):
            number = text(one.get("containerPort"))
            if number.isdecimal():
                yield whole(number)


def _memory(container: Mapping[str, Any]) -> int | None:
    table: Any = container.get("resources")
    for key in ("limits", "memory"):
        table = table.get(key) if isinstance(table, dict) else None
    return mebibytes(table) if isinstance(table, str) else None


def pairs(value: object) -> tuple[tuple[str, str], ...]:
    """A mapping of strings as sorted pairs."""
    if not isinstance(value, dict):
        return ()
    return tuple(sorted((key, inner) for key, inner in value.items() if isinstance(inner, str)))


def strings(value: object) -> list[str]:
    """The strings of a list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _tables(value: object) -> list[dict[str, Any]]:
    return (
        [one if isinstance(one, dict) else {} for one in value] if isinstance(value, list) else []
    )


def text(value: object) -> str:
    """A string, or nothing."""
    return value if isinstance(value, str) else ""
