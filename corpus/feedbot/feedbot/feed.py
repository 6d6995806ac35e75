"""RSS and Atom: entries from XML."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup

ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass(frozen=True)
class Entry:
    """One thing that a feed announces."""

    title: str
    address: str
    summary: str = ""


def entries(document: bytes) -> Iterator[Entry]:
    """The entries of a feed, in its order."""
    root = ET.fromstring(document)
    for item in root.iter("item"):
        yield _entry(item.findtext("title"), item.findtext("link"), item.findtext("description"))
    for item in root.iter(f"{ATOM}entry"):
        link = item.find(f"{ATOM}link")
        address = link.get("href") if link is not None else ""
        yield _entry(item.findtext(f"{ATOM}title"), address, item.findtext(f"{ATOM}summary"))


def _entry(title: str | None, address: str | None, summary: str | None) -> Entry:
    text = BeautifulSoup(summary or "", "html.parser").get_text(" ", strip=True)
    return Entry((title or "untitled").strip(), (address or "").strip(), text)
