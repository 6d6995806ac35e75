"""The same sites for other programs: rule sets for ast-grep and semgrep, made from ``rules/``.

What they can be asked for is what stands in a file as ``package.name``: a
function, a constant or a type named through its package, or the call of a C
function. Methods (whose receiver has a type), paths in strings, link flags
and imports are left out: one side or the other has no way to say them. Every
rule of wasmfit becomes one rule there.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wasmfit.knowledge import load
from wasmfit.model.knowledge import Rule

Site = tuple[str, int]
"""A path relative to the tree, and a line."""

ANY = r"[A-Za-z_]\w*"


@dataclass(frozen=True, slots=True)
class Speech:
    """How a language names things.

    ``kinds`` are the nodes of the grammar that are a dotted name; empty where
    only calls of plain names count (C).
    """

    language: str
    kinds: tuple[str, ...]
    separator: str = "."


SPEECH: Mapping[str, Speech] = {
    speech.language: speech
    for speech in (
        Speech("go", ("selector_expression", "qualified_type")),
        Speech("python", ("attribute",)),
        Speech("javascript", ("member_expression",)),
        Speech("c", ()),
    )
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What one rule asks for: names as written, each with the symbol it stands for."""

    rule: str
    names: Mapping[str, str]


def asked(language: str) -> list[Asked]:
    """What the rules of a language ask for, as far as all programs can be asked."""
    found = []
    for rule in load((language,)).rules:
        if rule.language == language and not rule.retired:
            names = dict(_names(language, rule))
            if names:
                found.append(Asked(rule.name, names))
    return found


def _names(language: str, rule: Rule) -> Iterator[tuple[str, str]]:
    patterns = (p for m in rule.matches if m.kind in ("call", "use") for p in m.patterns)
    for pattern in sorted(patterns):
        name = written(language, pattern)
        if name:
            yield name, pattern


def written(language: str, symbol: str) -> str:
    """A symbol as it usually stands in a file; empty where it does not as such."""
    if language == "c":
        return symbol if re.fullmatch(r"\w+", symbol) else ""
    name = symbol.removeprefix("node:")
    if language == "go":
        name = symbol.rpartition("/")[2]
    shape = r"[A-Za-z_][\w-]*\.(\w+|\*)" if language != "python" else r"(\w+\.)+(\w+|\*)"
    return name if re.fullmatch(shape, name) else ""


def pattern(name: str) -> str:
    """A regular expression for a name; a final star is any name."""
    stem = re.escape(name.removesuffix("*"))
    return stem + ANY if name.endswith("*") else stem


def as_ast_grep(language: str, rules: Sequence[Asked]) -> str:
    """A rule file for ast-grep: nodes of a kind whose text is one of the names."""
    speech = SPEECH[language]
    documents = []
    for rule in rules:
        text = json.dumps(f"^(?:{'|'.join(map(pattern, sorted(rule.names)))})$")
        nodes = [{"kind": kind, "regex": json.loads(text)} for kind in speech.kinds]
        call = {"kind": "call_expression"}
        inside = {"has": {"field": "function", "regex": json.loads(text)}}
        body = {"any": nodes} if nodes else {**call, **inside}
        document = {"id": rule.rule, "language": language, "message": rule.rule, "rule": body}
        documents.append(json.dumps(document))
    return "\n---\n".join(documents) + "\n"


def as_semgrep(language: str, rules: Sequence[Asked]) -> str:
    """A rule file for semgrep: one pattern for each name."""
    return json.dumps(
        {
            "rules": [
                {
                    "id": rule.rule,
                    "languages": [language],
                    "severity": "WARNING",
                    "message": rule.rule,
                    "pattern-either": [
                        {"pattern": _shape(language, name)} for name in sorted(rule.names)
                    ],
                }
                for rule in rules
            ]
        }
    )


def _shape(language: str, name: str) -> str:
    if language == "c":
        return f"{name}(...)"
    return name.replace("*", "$NAME").replace("-", "_")


def as_literals(rules: Sequence[Asked]) -> str:
    """The names as plain strings, one a line, for ripgrep."""
    names = {name.removesuffix("*") for rule in rules for name in rule.names}
    return "\n".join(sorted(names)) + "\n"


def sites_of_ast_grep(out: Path, tree: Path) -> set[Site]:
    """Where ast-grep found something."""
    with out.open(encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return {(_below(one["file"], tree), one["range"]["start"]["line"] + 1) for one in found}


def sites_of_semgrep(out: Path, tree: Path) -> set[Site]:
    """Where semgrep found something."""
    found = json.loads(out.read_text("utf-8"))["results"]
    return {(_below(one["path"], tree), one["start"]["line"]) for one in found}


def sites_of_wasmfit(report: Path, rules: Sequence[Asked]) -> set[Site]:
    """Where a report of wasmfit finds one of the symbols that all were asked for."""
    symbols = {symbol for rule in rules for symbol in rule.names.values()}
    beginnings = tuple(symbol[:-1] for symbol in symbols if symbol.endswith("*"))
    found = json.loads(report.read_text("utf-8"))["findings"]
    return {
        (one["location"]["path"], one["location"]["start_line"])
        for one in found
        if one["kind"] in ("call", "ref")
        and (one["symbol"] in symbols or one["symbol"].startswith(beginnings or ("\0",)))
    }


def _below(path: str, tree: Path) -> str:
    return Path(path).relative_to(tree).as_posix()
