"""``setup.cfg``: the declarative half of setuptools."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wasmfit.manifests._pypi import (
    BadRequirementError,
    dependency,
    native_build,
    requirement,
)
from wasmfit.model.facts import Dependency, Gap, ManifestFacts, Scope
from wasmfit.model.place import Span
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Manifest

_STAGE = "extract"
_DECLARATION = re.compile(rb"^\[(?:metadata|options)\]", re.MULTILINE)
_SECTION = re.compile(r"\[([^\]]+)\]\s*$")
_OPTION = re.compile(r"([^\s=:#;\[][^=:]*+)[=:]\s?")
_REQUIREMENTS = {
    ("options", "install_requires"): Scope.RUNTIME,
    ("options", "setup_requires"): Scope.BUILD,
    ("options", "tests_require"): Scope.DEV,
}
_ENTRY_POINTS = frozenset({"options.entry_points", "entry_points"})
_STARTS = frozenset({"console_scripts", "gui_scripts"})


@dataclass(frozen=True, slots=True)
class _Value:
    """One line of an option's value; ``inline`` says that it stands behind the option's name."""

    section: str
    option: str
    text: str
    span: Span
    inline: bool


def _declares(head: bytes) -> bool:
    """Whether it describes a package, not only settings of tools."""
    return _DECLARATION.search(head) is not None


def _read(file: SourceFile, data: bytes) -> ManifestFacts:
    """Name, dependencies and scripts; a line that is no requirement becomes a gap."""
    values = tuple(_values(data.decode("utf-8-sig", "replace")))
    gaps: list[Gap] = []
    dependencies = tuple(_dependencies(file.path, values, gaps))
    native = native_build(dependencies)
    name = next((v.text for v in values if (v.section, v.option) == ("metadata", "name")), "")
    return ManifestFacts(
        path=file.path,
        name=name,
        dependencies=dependencies,
        scripts=tuple(sorted({script for value in values for script in _scripts(value)})),
        packaged=any(value.section in ("metadata", "options") for value in values),
        uses=(native,) if native else (),
        gaps=tuple(gaps),
    )


MANIFEST = Manifest(
    id="setup_cfg",
    ecosystem="pypi",
    patterns=("setup.cfg",),
    read=_read,
    unit=True,
    declares=_declares,
    languages=("python",),
)


def _values(text: str) -> Iterator[_Value]:
    """Every line that belongs to an option; indented lines continue the option above."""
    section = option = ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip()
        if not line or line.lstrip().startswith(("#", ";")):
            continue
        if header := _SECTION.match(line):
            section, option = header[1].strip(), ""
            continue
        start = len(line) - len(line.lstrip())
        inline = start == 0
        if inline and (match := _OPTION.match(line)):
            option, start = match[1].strip().lower().replace("-", "_"), match.end()
        text_there = line[start:].strip()
        if option and text_there:
            column = line.index(text_there, start) + 1
            span = Span(number, column, number, column + len(text_there))
            yield _Value(section, option, text_there, span, inline)


def _scope(value: _Value) -> Scope | None:
    if value.section == "options.extras_require":
        return Scope.OPTIONAL
    return _REQUIREMENTS.get((value.section, value.option))


def _dependencies(path: str, values: tuple[_Value, ...], gaps: list[Gap]) -> Iterator[Dependency]:
    for value in values:
        scope = _scope(value)
        if scope is None or value.text.startswith("file:"):
            continue
        more = any(one.option == value.option and not one.inline for one in values)
        for text, span in [(value.text, value.span)] if more else _several(value):
            try:
                yield dependency(requirement(text), scope, path, span)
            except BadRequirementError as error:
                reason = f"not a requirement: {error}"
                gaps.append(Gap(path, _STAGE, reason, line=span.start_line))


def _several(value: _Value) -> Iterator[tuple[str, Span]]:
    """The requirements of an option that has one line only: there ``;`` separates them."""
    column = value.span.start_column
    for part in value.text.split(";"):
        text = part.strip()
        start = column + len(part) - len(part.lstrip())
        line = value.span.start_line
        if text:
            yield text, Span(line, start, line, start + len(text))
        column += len(part) + 1


def _scripts(value: _Value) -> Iterator[str]:
    if value.section in _ENTRY_POINTS and value.option in _STARTS and "=" in value.text:
        yield value.text.partition("=")[2].partition("[")[0].strip()
