"""Software that is known by the image or name it is deployed under, and what serves in code."""

from dataclasses import dataclass

from wasmfit.model.knowledge import Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceReplacement:
    """What a Wasm part imports in place of its own driver for a service.

    ``wit`` are the interfaces as WIT names them (without a version: that of
    the target). ``hosts`` are those that offer it (empty: all with the interface);
    ``status`` is ``standard``, ``draft`` (a WASI proposal), ``vendor`` (one
    host's own) or ``driver`` (a library over sockets).
    """

    interface: str
    status: str
    evidence: Evidence
    hosts: tuple[str, ...] = ()
    wit: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownService:
    """Software that is deployed by image: a database, a proxy, a base image.

    ``names`` are last parts of image references (or the last two,
    ``mssql/server``) and names of services. ``placement`` is ``keep``, or
    ``analyse`` where the code on top decides. ``embeds`` names the host that
    runs Wasm inside it, ``languages`` what is written in with these tools.
    """

    id: str
    kind: str
    placement: str
    names: tuple[str, ...]
    why: str
    evidence: Evidence
    protocol: str = ""
    ports: tuple[int, ...] = ()
    embeds: str = ""
    languages: tuple[str, ...] = ()
    replacements: tuple[ServiceReplacement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSign:
    """Symbols of one language that show a server.

    ``kind`` is ``framework`` (an object that answers requests: who makes one is
    a service) or ``listener`` (waits for connections: a sign only in what is an
    application anyway). A symbol that ends with ``*`` is a prefix.
    """

    id: str
    language: str
    kind: str
    symbols: tuple[str, ...]
    evidence: Evidence
