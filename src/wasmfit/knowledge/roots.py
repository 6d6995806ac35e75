"""Where rule files lie, and how messages name them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wasmfit.errors import KnowledgeError

FOLDERS = ("hosts", "languages", "packages", "targets", "toolchains")
FILES = ("capabilities.toml", "servers.toml", "services.toml", "structure.toml")


@dataclass(frozen=True, slots=True)
class Source:
    """One rule file: where it is, the name messages use, and the id it must carry."""

    path: Path
    label: str
    stem: str


@dataclass(frozen=True, slots=True)
class Root:
    """A folder laid out like ``rules/``; ``label`` stands for it in messages."""

    path: Path
    label: str

    def file(self, relative: str, stem: str = "") -> Source | None:
        """That file of the folder, if it is there."""
        path = self.path / relative
        if not path.is_file():
            return None
        return Source(path, f"{self.label}/{relative}", stem or path.stem)

    def files(self, folder: str, suffix: str = ".toml") -> tuple[Source, ...]:
        """The files of a subfolder with that suffix, sorted by name."""
        names = (name for name in self.names(folder) if name.endswith(suffix))
        found = (self.file(f"{folder}/{name}") for name in names)
        return tuple(source for source in found if source is not None)

    def names(self, folder: str) -> tuple[str, ...]:
        """What a subfolder holds, sorted; empty when there is no such folder."""
        place = self.path / folder
        if not place.is_dir():
            return ()
        return tuple(sorted(entry.name for entry in place.iterdir() if entry.name[0] != "."))


def roots(extra: Sequence[Path]) -> tuple[Root, ...]:
    """The shipped rules first, then the folders a user added, in their order."""
    return (shipped(), *(_added(path) for path in extra))


def shipped() -> Root:
    """The rules of this installation: inside the package, else beside the sources."""
    package = Path(__file__).resolve().parent.parent
    for place in (package / "rules", package.parent.parent / "rules"):
        if place.is_dir():
            return Root(place, "rules")
    message = "rules: this installation has no rule files (install wasmfit again)"
    raise KnowledgeError(message)


def _added(path: Path) -> Root:
    if not path.is_dir():
        message = f"{path}: there is no such folder of rules (name a folder laid out like rules/)"
        raise KnowledgeError(message)
    return Root(path, path.as_posix())


def strangers(root: Root) -> Iterator[str]:
    """A mistake for everything at the top of a folder that nobody would read."""
    expected = {*FOLDERS, *FILES}
    for entry in sorted(root.path.iterdir()):
        if entry.name not in expected and (entry.is_dir() or entry.suffix in {".toml", ".csv"}):
            yield (
                f"{root.label}/{entry.name}: nothing reads this"
                f" (expected {', '.join((*FILES, *FOLDERS))})"
            )
