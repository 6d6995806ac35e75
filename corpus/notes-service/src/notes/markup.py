"""A small markup: headings, lists, emphasis and links to HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

HEADING = re.compile(r"(#{1,4}) (.+)")
ITEM = re.compile(r"[-*] (.+)")
EMPHASIS = re.compile(r"\*([^*\n]+)\*")
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[([^\]\n]+)\]\((https?://[^)\s]+)\)")


def to_html(text: str) -> str:
    """The note as HTML; what looks like HTML in it is shown, not obeyed."""
    return "\n".join(_blocks(text.strip().split("\n")))


def _blocks(lines: list[str]) -> Iterator[str]:
    items: list[str] = []
    for line in [*lines, ""]:
        item = ITEM.fullmatch(line)
        if item:
            items.append(f"<li>{_inline(item[1])}</li>")
            continue
        if items:
            yield f"<ul>{''.join(items)}</ul>"
            items = []
        heading = HEADING.fullmatch(line)
        if heading:
            level = len(heading[1])
            yield f"<h{level}>{_inline(heading[2])}</h{level}>"
        elif line.strip():
            yield f"<p>{_inline(line)}</p>"


def _inline(text: str) -> str:
    safe = html.escape(text)
    safe = LINK.sub(r'<a href="\2">\1</a>', safe)
    safe = CODE.sub(r"<code>\1</code>", safe)
    return EMPHASIS.sub(r"<em>\1</em>", safe)
