"""Code that nobody reads: one gap per unit and language, so that it is not silent."""

from collections.abc import Iterator, Sequence

from wasmfit.model.facts import Gap
from wasmfit.model.project import Role, SourceFile, Unit


def unread_gaps(units: Sequence[Unit], unread: Sequence[SourceFile]) -> Iterator[Gap]:
    """What the units hold in languages that no reader takes."""
    own = {unit.id for unit in units}
    held: dict[tuple[str, str], list[SourceFile]] = {}
    for source in unread:
        if source.role is Role.SOURCE:
            unit = source.unit if source.unit in own else "."
            held.setdefault((unit, source.language), []).append(source)
    for (unit, language), sources in sorted(held.items()):
        size = sum(source.size for source in sources)
        files = f"{len(sources)} file{'s' if len(sources) != 1 else ''}"
        reason = f"{files} of {language} ({size:,} bytes): no reader takes that language yet"
        yield Gap(unit, "detect", reason, size)
