"""Read the measured tables of a toolchain: symbols per target, and packages.

Tables are long and their rows mostly alike, so a row is cut at its first
comma and the rest is read once per distinct text.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from wasmfit.knowledge.schema import FAILURES, SYMBOL_KINDS
from wasmfit.model.knowledge import Confidence, Evidence, Provision, Support

SYMBOL_COLUMNS = "symbol,kind,support,failure,mechanism,note,evidence"
PACKAGE_COLUMNS = "name,version,support,note,evidence"

Table = dict[str, Provision]
Wrong = list[tuple[int, str]]
"""Mistakes of a table: (line, what is wrong)."""

Known = Mapping[str, Evidence]
Cells = Callable[[list[str], Known], Provision | list[str]]
"""Turns the cells after the first into a provision, or says what is wrong with them."""


def read_symbols(text: str, evidence: Known) -> tuple[Table, Wrong]:
    """The measured symbols of one target, and every mistake of the file."""
    return _read(text, SYMBOL_COLUMNS, _symbol, evidence)


def read_packages(text: str, evidence: Known) -> tuple[Table, Wrong]:
    """The measured packages of a toolchain by name, and every mistake of the file."""
    return _read(text, PACKAGE_COLUMNS, _package, evidence)


def borrowed(table: Table) -> Table:
    """The same answers taken over for another target: inferred."""
    seen: dict[int, Provision] = {}
    for provision in table.values():
        if id(provision) not in seen:
            evidence = replace(provision.evidence, confidence=Confidence.INFERRED)
            seen[id(provision)] = replace(provision, evidence=evidence)
    return {name: seen[id(provision)] for name, provision in table.items()}


def _read(text: str, columns: str, cells: Cells, evidence: Known) -> tuple[Table, Wrong]:
    heading, _, body = text.partition("\n")
    if heading.rstrip("\r") != columns:
        return {}, [(1, f"the columns are {heading.strip() or 'missing'} (write {columns})")]
    wrong: Wrong = []
    found: Table = {}
    read: dict[str, Provision | list[str]] = {}
    last = ""
    for line, name, rest in _rows(body):
        if rest not in read:
            read[rest] = _provision(rest, columns, cells, evidence)
        provision = read[rest]
        if isinstance(provision, list):
            wrong.extend((line, text) for text in provision)
        else:
            found[name] = provision
        if name <= last:
            wrong.append((line, _misplaced(name, last)))
        last = name
    return found, wrong


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


def _provision(rest: str, columns: str, cells: Cells, evidence: Known) -> Provision | list[str]:
    row = next(csv.reader([rest]), [])
    expected = columns.count(",")
    if len(row) != expected:
        return [f"{len(row) + 1} cells (write {expected + 1}: {columns})"]
    return cells(row, evidence)


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
