"""A component as the files of a scaffold need it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """Somebody a component calls: at an address, through an interface.

    ``component`` says that the other one is a component, too.
    """

    name: str
    address: str
    through: str
    status: str
    imports: tuple[str, ...]
    component: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """What one Wasm binary would be: its world, and what its host has to know.

    ``name`` is fit for WIT, ``title`` what people call it, ``path`` where its
    source lies. ``serves`` says that it answers requests; ``reads`` that it
    reads files.
    """

    name: str
    title: str
    path: str
    target: str
    serves: bool
    imports: tuple[str, ...]
    exports: tuple[str, ...]
    outbound: tuple[Outbound, ...]
    reads: bool
    replicas: int
    memory_mib: int | None
