"""Read sources with and without what spares readers work: the facts have to be the same.

python -m tools.unfiltered TREE ...                    every source below these folders
python -m tools.unfiltered TREE --language go --most 1500

Readers look at little. They ask what a name means only where rules could care; they find such
names in the bytes of a file, and ask the tree only there; Go's does not even make a tree when none
occurs. ``differences`` reads every file once more while every name in every tree is looked at.
"""

# ruff: noqa: SLF001 - what is switched off is nobody else's business

import argparse
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from pathlib import Path
from unittest.mock import patch

from wasmfit import languages
from wasmfit.knowledge import load
from wasmfit.knowledge.index import RuleIndex
from wasmfit.languages.c.wanted import Wanted
from wasmfit.languages.go import read as go
from wasmfit.languages.javascript import exports as javascript_exports
from wasmfit.languages.javascript import occurrences as javascript
from wasmfit.languages.javascript import read as javascript_read
from wasmfit.languages.python import occurrences as python
from wasmfit.languages.python import read as python_read
from wasmfit.languages.rust import branches as rust_branches
from wasmfit.languages.rust import chains as rust
from wasmfit.languages.rust import read as rust_read
from wasmfit.model.facts import FileFacts
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Hints, Interest, Language
from wasmfit.syntax.tree import Node, text

EXPECTED = frozenset(
    {
        ("c", "+", "aliases"),
        ("c", "+", "gaps"),
        ("go", "-", "mentions"),
        ("javascript", "+", "gaps"),
    }
)
"""What more names bring: what C defines, and what is lost where a text is broken. The bytes of Go
mention more than its code.
"""

Files = Mapping[str, bytes]


@contextmanager
def everything() -> Iterator[None]:
    """Readers look at every name in a tree, whatever it is; what the bytes say is not asked."""
    with ExitStack() as changed:
        for thing, name, found in (
            (python_read._Reading, "_words", lambda reading: _names(reading.root)),
            (javascript_read._Reading, "_first_words", lambda reading: _names(reading.root)),
            (Wanted, "words", lambda _, words, **__: frozenset(w.decode() for w in words)),
            (go._Reading, "_heads", _heads),
            (go._Reading, "_members", _members),
            (go._Reading, "_may_hold_types", lambda _: True),
            (go._Reading, "_makes_types", lambda _: True),
        ):
            changed.enter_context(patch.object(thing, name, found))
        for module in (python, python_read):
            changed.enter_context(patch.object(module, "occurrences", _python))
        for module in (javascript, javascript_read, javascript_exports):
            changed.enter_context(patch.object(module, "occurrences", _javascript))
        for module in (rust, rust_branches):
            changed.enter_context(patch.object(module, "occurrences", _rust))
        for module in (rust, rust_read):
            changed.enter_context(patch.object(module, "chain_nodes", _chains))
        yield


def leaves(root: Node) -> Iterator[Node]:
    """Every leaf, in order."""
    todo = [root]
    while todo:
        node = todo.pop()
        if node.child_count:
            todo.extend(reversed(node.children))
        else:
            yield node


def _names(root: Node) -> set[str]:
    return {text(node) for node in leaves(root)}


def _python(root: Node, _: bytes, words: Collection[str]) -> Iterator[python.Place]:
    """Names, but those behind a dot; nothing is told of their members."""
    for node in leaves(root):
        if node.type == "identifier" and text(node) in words:
            parent = node.parent
            if parent is None or parent.child_by_field_name("attribute") != node:
                yield python.Place(node.start_byte, node.end_byte, text(node), "")


def _javascript(root: Node, _: bytes, words: Collection[str]) -> Iterator[Node]:
    return (n for n in leaves(root) if n.type in javascript.NAMES and text(n) in words)


def _rust(root: Node, _: bytes, words: Collection[str]) -> Iterator[Node]:
    for node in leaves(root):
        if text(node) in words:
            yield from rust._leaf(root, node.start_byte, node.end_byte)


def _chains(root: Node, *_: object) -> Iterator[Node]:
    for node in leaves(root):
        yield from rust._leaf(root, node.start_byte, node.end_byte)


def _heads(reading: go._Reading) -> Iterator[tuple[int, int]]:
    return (
        (node.start_byte, node.end_byte)
        for node in leaves(reading.code.root)
        if text(node) in reading.packages
    )


def _members(reading: go._Reading) -> Iterator[tuple[int, int]]:
    for node in leaves(reading.code.root):
        if text(node).encode() in reading.wanted.method_names and _is_member(node):
            yield node.start_byte, node.end_byte


def _is_member(node: Node) -> bool:
    parent = node.parent
    if parent is None or node.type == "field_identifier":
        return parent is not None and parent.type == "selector_expression"
    above = parent.parent
    return above is not None and above.child_by_field_name("key") == parent


def differences(language: Language, files: Files, interest: Interest) -> Iterator[str]:
    """What of the facts of some files changes when nothing is left out, one line each."""
    hints: Hints = {}
    for _ in range(2):
        plain = read(language, files, interest, hints)
        with everything():
            whole = read(language, files, interest, hints)
        for one, other in zip(plain, whole, strict=True):
            yield from (f"{one.path}: {line}" for line in _changes(language.id, one, other))
        if hints or not (hints := language.link(plain, interest).hints):
            return
        files = {path: data for path, data in files.items() if path in hints}


def read(language: Language, files: Files, interest: Interest, hints: Hints) -> list[FileFacts]:
    """The facts of some files."""
    return [
        language.read(_source(path, data, language), data, interest, hints.get(path, {}))
        for path, data in files.items()
    ]


def _source(path: str, data: bytes, language: Language) -> SourceFile:
    return SourceFile(path=path, size=len(data), language=language.id, role=Role.SOURCE, unit=".")


def _changes(language: str, plain: FileFacts, whole: FileFacts) -> Iterator[str]:
    for name in (part.name for part in fields(FileFacts)):
        before, after = _parts(getattr(plain, name)), _parts(getattr(whole, name))
        for sign, parts, others in (("-", before, after), ("+", after, before)):
            if (language, sign, name) not in EXPECTED:
                yield from (f"{sign} {name} {part!r}" for part in parts if part not in others)


def _parts(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def main() -> int:
    """Compare trees."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("trees", nargs="+", type=Path)
    parser.add_argument("--language")
    parser.add_argument("--most", type=int, default=0, help="a sample of so many files")
    options = parser.parse_args()
    index = RuleIndex(load().rules)
    told = 0
    for language in languages.readers():
        if options.language in (None, language.id):
            files = sources(options.trees, language, options.most)
            for line in differences(language, files, index.interest(language.id)):
                told += 1
                print(f"{language.id}: {line}")
            print(f"{language.id}: {len(files)} files")
    return 1 if told else 0


def sources(trees: Iterable[Path], language: Language, most: int = 0) -> dict[str, bytes]:
    """The sources of a language below some folders; ``most`` takes so many, evenly spread."""
    found = {
        path.relative_to(tree).as_posix(): path
        for tree in trees
        for path in sorted(tree.rglob("*"))
        if path.is_file()
        and (path.name.endswith(language.suffixes) or path.name in language.filenames)
    }
    every = max(1, len(found) // most) if most else 1
    return {name: found[name].read_bytes() for name in list(found)[::every]}


if __name__ == "__main__":
    raise SystemExit(main())
