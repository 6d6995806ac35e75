"""Who calls whom: names of services in variables, commands, links and orders of starting."""

import re
from collections.abc import Iterator, Mapping, Sequence

from wasmfit.model.deployment import Reference
from wasmfit.model.place import Location
from wasmfit.model.system import ServiceEdge
from wasmfit.model.versions import whole
from wasmfit.stages.assemble.joined import Joined

_HOST = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?"
    r"(?P<user>[^\s/@,;\"']{0,100}@)?"
    r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?)"
    r"(?::(?P<port>\d{1,5}))?"
)
_KEYED = re.compile(r"\b(?:host|server|data source|addr|address)\s*=\s*(?:tcp:)?$", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:^|_|\b)(?:HOST|HOSTS|HOSTNAME|ADDR|ADDRESS|URL|URI|SERVER|SERVERS|ENDPOINT|SERVICE|BROKER|BROKERS"
    r"|DSN|TARGET|UPSTREAM|BACKEND|PEER|NODES?|BOOTSTRAP)(?:$|_|\d)",
    re.IGNORECASE,
)
_SCHEMES = {
    "amqp": "amqp", "amqps": "amqp", "grpc": "grpc", "grpcs": "grpc", "h2c": "http", "http": "http",
    "https": "http", "kafka": "kafka", "mariadb": "mysql", "mongodb": "mongodb",
    "mongodb+srv": "mongodb", "mqtt": "mqtt", "mqtts": "mqtt", "mysql": "mysql", "nats": "nats",
    "postgres": "postgres", "postgresql": "postgres", "redis": "redis", "rediss": "redis",
    "tcp": "", "udp": "", "ws": "http", "wss": "http",
}  # fmt: skip
LONGEST = 2_000
"""Characters of a value that are looked at."""

MOST_EVIDENCE = 5
MOST_REFERENCES = 2_000
"""Places of one service that are looked at."""


def edges(
    every: Sequence[Joined], ids: Mapping[int, str], protocols: Mapping[str, str]
) -> tuple[ServiceEdge, ...]:
    """The edges between services, sorted.

    ``ids`` are the services' ids by their position, ``protocols`` what a
    service is known to speak.
    """
    names: dict[str, list[int]] = {}
    for position, one in enumerate(every):
        for name in one.names:
            names.setdefault(name.lower(), []).append(position)
    found: dict[tuple[str, str], ServiceEdge] = {}
    for position, one in enumerate(every):
        for reference in one.references[:MOST_REFERENCES]:
            for name, scheme, port in _named(reference, names):
                target = _nearest(one, names[name], every)
                if target == position:
                    continue
                protocol = _SCHEMES.get(scheme, "") or protocols.get(ids[target], "")
                _add(found, ids[position], ids[target], (protocol, port), reference)
    return tuple(found[key] for key in sorted(found))


def _nearest(one: Joined, positions: Sequence[int], every: Sequence[Joined]) -> int:
    """Of several services of one name that of the same system."""
    same = [position for position in positions if every[position].system == one.system]
    return (same or list(positions))[0]


def _named(
    reference: Reference, names: Mapping[str, Sequence[int]]
) -> Iterator[tuple[str, str, int | None]]:
    """Services a reference names: name, scheme, port."""
    value = reference.value[:LONGEST]
    if reference.kind in ("depends_on", "link", "route"):
        if value.lower() in names:
            yield value.lower(), "", None
        return
    for match in _HOST.finditer(value):
        name = match["host"].lower()
        name = name if name in names else name.partition(".")[0]
        if name in names and _is_address(reference, value, match):
            yield name, (match["scheme"] or "").lower().removeprefix("jdbc:"), _port(match)


def _port(match: re.Match[str]) -> int | None:
    return whole(match["port"]) if match["port"] else None


def _is_address(reference: Reference, value: str, match: re.Match[str]) -> bool:
    """Whether a word is meant as a host, and not just spelt like one."""
    if match["scheme"] or match["port"]:
        return True
    if _KEYED.search(value[: match.start()]):
        return True
    whole = match.start() == 0 and match.end() == len(value)
    return whole and reference.kind == "env" and bool(_ADDRESS.search(reference.name))


def _add(
    found: dict[tuple[str, str], ServiceEdge],
    source: str,
    target: str,
    told: tuple[str, int | None],
    reference: Reference,
) -> None:
    protocol, port = told
    old = found.get((source, target))
    evidence = old.evidence if old else ()
    shown = (_words(reference), reference.location)
    if shown not in evidence and len(evidence) < MOST_EVIDENCE:
        evidence = (*evidence, shown)
    found[source, target] = ServiceEdge(
        source=source,
        target=target,
        protocol=(old.protocol if old else "") or protocol,
        port=(old.port if old else None) or port,
        named=bool(old and old.named) or reference.kind != "depends_on",
        evidence=evidence,
    )


def _words(reference: Reference) -> str:
    """What stands there, without anything that may be a secret."""
    if reference.kind == "env":
        return f"env {reference.name}"
    return f"{reference.kind} {reference.value}" if reference.kind != "argument" else "command"


def location_key(evidence: tuple[str, Location]) -> tuple[str, int, int]:
    """Sort key of a piece of evidence."""
    return evidence[1].key
