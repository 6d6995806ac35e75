"""What spares readers work changes no fact: names that are not followed, texts that are not parsed.

Readers find names in the bytes of a file before they ask a tree, and follow
those that rules speak of. ``tools/unfiltered.py`` switches that off.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.unfiltered import differences, leaves, read, sources
from wasmfit import languages
from wasmfit.knowledge import load
from wasmfit.knowledge.folders import folder_of
from wasmfit.knowledge.index import RuleIndex
from wasmfit.languages.go import read as go
from wasmfit.languages.python import read as python
from wasmfit.model.reader import Language
from wasmfit.syntax.tree import parse

ROOT = Path(__file__).resolve().parent.parent
KNOWN = load()
INDEX = RuleIndex(KNOWN.rules)
READERS = {language.id: language for language in languages.readers()}
GRAMMARS = {name: f"tree_sitter_{name}" for name in ("go", "javascript", "python", "rust")}
"""Languages whose dots may have blanks around them; C's macros are no trees."""

DOTS = frozenset({".", "?.", "::"})


def examples(language: Language) -> dict[str, bytes]:
    """The hits and misses of the rules, each in a folder of its own."""
    return {
        f"{rule.number}-{number}/a{language.suffixes[0]}": example.code.encode()
        for rule in KNOWN.rules
        if folder_of(rule.language) == folder_of(language.id)
        for number, example in enumerate((*rule.hits, *rule.misses))
    }


def applications(language: Language) -> dict[str, bytes]:
    return sources([ROOT / "corpus"], language)


@pytest.mark.parametrize("files", [examples, applications])
@pytest.mark.parametrize("name", READERS)
def test_facts_are_the_same_when_nothing_is_left_out(name, files):
    given = files(READERS[name])
    assert given
    assert list(differences(READERS[name], given, INDEX.interest(name))) == []


def blanked(grammar: str, data: bytes) -> bytes:
    """The same code with a blank before and behind each dot, but those of relative imports."""
    parts, last = list[bytes](), 0
    for leaf in leaves(parse(grammar, data).root_node):
        parent = leaf.parent
        if leaf.type in DOTS and (parent is None or "import" not in parent.type):
            parts += [data[last : leaf.start_byte], b" ", leaf.type.encode(), b" "]
            last = leaf.end_byte
    return b"".join((*parts, data[last:]))


def symbols(language: Language, files: dict[str, bytes]) -> Iterator[tuple[str, str, str]]:
    """Path, kind and symbol of the uses that rules speak of."""
    interest = INDEX.interest(language.id)
    for facts in language.link(read(language, files, interest, {}), interest).files:
        for use in facts.uses:
            if interest.wants(use.symbol):
                yield facts.path, use.kind.value, use.symbol


@pytest.mark.parametrize("name", GRAMMARS)
def test_blanks_around_dots_change_nothing(name):
    files = examples(READERS[name])
    odd = {path: blanked(GRAMMARS[name], data) for path, data in files.items()}
    assert sum(odd[path] != files[path] for path in files) > 100
    assert list(symbols(READERS[name], odd)) == list(symbols(READERS[name], files))


def told(name: str, code: bytes) -> set[str]:
    return set(differences(READERS[name], {f"a.{name}": code}, INDEX.interest(name)))


def test_a_text_that_should_have_been_parsed_is_seen(monkeypatch):
    monkeypatch.setattr(go._Reading, "_named", lambda *_: iter(()))
    (line,) = told("go", b'package a\nimport "os/exec"\nfunc f() { exec.Command("x") }\n')
    assert line.startswith("a.go: + uses")
    assert "os/exec.Command" in line


def test_a_name_that_should_have_been_followed_is_seen(monkeypatch):
    monkeypatch.setattr(python._Reading, "_is_followed", lambda *_: False)
    (line,) = told("python", b"import subprocess as s\ns.run()\n")
    assert line.startswith("a.python: + uses")
    assert "subprocess.run" in line
