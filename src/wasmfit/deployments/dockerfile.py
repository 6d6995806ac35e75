"""Dockerfiles: stages, the image at the bottom, what is copied from the tree, what is started."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from posixpath import basename, dirname

from wasmfit.deployments._commands import entry
from wasmfit.model.deployment import (
    Deployment,
    DeploymentFacts,
    Entry,
    Recipe,
    Reference,
    Shelf,
    normal,
    unique,
)
from wasmfit.model.facts import Gap
from wasmfit.model.place import Location, Span
from wasmfit.model.versions import whole
from wasmfit.syntax.docker_text import Instruction, instructions, substituted

_FROM = re.compile(r"(\S+)(?:\s+AS\s+(\S+))?\s*$", re.IGNORECASE)
_PAIR = re.compile(r"(?<![\w.-])([A-Za-z_][\w.-]*+)=(\"(?:[^\"\\]|\\.)*\"|'[^']*'|\S*)")
_PORT = re.compile(r"(\d+)(?:/tcp)?$")
_MOST_BELOW = 5_000
MOST = 500
"""Images, copies and variables that a stage can inherit."""

LONGEST = 10_000
"""Letters of a value: variables that double each other stay small."""


@dataclass(slots=True)
class _Stage:
    """A stage while it is read. ``base`` is an image, after other stages were looked through."""

    name: str
    base: str
    line: int
    made_with: list[str] = field(default_factory=list)
    copies: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)
    volumes: list[str] = field(default_factory=list)
    start: Instruction | None = None
    arguments: Instruction | None = None


def _read(path: str, shelf: Shelf) -> DeploymentFacts:
    """The stages of a file; one without any becomes a gap."""
    data = shelf.data(path)
    if data is None:
        return DeploymentFacts(path=path, format="dockerfile")
    reading = _Reading(path, shelf)
    for instruction in instructions(data):
        reading.take(instruction)
    if not reading.stages:
        gap = Gap(
            path, "deployments", "no FROM: not a Dockerfile that can be understood", len(data)
        )
        return DeploymentFacts(path=path, format="dockerfile", gaps=(gap,))
    recipes = tuple(reading.recipe(stage) for stage in reading.stages)
    return DeploymentFacts(
        path=path, format="dockerfile", recipes=recipes, gaps=tuple(reading.gaps)
    )


class _Reading:
    """One file: the stages so far, and the arguments that stand before all of them."""

    def __init__(self, path: str, shelf: Shelf) -> None:
        self.path, self.shelf = path, shelf
        self.stages: list[_Stage] = []
        self.gaps: list[Gap] = []
        self._globals: dict[str, str] = {}

    def take(self, instruction: Instruction) -> None:
        """One instruction of the file."""
        match instruction.word:
            case "FROM":
                self._from(instruction)
            case "ARG":
                known = self.stages[-1].variables if self.stages else self._globals
                for name, value in _pairs(instruction.text, equals=True):
                    if found := self._put(value) or self._globals.get(name):
                        known[name] = found
            case _:
                if self.stages:
                    self._inside(self.stages[-1], instruction)

    def _from(self, instruction: Instruction) -> None:
        found = _FROM.match(substituted(instruction.text, self._globals.get))
        if found is None:
            reason = "FROM without an image"
            self.gaps.append(Gap(self.path, "deployments", reason, line=instruction.line))
            return
        known = self._stage(found[1])
        name = (found[2] or str(len(self.stages))).lower()
        if known is None:
            stage = _Stage(name, found[1], instruction.line)
        else:
            stage = replace(known, name=name, line=instruction.line)
            for attribute in ("made_with", "copies", "references", "ports", "volumes"):
                setattr(stage, attribute, list(getattr(known, attribute))[:MOST])
            stage.variables = dict(known.variables)
        self.stages.append(stage)

    def _stage(self, name: str) -> _Stage | None:
        wanted = name.lower()
        for number, stage in enumerate(self.stages):
            if wanted in (stage.name, str(number)):
                return stage
        return None

    def _inside(self, stage: _Stage, instruction: Instruction) -> None:
        match instruction.word:
            case "COPY" | "ADD":
                self._copy(stage, instruction)
            case "ENV":
                for name, value in _pairs(instruction.text, equals="=" in instruction.text):
                    stage.variables[name] = self._put(value)
                    place = _whole(self.path, instruction.line)
                    stage.references.append(
                        Reference(
                            kind="env", name=name, value=stage.variables[name], location=place
                        )
                    )
            case "EXPOSE":
                words = self._put(instruction.text).split()
                stage.ports += [whole(one[1]) for word in words if (one := _PORT.match(word))]
            case "VOLUME":
                stage.volumes += list(instruction.listed or instruction.text.split())
            case "ENTRYPOINT":
                stage.start, stage.arguments = instruction, None
            case "CMD":
                stage.arguments = instruction
            case _:
                pass

    def _copy(self, stage: _Stage, instruction: Instruction) -> None:
        origin = instruction.flags.get("from")
        if origin is not None:
            other = self._stage(origin)
            if other is None:
                stage.made_with.append(substituted(origin, self._globals.get))
            else:
                stage.made_with = _some([*stage.made_with, other.base, *other.made_with])
                stage.copies = _some([*stage.copies, *other.copies])
            return
        words = list(instruction.listed or instruction.text.split())
        sources = [self._put(word) for word in words[:-1] if not word.startswith("<<")]
        stage.copies += [one for one in sources if "://" not in one and "$" not in one]

    def _put(self, text: str) -> str:
        known = self.stages[-1].variables if self.stages else self._globals
        found = substituted(text.strip("\"'"), lambda name: known.get(name) or None)
        return found[:LONGEST]

    def recipe(self, stage: _Stage) -> Recipe:
        """What a stage comes to."""
        return Recipe(
            dockerfile=self.path,
            stage=stage.name,
            base=stage.base,
            location=_whole(self.path, stage.line),
            made_with=unique(stage.made_with),
            copies=unique(normal(one) or "." for one in stage.copies),
            entry=self._entry(stage),
            ports=tuple(dict.fromkeys(stage.ports)),
            volumes=unique(stage.volumes),
            references=tuple(stage.references),
        )

    def _entry(self, stage: _Stage) -> Entry | None:
        first = stage.start or stage.arguments
        if first is None:
            return None
        place = _whole(self.path, first.line)
        start = None if stage.start is None else stage.start.listed or stage.start.text
        rest = None if stage.arguments is None else stage.arguments.listed or stage.arguments.text
        return entry(start, rest, place, self._script)

    def _script(self, name: str) -> tuple[str, bytes] | None:
        """A file of that name near the Dockerfile: what a container calls /app/run.sh."""
        folder = dirname(self.path)
        wanted = basename(name)
        for path in self._near(folder):
            if basename(path) == wanted:
                data = self.shelf.data(path)
                return None if data is None else (path, data)
        return None

    def _near(self, folder: str) -> Iterator[str]:
        around = self.shelf.below(folder)[:_MOST_BELOW]
        yield from sorted(around, key=lambda path: (path.count("/"), path))


def _some(items: list[str]) -> list[str]:
    return list(dict.fromkeys(items))[:MOST]


def _pairs(text: str, *, equals: bool) -> Iterator[tuple[str, str]]:
    """``A=1 B="x y"``, or the old form ``A 1``; an ARG may be a bare name."""
    if not equals:
        name, _, value = text.partition(" ")
        yield name, value.strip()
        return
    found = list(_PAIR.finditer(text))
    for match in found:
        yield match[1], match[2].strip("\"'")
    if not found:
        for name in text.split():
            yield name, ""


def _whole(path: str, line: int) -> Location:
    return Location(path, Span(line, 1, line, 1))


def _claims(data: bytes) -> bool:
    return b"FROM" in data.upper()


DEPLOYMENT = Deployment(
    id="dockerfile",
    title="Dockerfile",
    patterns=("Dockerfile", "Containerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile"),
    read=_read,
    claims=_claims,
    rank=9,
)
