"""The rules that are shipped: every hit fires, every miss is silent, no rule is idle."""

import re
from functools import cache

import pytest

from wasmfit.knowledge import load
from wasmfit.knowledge.examples import hit_failure, miss_failure, reader_of, uses_of, wasm_worlds
from wasmfit.knowledge.index import RuleIndex
from wasmfit.knowledge.roots import shipped
from wasmfit.languages import readers

KNOWN = load()
INDEX = RuleIndex(KNOWN.rules)
READERS = readers()
RULES = [rule for rule in KNOWN.rules if not rule.retired]
HITS = [(rule, hit) for rule in RULES for hit in rule.hits]
MISSES = [(rule, miss) for rule in RULES for miss in rule.misses]


def ids(examples):
    """``WF2201-python-process-spawn-1``: number, name, position among the rule's own."""
    counts: dict[str, int] = {}
    for rule, _ in examples:
        counts[rule.number] = counts.get(rule.number, 0) + 1
        yield f"{rule.number}-{rule.name}-{counts[rule.number]}"


def reader(rule):
    found = reader_of(rule, READERS)
    assert found is not None, f"nothing reads {rule.language}"
    return found


@cache
def worlds(language):
    return wasm_worlds(KNOWN, language)


@pytest.mark.parametrize(("rule", "hit"), HITS, ids=list(ids(HITS)))
def test_hit(rule, hit):
    assert hit_failure(rule, hit, INDEX, reader(rule)) == ""


@pytest.mark.parametrize(("rule", "miss"), MISSES, ids=list(ids(MISSES)))
def test_miss(rule, miss):
    language = reader(rule)
    assert miss_failure(rule, miss, INDEX, language, worlds(language.id)) == ""


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.number}-{rule.name}")
def test_without_the_rule_nothing_else_says_the_same(rule):
    """Dropping a rule makes one of its own hits go unseen: no other rule says the same there."""
    rest = RuleIndex(other for other in KNOWN.rules if other is not rule)
    language = reader(rule)
    unseen = [
        hit
        for hit in rule.hits
        if hit_failure(rule, hit, rest, language)
        and not any(
            other.capability == rule.capability
            for use in uses_of(hit.code, INDEX, language)
            if use.symbol == hit.symbol
            for other in rest.rules(language.id, use.kind, use.symbol)
        )
    ]
    assert unseen


def test_numbers_belong_to_their_language():
    first = {"c": "1", "cpp": "1", "python": "2", "rust": "3", "go": "4", "javascript": "5"}
    wrong = [rule.number for rule in KNOWN.rules if rule.number[2] != first.get(rule.language)]
    assert wrong == []


def test_rules_and_packages_never_name_a_wasi_interface():
    folder = shipped().path
    wrong = [
        path.relative_to(folder).as_posix()
        for part in ("languages", "packages")
        for path in sorted((folder / part).rglob("*.toml"))
        if re.search(r"wasi:[a-z]", path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_targets_and_hosts_never_name_a_package():
    folder = shipped().path
    wrong = [
        path.relative_to(folder).as_posix()
        for part in ("targets", "hosts")
        for path in sorted((folder / part).glob("*.toml"))
        if "pkg:" in path.read_text(encoding="utf-8")
    ]
    assert wrong == []
