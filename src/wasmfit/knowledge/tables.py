"""Read the measured tables of a toolchain: symbols per target, and packages.

Tables are long and their rows mostly alike, so a row is cut at its first
comma and the rest is read once per distinct text.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wasmfit.knowledge.schema import FAILURES, SYMBOL_KINDS
from wasmfit.model.knowledge import Confidence, Evidence, Provision, Support

Table = dict[str, Provision]
Wrong = list[tuple[int, str]]
"""Mistakes of a table: (line, what is wrong)."""

Packed = list[Any]
"""A table without mistakes as an index keeps it: first cells one below the other,
the distinct texts of the other cells, and for each first cell which text is its."""

Known = Mapping[str, Evidence]


@dataclass(frozen=True, slots=True)
class Cells:
    """A kind of table: its heading, and what turns the cells after the first into a provision.

    ``read`` says what is wrong with the cells when they cannot be turned.
    """

    columns: str
    read: Callable[[list[str], Known], Provision | list[str]]


def borrowed(table: Table) -> Table:
    """The same answers taken over for another target: inferred."""
    seen: dict[int, Provision] = {}
    for provision in table.values():
        if id(provision) not in seen:
            evidence = replace(provision.evidence, confidence=Confidence.INFERRED)
            seen[id(provision)] = replace(provision, evidence=evidence)
    return {name: seen[id(provision)] for name, provision in table.items()}


def read(text: str, cells: Cells, evidence: Known) -> tuple[Table, Wrong]:
    """The provisions of a table by their first cell, and every mistake of the file."""
    heading, _, body = text.partition("\n")
    if heading.rstrip("\r") != cells.columns:
        told = f"the columns are {heading.strip() or 'missing'} (write {cells.columns})"
        return {}, [(1, told)]
    wrong: Wrong = []
    found: Table = {}
    known: dict[str, Provision | list[str]] = {}
    last = ""
    for line, name, rest in _rows(body):
        if rest not in known:
            known[rest] = _provision(rest, cells, evidence)
        provision = known[rest]
        if isinstance(provision, list):
            wrong.extend((line, text) for text in provision)
        else:
            found[name] = provision
        if name <= last:
            wrong.append((line, _misplaced(name, last)))
        last = name
    return found, wrong


def pack(text: str) -> Packed:
    """The form of a table that :func:`unpack` reads; the table must be without mistakes."""
    rows = list(_rows(text.partition("\n")[2]))
    rests = list(dict.fromkeys(rest for _, _, rest in rows))
    places = {rest: place for place, rest in enumerate(rests)}
    return ["\n".join(name for _, name, _ in rows), rests, [places[rest] for *_, rest in rows]]


def unpack(packed: Packed, cells: Cells, evidence: Known) -> Table | None:
    """The table that was packed; None when its rows no longer fit the evidence."""
    names, rests, places = packed
    provisions = [_provision(rest, cells, evidence) for rest in rests]
    right = [it for it in provisions if isinstance(it, Provision)]
    if len(right) < len(rests):
        return None
    return (
        dict(zip(names.split("\n"), map(right.__getitem__, places), strict=True)) if names else {}
    )


def _rows(body: str) -> Iterator[tuple[int, str, str]]:
    """Line number, first cell and unread rest of every row below the heading."""
    for line, row in enumerate(body.split("\n"), start=2):
        name, _, rest = row.rstrip("\r").partition(",")
        if name.startswith('"'):
            name, rest = _quoted(row)
        if row.strip():
            yield line, name, rest


def _quoted(row: str) -> tuple[str, str]:
    """A row whose first cell is in quotes: the cell, and the rest written again."""
    cells = next(csv.reader([row]))
    rest = io.StringIO()
    csv.writer(rest, lineterminator="").writerow(cells[1:])
    return cells[0], rest.getvalue()


def _misplaced(name: str, last: str) -> str:
    if not name:
        return "the first cell is empty (name what the row is about)"
    if name == last:
        return f'"{name}" is listed twice (keep one row)'
    return f'"{name}" stands after "{last}" (sort the rows by their first cell)'


def _provision(rest: str, cells: Cells, evidence: Known) -> Provision | list[str]:
    row = next(csv.reader([rest]), [])
    expected = cells.columns.count(",")
    if len(row) != expected:
        return [f"{len(row) + 1} cells (write {expected + 1}: {cells.columns})"]
    return cells.read(row, evidence)


def _symbol(row: list[str], evidence: Known) -> Provision | list[str]:
    kind, support, failure, mechanism, note, key = row
    wrong = [
        *_unless(kind, SYMBOL_KINDS, "kind"),
        *_unless(support, list(Support), "support"),
        *_unless(failure, ("", *FAILURES), "failure"),
        *_unless(key, evidence, "evidence"),
    ]
    return wrong or Provision(
        support=Support(support),
        evidence=evidence[key],
        failure=failure or None,
        mechanism=mechanism,
        note=note,
    )


def _package(row: list[str], evidence: Known) -> Provision | list[str]:
    version, support, note, key = row
    wrong = [
        *_unless(support, list(Support), "support"),
        *_unless(key, evidence, "evidence"),
    ]
    words = "; ".join(filter(None, (version and f"version {version}", note)))
    return wrong or Provision(support=Support(support), evidence=evidence[key], note=words)


def _unless(word: str, allowed: Collection[str], what: str) -> list[str]:
    if word in allowed:
        return []
    return [f'"{word}" is no {what} (use {", ".join(filter(None, allowed)) or "none yet"})']


SYMBOLS = Cells("symbol,kind,support,failure,mechanism,note,evidence", _symbol)
"""The measured symbols of one target."""

PACKAGES = Cells("name,version,support,note,evidence", _package)
"""The measured packages of a toolchain."""
