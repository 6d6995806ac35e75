"""What ``wasmfit explain`` says of software that is deployed by image."""

import textwrap
from collections.abc import Iterator

from wasmfit.knowledge.services import Services
from wasmfit.model.knowledge import Confidence, Evidence, Knowledge
from wasmfit.model.services import KnownService, ServiceReplacement

WIDTH = 100
PREFIX = "image:"


def services(knowledge: Knowledge, thing: str) -> Iterator[list[str]]:
    """One text for the software of that id or name; ``image:`` asks for an image reference."""
    every = knowledge.services
    if thing.startswith(PREFIX):
        found = Services(every.values()).by_image(thing.removeprefix(PREFIX))
    else:
        named = (one for one in every.values() if thing.lower() in one.names)
        found = every.get(thing) or next(named, None)
    if found is not None:
        yield _told(found)


def _told(found: KnownService) -> list[str]:
    stays = {"keep": "stays in its container", "analyse": "a base image: the code on top decides"}
    lines = [f"{found.id} ({found.kind}): {stays[found.placement]}", *_wrapped(found.why)]
    lines += _wrapped(f"images and services called {', '.join(found.names)}")
    if found.embeds:
        lines.append(f"  runs Wasm inside itself: see the host {found.embeds}")
    lines += _wrapped(_grounds(found.evidence))
    if found.replacements:
        lines.append("  a Wasm part reaches it through")
    for one in found.replacements:
        lines += _replacement(one)
    return lines


def _replacement(one: ServiceReplacement) -> list[str]:
    where = f" on {', '.join(one.hosts)}" if one.hosts else ""
    note = f": {one.note}" if one.note else ""
    return [
        *_wrapped(f"{one.interface} ({one.status}){where}{note}", 4),
        *_wrapped(_grounds(one.evidence), 6),
    ]


def _grounds(evidence: Evidence) -> str:
    guessed = evidence.confidence is Confidence.INFERRED
    doubt = "inferred, not verified" if guessed else str(evidence.confidence)
    return f"[{doubt}: {evidence.source}, {evidence.checked}]"


def _wrapped(text: str, indent: int = 2) -> list[str]:
    space = " " * indent
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=space,
        subsequent_indent=space + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
