"""Deployment files: one test per fixture folder, and what no input may ever do."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wasmfit import deployments
from wasmfit.model.deployment import Deployment, DeploymentFacts, Recipe, Reference, Service

FIXTURES = Path(__file__).parent / "fixtures" / "deployments"
READERS = {one.id: one for one in deployments.readers()}
CASES = sorted(path for path in FIXTURES.glob("*/*") if path.is_dir())


class Folder:
    """A folder on disk, as readers see a tree."""

    def __init__(self, root: Path) -> None:
        found = (path for path in root.rglob("*") if path.is_file())
        self.paths = sorted(path.relative_to(root).as_posix() for path in found)
        self.paths = [path for path in self.paths if path != "expect.json"]
        self.root = root

    def data(self, path: str) -> bytes | None:
        return (self.root / path).read_bytes() if path in self.paths else None

    def below(self, folder: str) -> Sequence[str]:
        return [path for path in self.paths if not folder or path.startswith(f"{folder}/")]


class Memory:
    """A few files that exist in a test alone."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def data(self, path: str) -> bytes | None:
        return self.files.get(path)

    def below(self, folder: str) -> Sequence[str]:
        return sorted(path for path in self.files if path.startswith(folder))


def line(found: Reference | Service | Recipe) -> int:
    return found.location.span.start_line if found.location.span else 0


def started(found: Service | Recipe) -> list[str]:
    entry = found.entry
    if entry is None:
        return []
    through = f" ({entry.through}: {entry.detail})" if entry.through else ""
    return [f"starts {' '.join(entry.command)}{through}"]


def lists(found: Service | Recipe, *names: str) -> list[str]:
    there = [(name, getattr(found, name)) for name in names if getattr(found, name)]
    return [f"{name} {', '.join(map(str, values))}" for name, values in there]


def told(service: Service) -> list[str]:
    """A service in a few words, the way fixtures write it."""
    words = [f"{line(service)} {service.kind} {service.name} {service.image}".rstrip()]
    if service.build:
        build = service.build
        target = f" target {build.target}" if build.target else ""
        words.append(f"build {build.context or '.'} {build.dockerfile}{target}")
    words += lists(service, "ports", "serves", "aliases", "volumes", "profiles", "notes")
    words += [f"labels {dict(service.labels)}"] if service.labels else []
    words += [f"{service.replicas} replicas"] if service.replicas is not None else []
    if service.memory_mib:
        words.append(f"memory {service.memory_mib}")
    words += started(service)
    words += [f"{line(one)} {one.kind} {one.name}={one.value}" for one in service.references]
    return words


def cooked(recipe: Recipe) -> list[str]:
    """A stage in a few words."""
    words = [f"{line(recipe)} {recipe.stage}: {recipe.base}"]
    words += lists(recipe, "made_with", "copies", "ports", "volumes")
    words += started(recipe)
    words += [f"{line(one)} {one.kind} {one.name}={one.value}" for one in recipe.references]
    return words


def shown(facts: DeploymentFacts) -> dict[str, object]:
    """Everything a reader said, without what is empty."""
    found = {
        "services": [told(one) for one in facts.services],
        "recipes": [cooked(one) for one in facts.recipes],
        "routes": [
            f"{one.name} {dict(one.labels)}{' open' if one.open else ''}" for one in facts.routes
        ],
        "builds": [f"{image} {build.context} {build.dockerfile}" for image, build in facts.builds],
        "gaps": [f"{gap.path}:{gap.line or '-'} {gap.reason}" for gap in facts.gaps],
        "read": list(facts.read),
    }
    return {key: value for key, value in found.items() if value}


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_fixture(case: Path) -> None:
    expected = json.loads((case / "expect.json").read_text("utf-8"))
    reader, folder = READERS[case.parent.name], Folder(case)
    path = expected.pop("path")
    data = folder.data(path)
    assert data is not None
    assert reader.claims(data)
    assert shown(reader.read(path, folder)) == expected


def test_every_format_has_fixtures_and_every_fixture_a_format() -> None:
    assert {case.parent.name for case in CASES} == set(READERS)


@pytest.mark.parametrize("reader", READERS.values(), ids=lambda one: one.id)
@given(data=st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_anything_may_stand_in_a_file(reader: Deployment, data: bytes) -> None:
    facts = reader.read("a/b.yaml", Memory({"a/b.yaml": data}))
    assert facts.path == "a/b.yaml"


@pytest.mark.parametrize("reader", READERS.values(), ids=lambda one: one.id)
def test_a_file_that_is_not_there_says_nothing(reader: Deployment) -> None:
    assert reader.read("gone", Memory({})).services == ()
