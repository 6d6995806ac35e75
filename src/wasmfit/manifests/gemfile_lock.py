"""``Gemfile.lock``: what Bundler resolved."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from wasmfit.manifests._lines import decoded
from wasmfit.manifests._locked import Entry, Need, locked
from wasmfit.model.facts import Gap, ManifestFacts
from wasmfit.model.place import Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_SPEC = re.compile(r" {4}(?P<name>[^\s(]+) \((?P<version>[^)\s]+)\)\s*$")
_NEED = re.compile(r" {6}(?P<name>[^\s(!]+)")
_ASKED = re.compile(r" {2}(?P<name>[^\s(!]+)")
_REMOTE = re.compile(r" {2}remote: (?P<place>\S+)")
_VERSION = re.compile(r"(?P<version>\d[^-]*)(?:-(?P<platform>.+))?$")
_SOURCES = frozenset({"GEM", "GIT", "PATH", "PLUGIN SOURCE"})
_NATIVE_SYMBOL = "ruby-extension"
_INTERPRETED = frozenset({"java", "jruby", "ruby"})
"""Platforms of gems that hold no compiled code."""


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """All gems; what is no lockfile of Bundler becomes a gap."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    reading = _Reading(file.path)
    for number, line in enumerate(text.split("\n"), 1):
        reading.take(number, line.rstrip("\r"))
    if text.strip() and not reading.sections:
        reading.gaps.append(Gap(file.path, "extract", "no section of a Gemfile.lock", len(data)))
    found = locked(file.path, list(reading.gems.values()), reading.roots())
    return ManifestFacts(path=file.path, dependencies=tuple(found), gaps=tuple(reading.gaps))


MANIFEST = Manifest(
    id="gemfile_lock",
    ecosystem="gem",
    patterns=("Gemfile.lock", "gems.locked", "*.gemfile.lock"),
    read=_read,
    languages=("ruby",),
    lock=True,
)


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    path: str
    sections: int = 0
    gems: dict[str, Entry] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    _section: str = ""
    _place: str = ""
    _gem: str = ""

    def take(self, number: int, line: str) -> None:
        """One line; what belongs together is told by its indentation."""
        if line and not line.startswith(" "):
            self._section, self._place, self._gem = line.strip(), "", ""
            self.sections += self._section in _SOURCES or self._section == "DEPENDENCIES"
        elif self._section in _SOURCES:
            self._source(number, line)
        elif self._section == "DEPENDENCIES" and (match := _ASKED.match(line)):
            self.asked.append(match["name"])

    def _source(self, number: int, line: str) -> None:
        if remote := _REMOTE.match(line):
            self._place = remote["place"]
        elif match := _SPEC.match(line):
            start, end = match.span("name")
            self._gem = match["name"]
            self._add(match["name"], match["version"], Span(number, start + 1, number, end + 1))
        elif (match := _NEED.match(line)) and self._gem in self.gems:
            gem = self.gems[self._gem]
            self.gems[self._gem] = replace(gem, needs=(*gem.needs, Need(match["name"])))

    def _add(self, name: str, version: str, span: Span) -> None:
        """One gem, told once: builds for further platforms only tell that it is compiled."""
        parts = _VERSION.match(version)
        platform = parts["platform"] if parts else None
        native = platform is not None and platform not in _INTERPRETED
        signs = (_NATIVE_SYMBOL,) if native else ()
        known = self.gems.get(name)
        if known is not None:
            self.gems[name] = replace(known, signs=known.signs or signs)
            return
        self.gems[name] = Entry(
            key=name,
            base=f"pkg:gem/{name}",
            version=parts["version"] if parts else version,
            span=span,
            signs=signs,
            local=self._section == "PATH" and not self._place.startswith(("/", "..")),
        )

    def roots(self) -> Iterator[Need]:
        """What the Gemfile asks for, and what gems of the repository need."""
        yield from map(Need, self.asked)
        for gem in self.gems.values():
            if gem.local:
                yield from gem.needs
