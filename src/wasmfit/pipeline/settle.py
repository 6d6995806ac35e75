"""What the user has settled: the roles of files, and which findings do not count."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from wasmfit.model.facts import FileFacts, ManifestFacts
from wasmfit.model.knowledge import Rule
from wasmfit.model.project import Role
from wasmfit.model.report import Finding
from wasmfit.pipeline.options import Options
from wasmfit.stages.discover.gitignore import Ignore as Patterns
from wasmfit.stages.excerpt import excerpted
from wasmfit.stages.suppress import Silence, Suppressed, suppress

WHOLE = 8_000_000
"""Bytes: nothing larger is read, so this many are all of a file."""

Settle = Callable[[Sequence[Finding], Sequence[Rule]], Suppressed]
"""Findings and all rules in, findings with their lines and those silenced out."""


@dataclass(frozen=True, slots=True)
class Revisit:
    """What needs the files a second time; ``read`` gives a file's bytes."""

    settle: Settle
    read: Callable[[str], bytes]


def settler(
    options: Options, facts: Sequence[FileFacts | ManifestFacts], read: Callable[[str], bytes]
) -> Settle:
    """A function that applies comments and settings; ``read`` gives a file's bytes."""
    marks = {file.path: file.marks for file in facts if file.marks}
    silences = [Silence(ignore, _covers(ignore.path)) for ignore in options.ignores]

    def settle(findings: Sequence[Finding], rules: Sequence[Rule]) -> Suppressed:
        names = {rule.number: frozenset((rule.name, *rule.aliases)) for rule in rules}
        lines = excerpted(findings, read)
        return suppress(lines, marks, silences, names, options.today)

    return settle


def shown(rules: Sequence[Rule], findings: Sequence[Finding]) -> tuple[Rule, ...]:
    """The rules that some finding names, without what only a scan needs."""
    named = {finding.rule for finding in findings}
    return tuple(
        replace(rule, matches=(), hits=(), misses=(), origin="")
        for rule in sorted(rules, key=lambda rule: rule.number)
        if rule.number in named
    )


def role_by_pattern(wanted: Sequence[tuple[str, Role]]) -> Callable[[str], Role | None]:
    """A function that gives a path the role of the first pattern that covers it."""
    patterns = [(_covers(pattern), role) for pattern, role in wanted]

    def role_of(path: str) -> Role | None:
        return next((role for covers, role in patterns if covers(path)), None)

    return role_of


def _covers(pattern: str) -> Callable[[str], bool]:
    """Whether a pattern, in the language of ``.gitignore``, covers a file or a folder above it.

    An empty one covers everything.
    """
    if not pattern:
        return lambda _: True
    patterns = Patterns([pattern.encode("utf-8", "surrogatepass")])

    def covers(path: str) -> bool:
        parts = path.split("/")
        return any(
            patterns.verdict("/".join(parts[:end]), parts[end - 1], directory=end < len(parts))
            for end in range(1, len(parts) + 1)
        )

    return covers
