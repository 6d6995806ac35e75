"""A unit as one profile sees it, and what nobody has read of it."""

from dataclasses import dataclass

from wasmfit.knowledge.answer import Answers
from wasmfit.model.facts import ModuleEdge
from wasmfit.model.project import SourceFile
from wasmfit.model.report import Finding, Split
from wasmfit.pipeline.net import Net
from wasmfit.stages import graph as graphs
from wasmfit.stages.plan import Situation
from wasmfit.stages.score import Tally

NO_CALLS = graphs.CallGraph()

SHORT = frozenset({"request", "call"})
"""Lifetimes that end before the next caller comes."""


@dataclass(frozen=True, slots=True)
class Angle:
    """A unit seen from one profile; ``costly`` are the findings that cost something there."""

    profile: str
    net: Net
    costly: tuple[Finding, ...]
    blocked: graphs.Blocked
    tally: Tally
    situation: Situation
    ends_with: str

    @property
    def split(self) -> Split | None:
        """The line through the unit."""
        return self.net.barred(self.blocked).split


@dataclass(frozen=True, slots=True)
class Wiring:
    """What holds a unit's code together: ``edges`` between files, or from one to a package.

    They may be everybody's. ``calls`` are those between definitions of its own files.
    """

    edges: tuple[ModuleEdge, ...]
    calls: graphs.CallGraph = NO_CALLS


@dataclass(frozen=True, slots=True)
class Unread:
    """Bytes of a unit's code that no finding speaks for.

    ``lost`` is unreadable, no reader takes ``compiled`` or ``foreign``, browsers run ``browsed``.
    """

    foreign: tuple[SourceFile, ...] = ()
    lost: int = 0
    compiled: int = 0
    browsed: int = 0


def ends_with(answers: Answers) -> str:
    """What an instance ends with on a profile's host, empty when it lives on."""
    host = answers.profile.host
    return host.lifetime if host is not None and host.lifetime in SHORT else ""
