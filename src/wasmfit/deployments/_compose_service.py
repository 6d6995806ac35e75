"""One service of a compose file."""

import re
from collections.abc import Iterator
from posixpath import basename
from typing import Any

from wasmfit.deployments._commands import Find, entry, words_of
from wasmfit.deployments._compose_files import Declared, File, Files
from wasmfit.deployments._interpolation import env_file
from wasmfit.deployments._sizes import mebibytes
from wasmfit.model.deployment import Build, Entry, Reference, Service, beside, normal, unique
from wasmfit.model.place import Location
from wasmfit.model.versions import whole

_PORT = re.compile(r"(?:[\w.${}:\[\]-]*:)?(\d+)(?:-\d+)?(?:/tcp)?$")
_LEGACY = frozenset({"wasi/wasm", "wasi/wasm32"})
NO_MOVE = "Docker has given up Wasm workloads; take the host's own way of running it."


def service(name: str, declared: Declared, files: Files) -> Service:
    """What a service says; words in it are taken with variables put in."""
    return _Reader(name, declared, files).service()


class _Reader:
    def __init__(self, name: str, declared: Declared, files: Files) -> None:
        self.name, self.declared, self.files = name, declared, files
        self.values = declared.values
        self.put = declared.file.variables.put

    def service(self) -> Service:
        build = self._build()
        platform = self._text("platform")
        legacy = platform in _LEGACY or "wasm" in self._text("runtime")
        serves = tuple(self._ports("ports"))
        return Service(
            name=self.name,
            format="compose",
            location=self.declared.place(),
            kind=self._kind(legacy=legacy),
            image=self._text("image"),
            build=build,
            entry=self._entry(build),
            ports=tuple(dict.fromkeys((*serves, *self._ports("expose")))),
            serves=serves,
            references=tuple(self._references()),
            aliases=unique(self._aliases()),
            volumes=unique(self._volumes()),
            memory_mib=self._memory(),
            profiles=tuple(self.put(one) for one in _strings(self.values.get("profiles"))),
            platform=platform,
            notes=(f"platform {platform} is input of the past. {NO_MOVE}",) if legacy else (),
        )

    def _kind(self, *, legacy: bool) -> str:
        if legacy:
            return "wasm"
        if not {"image", "build"} & set(self.values):
            return "patch"
        ends = str(self.values.get("restart")) in ("no", "False") or self._is_one_shot()
        return "job" if ends and not self.values.get("ports") else "service"

    def _is_one_shot(self) -> bool:
        return self._text("restart").startswith("on-failure") and not self.values.get("ports")

    def _text(self, key: str) -> str:
        value = self.values.get(key)
        return self.put(value) if isinstance(value, str) else ""

    def _build(self) -> Build | None:
        value = self.values.get("build")
        table: dict[str, Any] = value if isinstance(value, dict) else {"context": value}
        context, dockerfile = table.get("context"), table.get("dockerfile")
        if value is None or not isinstance(context, str | None):
            return None
        folder = beside(self._origin().path, self.put(context or "."))
        written = self.put(dockerfile) if isinstance(dockerfile, str) else ""
        target = table.get("target")
        return Build(
            context=folder,
            dockerfile=normal(f"{folder}/{written}") if written else self._usual(folder),
            target=self.put(target) if isinstance(target, str) else "",
        )

    def _origin(self) -> File:
        """The file whose folder ``build`` starts from: the one that says it."""
        own = (self.declared.file, self.declared.name)
        for file, name in (own, *reversed(self.declared.layers)):
            if "build" in file.document.table("services", name):
                return file
        return self.declared.file

    def _usual(self, folder: str) -> str:
        for name in ("Dockerfile", "Containerfile", "dockerfile"):
            path = f"{folder}/{name}".lstrip("/")
            if self.files.shelf.data(path) is not None:
                return path
        return f"{folder}/Dockerfile".lstrip("/")

    def _entry(self, build: Build | None) -> Entry | None:
        start, arguments = self._words("entrypoint"), self._words("command")
        if start is None and arguments is None:
            return None
        key = "entrypoint" if start is not None else "command"
        return entry(start, arguments, self.declared.place(key), self._finder(build))

    def _finder(self, build: Build | None) -> Find:
        def find(name: str) -> tuple[str, bytes] | None:
            if build is None or build.context == "..":
                return None
            for path in self.files.shelf.below(build.context)[:2000]:
                if basename(path) == basename(name):
                    data = self.files.shelf.data(path)
                    return None if data is None else (path, data)
            return None

        return find

    def _words(self, key: str) -> list[str] | None:
        """Compose splits a string itself: no shell takes part unless one is named."""
        value = self.values.get(key)
        if isinstance(value, list):
            return [self.put(one) for one in value if isinstance(one, str)]
        return words_of(self.put(value)) if isinstance(value, str) and value.strip() else None

    def _ports(self, key: str) -> Iterator[int]:
        for value in _listed(self.values.get(key)):
            written = value.get("target") if isinstance(value, dict) else value
            found = _PORT.match(self.put(str(written)))
            if found:
                yield whole(found[1])

    def _references(self) -> Iterator[Reference]:
        for name, value, place in self._environment():
            yield Reference(kind="env", name=name, value=value, location=place)
        for key, kind in (("depends_on", "depends_on"), ("links", "link")):
            for step, name in _named(self.values.get(key)):
                other = self.put(name).partition(":")[0]
                place = self.declared.place(key, step)
                yield Reference(kind=kind, name=key, value=other, location=place)
        for key in ("command", "entrypoint"):
            for word in self._words(key) or ():
                place = self.declared.place(key)
                yield Reference(kind="argument", name=key, value=word, location=place)

    def _environment(self) -> Iterator[tuple[str, str, Location]]:
        known = self.declared.file.variables.values
        table: Any = self.values.get("environment")
        for path in self._env_files():
            data = self.files.shelf.data(path)
            if data is not None:
                self.files.read.add(path)
                for name, value in env_file(data, known).items():
                    yield name, value, Location(path)
        if isinstance(table, dict):
            for name, text in table.items():
                if isinstance(text, str):
                    yield name, self.put(text), self.declared.place("environment", name)
        for position, text in enumerate(_strings(table)):
            name, equals, written = text.partition("=")
            found = self.put(written) if equals else known.get(name, "")
            yield name, found, self.declared.place("environment", position)

    def _env_files(self) -> Iterator[str]:
        value = self.values.get("env_file")
        for one in value if isinstance(value, list) else [value]:
            path = one.get("path") if isinstance(one, dict) else one
            if isinstance(path, str):
                yield beside(self.declared.file.path, self.put(path))

    def _aliases(self) -> Iterator[str]:
        yield self._text("container_name")
        yield self._text("hostname")
        networks = self.values.get("networks")
        for network in networks.values() if isinstance(networks, dict) else ():
            if isinstance(network, dict):
                yield from (self.put(one) for one in _strings(network.get("aliases")))

    def _volumes(self) -> Iterator[str]:
        """Paths that outlive the container: named volumes; not code that is mounted over it."""
        for value in _listed(self.values.get("volumes")):
            if isinstance(value, dict):
                if value.get("type") == "volume" and isinstance(value.get("target"), str):
                    yield value["target"]
            elif isinstance(value, str):
                source, colon, rest = self.put(value).partition(":")
                if colon and not source.startswith((".", "/", "~", "$")):
                    yield rest.partition(":")[0]

    def _memory(self) -> int | None:
        table: Any = self.values.get("deploy")
        for key in ("resources", "limits", "memory"):
            table = table.get(key) if isinstance(table, dict) else None
        value = table if table is not None else self.values.get("mem_limit")
        return mebibytes(self.put(value)) if isinstance(value, str) else None


def _named(value: Any) -> Iterator[tuple[str | int, str]]:  # noqa: ANN401 - as written
    """Names in a mapping or list, with the step that leads to each."""
    if isinstance(value, dict):
        yield from ((name, name) for name in value)
    else:
        yield from enumerate(_strings(value))


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [one for one in _listed(value) if isinstance(one, str)]
