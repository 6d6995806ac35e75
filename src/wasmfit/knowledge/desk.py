"""Where rule files are read: every mistake is kept, everything read is hashed."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from wasmfit.errors import KnowledgeError
from wasmfit.knowledge.compiled import Index, fingerprint
from wasmfit.knowledge.places import line_of
from wasmfit.knowledge.roots import Root, Source
from wasmfit.knowledge.shapes import Context, Shape, mistakes_in
from wasmfit.knowledge.tables import Cells, Packed, Table, pack, read, unpack
from wasmfit.model.knowledge import Evidence

Value = TypeVar("Value")


@dataclass(slots=True)
class Desk:
    """Reads and checks files one by one; ``settle`` tells of all mistakes together.

    What the ``index`` has is not parsed and checked again. What was parsed is
    kept in ``fresh`` (name of the file to fingerprint and content), from
    which an index can be written.
    """

    index: Index = field(default_factory=Index)
    mistakes: list[str] = field(default_factory=list)
    fresh: dict[str, tuple[str, Any]] = field(default_factory=dict)
    _digest: Any = field(default_factory=hashlib.sha256)

    @property
    def version(self) -> str:
        """A short hash over the names and contents of all files read so far."""
        return str(self._digest.hexdigest()[:12])

    def document(self, source: Source, shape: Shape, context: Context) -> dict[str, Any] | None:
        """A TOML file that fits the shape; None when it does not."""
        content = self._content(source)
        mark = fingerprint(content, context)
        known: dict[str, Any] | None = self.index.find(source.label, mark)
        if known is not None:
            return known
        found = self._checked(self._text(source, content), source, shape, context)
        if found is not None:
            self.fresh[source.label] = (mark, found)
        return found

    def table(self, source: Source, cells: Cells, evidence: Mapping[str, Evidence]) -> Table:
        """A table in CSV whose rows ``cells`` understands; without the rows that are wrong."""
        content = self._content(source)
        mark = fingerprint(content)
        known: Packed | None = self.index.find(source.label, mark)
        table = None if known is None else unpack(known, cells, evidence)
        if table is not None:
            return table
        text = self._text(source, content)
        table, wrong = read(text, cells, evidence)
        self.mistakes.extend(f"{source.label}:{line}: row: {what}" for line, what in wrong)
        if not wrong:
            self.fresh[source.label] = (mark, pack(text))
        return table

    def _content(self, source: Source) -> bytes:
        content = source.path.read_bytes()
        self._digest.update(f"{source.label}\0{len(content)}\0".encode())
        self._digest.update(content)
        return content

    def _text(self, source: Source, content: bytes) -> str:
        """The content of a file; not being UTF-8 is a mistake and reads as empty."""
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            self.mistakes.append(
                f"{source.label}: file: byte {error.start} is not UTF-8 (save the file as UTF-8)"
            )
            return ""

    def _checked(
        self, text: str, source: Source, shape: Shape, context: Context
    ) -> dict[str, Any] | None:
        import tomli

        before = len(self.mistakes)
        try:
            document: dict[str, Any] = tomli.loads(text)
        except tomli.TOMLDecodeError as error:
            self.mistakes.append(f"{source.label}: file: not TOML: {error} (mend the syntax)")
            return None
        evidence = document.get("evidence")
        keys = frozenset(evidence) if isinstance(evidence, dict) else frozenset()
        context = replace(context, stem=source.stem, evidence=keys)
        for mistake in mistakes_in(document, shape, context):
            self.mistakes.append(f"{source.label}:{line_of(text, mistake.path)}: {mistake}")
        return document if len(self.mistakes) == before else None

    def documents(
        self, sources: Iterable[tuple[Root, Source]], shape: Shape, context: Context
    ) -> Iterator[tuple[Root, Source, dict[str, Any]]]:
        """Those of the files that fit the shape, with their content."""
        for root, source in sources:
            document = self.document(source, shape, context)
            if document is not None:
                yield root, source, document

    def settle(self) -> None:
        """Raise KnowledgeError when there was any mistake so far."""
        if self.mistakes:
            raise KnowledgeError("\n".join(self.mistakes))


@dataclass(slots=True)
class Shelf(Generic[Value]):
    """Entries by key.

    An entry of a later root takes the place of an earlier root's; the same
    key twice in one root is a mistake.
    """

    desk: Desk
    key: str
    taken: dict[str, tuple[Root, Source]] = field(default_factory=dict)
    entries: dict[str, Value] = field(default_factory=dict)

    def put(self, key: str, value: Value, root: Root, source: Source) -> None:
        """Add one entry."""
        owner = self.taken.get(key)
        if owner is not None and owner[0] == root:
            self.desk.mistakes.append(
                f'{source.label}: {self.key}: "{key}" is already taken in {owner[1].label}'
                " (no two entries may share it)"
            )
        self.taken[key] = (root, source)
        self.entries[key] = value

    def sorted(self) -> dict[str, Value]:
        """All entries in the order of their keys."""
        return {key: self.entries[key] for key in sorted(self.entries)}
