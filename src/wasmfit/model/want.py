"""A place that asks something of the host, before anyone has looked at what it names."""

from dataclasses import dataclass

from wasmfit.model.place import Location


@dataclass(frozen=True, slots=True)
class Want:
    """A place where code needs something that the host has to allow, and how (``detail``)."""

    capability: str
    detail: str
    location: Location
