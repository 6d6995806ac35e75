"""Words of strangers made harmless: each format has its own dangers."""

import re

_FORBIDDEN_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~$&#]|^[-+=]|^\d+(?=[.)])|!(?=\[))")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def visible(text: str) -> str:
    """One line without control characters; those that were there are shown as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else _escape(c) for c in text)


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}"  # noqa: PLR2004 - one byte


def markdown(text: str) -> str:
    """Text that no Markdown reader takes for markup, a mention, HTML or the end of a cell."""
    shown = _MARKDOWN.sub(_quoted, visible(text))
    return shown.replace("@", "@\N{ZERO WIDTH SPACE}")  # a backslash does not stop a mention


def _quoted(match: re.Match[str]) -> str:
    """Markup as text; a number that would start a list keeps its digits."""
    return f"\\{match[0]}" if not match[0].isdigit() else f"{match[0]}\N{ZERO WIDTH SPACE}"


def code(text: str) -> str:
    """A code span; backticks cannot be escaped in one, so the fence grows."""
    shown = visible(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") or not shown.strip() else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def xml(text: str) -> str:
    """One line for an attribute or element.

    What XML cannot hold at all is replaced, what it can hold and nobody can see is escaped.
    """
    clean = _FORBIDDEN_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    if not clean.isprintable():
        clean = "".join(c if c.isprintable() or c in "\t\n\r" else _escape(c) for c in clean)
    for character, entity in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot")):
        clean = clean.replace(character, f"&{entity};")
    return clean.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


def cell(text: str) -> str:
    """A cell of a table that no spreadsheet takes for a formula."""
    shown = visible(text)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def percent(path: str) -> str:
    """A relative path as a URI reference."""
    return "".join(
        chr(byte) if byte in _UNRESERVED else f"%{byte:02X}"
        for byte in path.encode("utf-8", "surrogatepass")
    )


def points(score: float) -> str:
    """A score without decimals, the same before and after it was saved."""
    return f"{round(score, 2):.0f}"


def count(number: int, noun: str) -> str:
    """A number and its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
