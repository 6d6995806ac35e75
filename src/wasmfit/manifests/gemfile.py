"""``Gemfile``: what a Ruby project asks Bundler for, as far as it says so in so many words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wasmfit.manifests._lines import HASH_COMMENTS, Text, blanked, decoded
from wasmfit.model.condition import NEVER, UNSURE
from wasmfit.model.facts import Dependency, Gap, Guard, ManifestFacts, Scope
from wasmfit.model.place import Location
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_STRING = r"""(?<!\\)(?:"(?>(?:[^"\\\n#]++|\\.|\#(?!\{))*)"|'(?>(?:[^'\\\n]++|\\.)*)')"""
_GEM = re.compile(rf"gem[ (]\s*(?P<name>{_STRING})(?P<rest>.*)")
_UNSAID = re.compile(r"gem[ (]\s*[^\s=.)]")
_WHEN = re.compile(r"(?:^|\s)(?P<text>(?:if|unless)\s.+)$")
_WINDOWS = re.compile(r"if\s+Gem\.win_platform\?$")
_VERSIONS = re.compile(rf"\s*,\s*(?P<version>{_STRING})(?!\s*=>)")
_OPTION = r"(?::{0}\s*=>|\b{0}:)\s*(?P<value>\[[^\[\]]*\]|%i\[[^\[\]]*\]|:\w+|{1})"
_GROUPS = re.compile(_OPTION.format("groups?", _STRING))
_PLATFORMS = re.compile(_OPTION.format("platforms?", _STRING))
_PATH = re.compile(rf"(?::path\s*=>|\bpath:)\s*{_STRING}")
_BLOCK = re.compile(
    r"(?P<word>group|platforms?|path|source|git|github|gemspec|if|unless|case|while|begin|def|\w+)\b"
    r"(?P<rest>.*)"
)
_OPENS = re.compile(r"\bdo\b\s*+(?:\|[^|]*+\|\s*+)?$")
_WORDS = re.compile(r"\w+")
_CONTROL = frozenset({"if", "unless", "case", "while", "begin", "def", "until", "for"})
_DEVELOPMENT = frozenset(
    {"ci", "debug", "dev", "development", "doc", "docs", "lint", "test", "tests", "tools"}
)
_FOREIGN = re.compile(r"(?:x64_)?(?:mswin|mingw|windows)|jruby|truffleruby|java|rbx", re.IGNORECASE)


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """The gems; a call whose name is not written out becomes a gap."""
    text = decoded(file, data)
    if isinstance(text, Gap):
        return ManifestFacts(path=file.path, gaps=(text,))
    reading = _Reading(file.path, Text(blanked(text, HASH_COMMENTS)))
    found = tuple(reading.dependencies())
    return ManifestFacts(path=file.path, dependencies=found, gaps=tuple(reading.gaps))


MANIFEST = Manifest(
    id="gemfile",
    ecosystem="gem",
    patterns=("Gemfile", "gems.rb", "*.gemfile"),
    read=_read,
    unit=True,
    declares=lambda head: b"gem" in head,
    languages=("ruby",),
)


@dataclass(frozen=True, slots=True)
class _Block:
    """What holds inside ``do … end``."""

    groups: frozenset[str] | None = None
    platforms: str = ""
    local: bool = False
    when: str = ""


@dataclass(slots=True)
class _Reading:
    """One pass over the lines, with the blocks that are open."""

    path: str
    source: Text
    gaps: list[Gap] = field(default_factory=list)
    _blocks: list[_Block] = field(default_factory=list)

    def dependencies(self) -> Iterator[Dependency]:
        offset = 0
        for line in self.source.text.split("\n"):
            start = offset + len(line) - len(line.lstrip())
            offset += len(line) + 1
            statement = line.strip()
            if match := _GEM.match(statement):
                yield from self._gem(match, start)
            elif _UNSAID.match(statement):
                reason = "the name of a gem is worked out when the Gemfile runs, and nothing is run"
                self.gaps.append(Gap(self.path, _STAGE, reason, line=self.source.line(start)))
            else:
                self._nest(statement)

    def _gem(self, match: re.Match[str], start: int) -> Iterator[Dependency]:
        name, rest = match["name"][1:-1], match["rest"]
        groups = self._groups(rest)
        if _PATH.search(rest) or any(block.local for block in self._blocks) or not name:
            return
        at = start + match.start("name") + 1
        span = self.source.span(at, at + len(name))
        yield Dependency(
            purl=f"pkg:gem/{name}",
            scope=_scope(groups),
            direct=True,
            location=Location(self.path, span),
            requested=", ".join(_versions(rest)),
            guard=self._guard(rest, span.start_line),
        )

    def _groups(self, rest: str) -> frozenset[str]:
        own = _GROUPS.search(rest)
        named = [block.groups for block in self._blocks if block.groups is not None]
        if own:
            named.append(frozenset(_words(own["value"])))
        return frozenset[str]().union(*named)

    def _guard(self, rest: str, line: int) -> Guard | None:
        """Platforms that are all foreign to Wasm (other interpreters, Windows), or an ``if``."""
        own = _PLATFORMS.search(rest)
        stated = [own["value"]] if own else []
        stated += [block.platforms for block in self._blocks if block.platforms]
        for text in stated:
            words = _words(text)
            if words and all(_FOREIGN.fullmatch(word) for word in words):
                return Guard(NEVER, f"platforms {', '.join(words)}", self.path, line)
        conditions = [block.when for block in self._blocks if block.when]
        conditions += [match["text"].strip() for match in _WHEN.finditer(rest)]
        if not conditions:
            return None
        foreign = any(_WINDOWS.match(text) for text in conditions)
        return Guard(NEVER if foreign else UNSURE, conditions[-1], self.path, line)

    def _nest(self, statement: str) -> None:
        """Blocks that open and close; the body of one that is not understood counts."""
        match = _BLOCK.match(statement)
        word = match["word"] if match else ""
        if word == "end":
            if self._blocks:
                self._blocks.pop()
        elif word in _CONTROL:
            self._blocks.append(_Block(when=statement if word in ("if", "unless") else ""))
        elif match and _OPENS.search(statement):
            inside = _OPENS.sub("", match["rest"])
            self._blocks.append(
                _Block(
                    frozenset(_words(inside)) - {"optional", "true"} if word == "group" else None,
                    inside if word.startswith("platform") else "",
                    word == "path",
                )
            )


def _scope(groups: frozenset[str]) -> Scope:
    """Run time without a group; with groups all for developers, theirs."""
    if not groups or groups & {"default", "production"}:
        return Scope.RUNTIME
    if groups <= _DEVELOPMENT:
        return Scope.DEV
    return Scope.RUNTIME if groups - _DEVELOPMENT == {"assets"} else Scope.OPTIONAL


def _versions(rest: str) -> Iterator[str]:
    at = 0
    while match := _VERSIONS.match(rest, at):
        yield match["version"][1:-1]
        at = match.end()


def _words(text: str) -> list[str]:
    return [word for word in _WORDS.findall(text.removeprefix("%i")) if word != "i"]
