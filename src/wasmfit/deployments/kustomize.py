"""Kustomize: resources with patches and other images put over them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from wasmfit.deployments._objects import Object, Settings, routes, services, text
from wasmfit.model.deployment import (
    Deployment,
    DeploymentFacts,
    Service,
    Shelf,
    beside,
    image_name,
)
from wasmfit.model.facts import Gap
from wasmfit.syntax.yaml_text import BadYamlError, Document, document, documents

STAGE = "deployments"
NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
DEEPEST = 20
MOST = 2_000


def _read(path: str, shelf: Shelf) -> DeploymentFacts:
    """The services of a kustomization with everything it builds on."""
    layers = _Layers(shelf)
    found = layers.services(path, ())
    return DeploymentFacts(
        path=path,
        format="kustomize",
        system=path.rpartition("/")[0],
        services=tuple(found),
        routes=tuple(routes(layers.objects)),
        gaps=tuple(dict.fromkeys(layers.gaps)),
        read=tuple(sorted(layers.read - {path})),
    )


class _Layers:
    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.gaps: list[Gap] = []
        self.objects: list[Object] = []
        self.read: set[str] = set()
        self._done: dict[str, list[Service]] = {}

    def services(self, path: str, around: tuple[str, ...]) -> list[Service]:
        """The services of one kustomization, put together once however often it is named."""
        if path not in self._done:
            self._done[path] = self._together(path, around)
        return self._done[path]

    def _together(self, path: str, around: tuple[str, ...]) -> list[Service]:
        """Resources first, patches over them."""
        about = self._document(path)
        if about is None:
            return []
        under: list[Service] = []
        for key in ("resources", "bases", "components"):
            for position, name in enumerate(_strings(about.at((key,)))):
                line = about.key((key, position)).start_line
                under += self._resource(path, name, line, (*around, path))
        over = [one for name in self._patches(path, about) for one in self._file(name)]
        found = [_patched(one, over) for one in under]
        return [_renamed(one, about.at(("images",))) for one in found][:MOST]

    def _resource(self, path: str, name: str, line: int, around: tuple[str, ...]) -> list[Service]:
        if "://" in name or name.startswith("github.com/"):
            self.gaps.append(Gap(path, STAGE, f"resource {name}: not fetched", line=line))
            return []
        target = beside(path, name)
        inside = (f"{target}/{one}".lstrip("/") for one in NAMES)
        inner = next((one for one in inside if self._is_there(one)), "")
        if inner in around or len(around) > DEEPEST:
            self.gaps.append(Gap(path, STAGE, f"resource {name} leads back here", line=line))
            return []
        if inner:
            return self.services(inner, around)
        if not self._is_there(target):
            reason = f"resource {name}: there is no such file or kustomization in the tree"
            self.gaps.append(Gap(path, STAGE, reason, line=line))
            return []
        return self._file(target)

    def _is_there(self, path: str) -> bool:
        return self.shelf.data(path) is not None

    def _patches(self, path: str, about: Document) -> Iterator[str]:
        """Files with patches; those written in place are small changes and are left out."""
        for key in ("patchesStrategicMerge", "patches"):
            listed = about.at((key,))
            for position, one in enumerate(listed if isinstance(listed, list) else ()):
                name = text(one.get("path")) if isinstance(one, dict) else text(one)
                if not name or "\n" in name:
                    continue
                target = beside(path, name)
                if self._is_there(target):
                    yield target
                else:
                    line = about.key((key, position)).start_line
                    reason = f"patch {name}: there is no such file in the tree"
                    self.gaps.append(Gap(path, STAGE, reason, line=line))

    def _file(self, path: str) -> list[Service]:
        self.read.add(path)
        data = self.shelf.data(path) or b""
        every: list[Object] = []
        try:
            every += [Object(path, one) for one in documents(data) if isinstance(one.values, dict)]
        except BadYamlError as error:
            self.gaps.append(Gap(path, STAGE, str(error), len(data), error.line))
        settings = Settings()
        settings.add(every)
        self.objects += every
        return list(services(every, settings, "kustomize"))

    def _document(self, path: str) -> Document | None:
        data = self.shelf.data(path) or b""
        self.read.add(path)
        try:
            return document(data)
        except BadYamlError as error:
            self.gaps.append(Gap(path, STAGE, str(error), len(data), error.line))
            return None


def _patched(one: Service, over: list[Service]) -> Service:
    """A service with what patches of its name say."""
    for patch in over:
        if patch.name == one.name:
            one = replace(
                one,
                image=patch.image or one.image,
                references=(*one.references, *patch.references),
                replicas=patch.replicas if patch.replicas is not None else one.replicas,
                memory_mib=patch.memory_mib or one.memory_mib,
            )
    return one


def _renamed(one: Service, images: Any) -> Service:  # noqa: ANN401 - as written
    for entry in images if isinstance(images, list) else ():
        if not isinstance(entry, dict) or text(entry.get("name")).lower() != image_name(one.image):
            continue
        name = text(entry.get("newName")) or image_name(one.image)
        tag = text(entry.get("newTag"))
        one = replace(one, image=f"{name}:{tag}" if tag else name)
    return one


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


DEPLOYMENT = Deployment(
    id="kustomize",
    title="Kustomization",
    patterns=NAMES,
    read=_read,
    rank=5,
)
