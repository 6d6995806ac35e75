"""Scripts beside compiled code: generators and tools of a build that compiles nearly everything."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from posixpath import dirname

from wasmfit.model.project import INTERPRETED, Role, SourceFile
from wasmfit.model.reader import Manifest
from wasmfit.stages.detect.names import NATIVE_BUILDS
from wasmfit.stages.detect.said import Told, nobody
from wasmfit.stages.detect.tree import Tree

_SHARE = 20
"""Bytes of compiled code for one of scripts; beside fewer a script may be what is delivered."""


def helping(
    sources: Sequence[SourceFile],
    manifests: Sequence[SourceFile],
    formats: Mapping[str, Manifest],
    tree: Tree,
    told: Told = nobody,
) -> dict[str, Role]:
    """The scripts that run on the host, by path: few, in no package, named by no manifest.

    What a person ``told`` of a file counts more.
    """
    described = {(one.unit, name) for one in manifests for name in formats[one.path].languages}
    counted = [source for source in sources if source.role is Role.SOURCE]
    compiled, scripts = dict[str, int](), dict[tuple[str, str], list[SourceFile]]()
    for source in counted:
        if source.language in INTERPRETED:
            scripts.setdefault((source.unit, source.language), []).append(source)
        else:
            compiled[source.unit] = compiled.get(source.unit, 0) + source.size
    return {
        script.path: Role.BUILD
        for (unit, language), found in scripts.items()
        if (unit, language) not in described and _is_native(unit, compiled, found, tree)
        for script in found
        if not tree.is_package(dirname(script.path)) and told(script.path) is None
    }


def _is_native(
    unit: str, compiled: Mapping[str, int], scripts: Sequence[SourceFile], tree: Tree
) -> bool:
    builds = tree.names("" if unit == "." else unit) & NATIVE_BUILDS
    least = max(_SHARE * sum(script.size for script in scripts), 1)
    return bool(builds) and compiled.get(unit, 0) >= least


def with_roles(sources: Sequence[SourceFile], roles: Mapping[str, Role]) -> list[SourceFile]:
    """The sources with these roles, those that are not named as they are."""
    return [
        replace(source, role=roles[source.path]) if source.path in roles else source
        for source in sources
    ]
