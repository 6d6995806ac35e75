"""Helm charts: templates filled in with the chart's own values, without running Helm."""

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname
from typing import Any

from wasmfit.deployments._gorun import Run, TooMuchError
from wasmfit.deployments._gotemplate import Node, parse
from wasmfit.deployments._gotokens import BadTemplateError
from wasmfit.deployments._objects import Object, Settings, routes, services, text
from wasmfit.model.deployment import Deployment, DeploymentFacts, Service, Shelf
from wasmfit.model.facts import Gap
from wasmfit.model.place import Location, Span
from wasmfit.model.versions import whole
from wasmfit.syntax.yaml_text import BadYamlError, Document, document, documents

STAGE = "deployments"
MOST_TEMPLATES = 1_000
MOST_UNKNOWN = 5
"""Gaps of one template that name what only Helm knows."""


def _read(path: str, shelf: Shelf) -> DeploymentFacts:
    """The services of a chart with the values that lie in it."""
    chart = _Chart(path, shelf)
    every = list(chart.objects())
    settings = Settings()
    settings.add(every)
    found = (*services(every, settings, "helm"), *chart.required())
    return DeploymentFacts(
        path=path,
        format="helm",
        system=chart.folder,
        services=found,
        routes=tuple(routes(every)),
        gaps=tuple(dict.fromkeys(chart.gaps)),
        read=tuple(chart.templates()),
    )


class _Chart:
    def __init__(self, path: str, shelf: Shelf) -> None:
        self.path, self.shelf, self.folder = path, shelf, dirname(path)
        self.gaps: list[Gap] = []
        self.about = self._document(path)
        values = self._document(f"{self.folder}/values.yaml".lstrip("/"))
        name = text(self.about.table().get("name")) or basename(self.folder)
        self.run = Run(
            {
                "Values": _typed(values.values) if isinstance(values.values, dict) else {},
                "Chart": _capitals(self.about.table()),
                "Release": {"Name": name, "Namespace": "default", "Service": "Helm"},
                "Capabilities": {"KubeVersion": {"Version": "v1.30.0"}, "APIVersions": {}},
                "Template": {"BasePath": f"{name}/templates"},
                "Files": {},
            }
        )

    def _document(self, path: str) -> Document:
        data = self.shelf.data(path)
        try:
            return document(data or b"")
        except BadYamlError as error:
            self.gaps.append(Gap(path, STAGE, str(error), len(data or b""), error.line))
            return document(b"")

    def templates(self) -> list[str]:
        """The files of its folder ``templates``, without tests."""
        folder = f"{self.folder}/templates".lstrip("/")
        below = [one for one in self.shelf.below(folder) if "/tests/" not in one]
        wanted = [one for one in below if one.endswith((".yaml", ".yml", ".tpl"))]
        return wanted[:MOST_TEMPLATES]

    def objects(self) -> Iterator[Object]:
        """What the templates come to; a template that cannot be filled in becomes a gap."""
        trees: dict[str, list[Node]] = {}
        for path in self.templates():
            data = self.shelf.data(path) or b""
            try:
                trees[path] = parse(data.decode("utf-8-sig", "replace"))
            except BadTemplateError as error:
                self.gaps.append(Gap(path, STAGE, f"template: {error}", len(data), error.line))
        for tree in trees.values():
            self.run.define(tree)
        for path, tree in trees.items():
            if not path.endswith(".tpl"):
                yield from self._filled(path, tree)

    def _filled(self, path: str, tree: list[Node]) -> Iterator[Object]:
        try:
            printed, lines = self.run.printed(tree)
        except (TooMuchError, RecursionError) as error:
            reason = (
                f"template: {error}" if isinstance(error, TooMuchError) else "nested too deeply"
            )
            self.gaps.append(Gap(path, STAGE, reason))
            return
        for line, name in dict.fromkeys(self.run.unknown[:MOST_UNKNOWN]):
            reason = f"template: {name} is known to Helm alone; its value is left out"
            self.gaps.append(Gap(path, STAGE, reason, line=line))
        try:
            for found in documents(printed.encode()):
                if isinstance(found.values, dict):
                    yield Object(path, found, lambda span: _back(span, lines))
        except BadYamlError as error:
            line = lines[min(error.line or 1, len(lines)) - 1]
            self.gaps.append(Gap(path, STAGE, f"filled in it is {error}", line=line))

    def required(self) -> Iterator[Service]:
        """Charts that it depends on: what they deploy is known by their name at best."""
        listed = self.about.at(("dependencies",))
        for position, one in enumerate(listed if isinstance(listed, list) else ()):
            name = text(one.get("name")) if isinstance(one, dict) else ""
            here = any(
                path.startswith(f"{self.folder}/charts/{name}/".lstrip("/"))
                for path in self.shelf.below(f"{self.folder}/charts".lstrip("/"))
            )
            if not name or here:
                continue
            place = self.about.key(("dependencies", position, "name"))
            yield Service(
                name=text(one.get("alias")) or name,
                format="helm",
                location=Location(self.path, place),
                notes=(f"Comes with the chart {name}, which is not in the tree.",),
            )


def _back(span: Span, lines: list[int]) -> Span:
    """The line of the template behind a line that was printed."""
    line = lines[min(span.start_line, len(lines)) - 1]
    return Span(line, 1, line, 1)


def _typed(value: Any) -> Any:  # noqa: ANN401 - a document
    """Numbers as numbers: templates compare them."""
    if isinstance(value, dict):
        return {key: _typed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_typed(inner) for inner in value]
    if isinstance(value, str) and value.isdecimal() and not value.startswith("0"):
        return whole(value)
    return 0 if value == "0" else value


def _capitals(table: Mapping[str, Any]) -> dict[str, Any]:
    """``Chart.Name``, ``Chart.AppVersion``: keys as templates spell them."""
    return {key[:1].upper() + key[1:]: value for key, value in table.items()}


DEPLOYMENT = Deployment(
    id="helm",
    title="Helm chart",
    patterns=("Chart.yaml", "Chart.yml"),
    read=_read,
    rank=4,
)
