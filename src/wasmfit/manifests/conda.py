"""``environment.yml``: the packages of a conda environment, those from PyPI included."""

import re
from collections.abc import Iterator

from wasmfit.manifests._pypi import BadRequirementError, dependency, requirement
from wasmfit.manifests._yaml import BadYamlError, Document, document
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_SPEC = re.compile(r"(?:[\w./-]+::)?(?P<name>[A-Za-z_][\w.-]*)\s*(?P<wanted>[<>=!~*\[ ].*)?$")
_ITSELF = frozenset({"conda", "pip", "python", "setuptools", "wheel"})
"""The interpreter and what installs: no packages that the code uses."""

_DEVELOPMENT = re.compile(r"dev|test|doc|lint|build|ci\b", re.IGNORECASE)


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All packages; an entry that is none becomes a gap."""
    try:
        yaml = document(data)
    except BadYamlError as error:
        gap = Gap(file.path, _STAGE, str(error), len(data), error.line)
        return ManifestFacts(path=file.path, gaps=(gap,))
    gaps: list[Gap] = []
    found = sorted(_dependencies(file.path, yaml, gaps), key=lambda one: one.location.key)
    return ManifestFacts(path=file.path, dependencies=tuple(found), gaps=tuple(gaps))


MANIFEST = Manifest(
    id="conda",
    ecosystem="conda",
    patterns=("environment.yml", "environment.yaml", "*environment.yml", "environment-*.yml"),
    read=_read,
    languages=("python",),
    environment=True,
)


def _dependencies(path: str, yaml: Document, gaps: list[Gap]) -> Iterator[Dependency]:
    listed = yaml.at(("dependencies",))
    named = path.rpartition("/")[2]
    scope = Scope.DEV if _DEVELOPMENT.search(named.replace("environment", "")) else Scope.RUNTIME
    for position, entry in enumerate(listed if isinstance(listed, list) else ()):
        here = ("dependencies", position)
        match = _SPEC.match(entry.strip()) if isinstance(entry, str) else None
        if match and match["name"].lower() not in _ITSELF:
            yield Dependency(
                purl=f"pkg:conda/{match['name'].lower()}",
                scope=scope,
                direct=True,
                location=Location(path, yaml.place(here)),
                requested=(match["wanted"] or "").strip(),
            )
        elif isinstance(entry, dict) and isinstance(entry.get("pip"), list):
            yield from _from_pypi(path, yaml, position, scope, gaps)
        elif match is None:
            line = yaml.place(here).start_line
            gaps.append(Gap(path, _STAGE, "an entry that names no package", line=line))


def _from_pypi(
    path: str, yaml: Document, position: int, scope: Scope, gaps: list[Gap]
) -> Iterator[Dependency]:
    """Requirements for pip; options such as ``-r file`` lead to files that are read anyway."""
    here = ("dependencies", position, "pip")
    for number, text in enumerate(yaml.at(here)):
        span = yaml.place((*here, number))
        if not isinstance(text, str) or text.lstrip().startswith(("-", ".", "/")):
            continue
        try:
            yield dependency(requirement(text), scope, path, span)
        except BadRequirementError as error:
            reason = f"not a requirement: {error}"
            gaps.append(Gap(path, _STAGE, reason, line=span.start_line))
