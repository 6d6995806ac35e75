"""What the stage asks of knowledge and of the units, wired by the pipeline."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wasmfit.model.knowledge import Host
from wasmfit.model.report import UnitReport
from wasmfit.model.services import KnownService


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """``by_image`` and ``by_name`` say what a service is known as, ``hosts`` are all hosts.

    ``units`` are the units with source, by their folder ("" for the root);
    ``targets`` maps a profile to its target, ``without_sockets`` are targets
    that cannot call out; ``chosen`` is the host asked for.
    """

    by_image: Callable[[str], KnownService | None]
    by_name: Callable[[str], KnownService | None]
    hosts: Sequence[Host]
    units: Mapping[str, UnitReport]
    targets: Mapping[str, str]
    chosen: str
    without_sockets: frozenset[str] = frozenset()
