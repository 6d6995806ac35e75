"""``go.work``: the modules that are built together, and what replaces others in all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from posixpath import dirname, join, normpath

from wasmfit.manifests._go import replaced, replaced_by_paths, statements
from wasmfit.model.facts import Dependency, ManifestFacts
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_USE = "use"


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """No dependency of its own: it offers its folders and replacements to their ``go.mod``."""
    found = list(statements(data.decode("utf-8", "replace").replace("\r\n", "\n")))
    home = dirname(file.path)
    folders = (one.words[0].text for one in found if one.verb == _USE and one.words)
    offers = [(_USE, normpath(join(home, folder))) for folder in folders]
    offers += ((name, "") for name in replaced_by_paths(found))
    offers += replaced(found)
    return ManifestFacts(path=file.path, offers=tuple(offers))


def _complete(every: Sequence[ManifestFacts]) -> tuple[ManifestFacts, ...]:
    """Requirements of the modules of a workspace, with what replaces them there."""
    spaces = [facts for facts in every if facts.path.endswith("go.work") and facts.offers]
    return tuple(_completed(facts, spaces) for facts in every)


def _completed(facts: ManifestFacts, spaces: Sequence[ManifestFacts]) -> ManifestFacts:
    folder = normpath(dirname(facts.path) or ".")
    if not facts.path.endswith("go.mod"):
        return facts
    for space in spaces:
        if (_USE, folder) in space.offers:
            instead = {name: taken for name, taken in space.offers if name != _USE}
            kept = tuple(_replaced(facts.dependencies, instead))
            return replace(facts, dependencies=kept)
    return facts


def _replaced(
    dependencies: Sequence[Dependency], instead: Mapping[str, str]
) -> Iterator[Dependency]:
    """What a folder replaces is part of the tree, and no dependency."""
    for one in dependencies:
        module = one.purl.removeprefix("pkg:golang/")
        taken = instead.get(module, instead.get(module.partition("@")[0]))
        if taken is None:
            yield one
        elif taken:
            yield replace(one, purl=f"pkg:golang/{taken}")


MANIFEST = Manifest(
    id="go_work",
    ecosystem="golang",
    patterns=("go.work",),
    read=_read,
    languages=("go",),
    complete=_complete,
)
