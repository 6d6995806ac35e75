"""``wasmfit rules``: list the rules, or try the examples that every rule carries."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from wasmfit.cli import _known
from wasmfit.cli._command import Command
from wasmfit.model.knowledge import Knowledge, Rule


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, act, text in (
        ("list", _list, "number, name, capability and summary of every rule"),
        ("test", _test, "run every hit and miss of every rule; exit code 1 when one is wrong"),
    ):
        action = actions.add_parser(name, help=text, description=text)
        _known.add_language(action, "only the rules of this language")
        _known.add_rules(action)
        if act is _test:
            action.add_argument(
                "folder",
                nargs="?",
                type=Path,
                metavar="DIR",
                help="a folder laid out like rules/: check it, and try only the rules in it",
            )
        action.set_defaults(act=act, folder=None)


def run(options: argparse.Namespace) -> int:
    """Do what was asked for."""
    if options.folder is not None:
        options.rules.append(options.folder)
    knowledge = _known.known(options)
    wanted = _known.language(options, knowledge)
    rules = tuple(
        rule
        for rule in knowledge.rules
        if wanted in ("", rule.language) and _is_below(rule.origin, options.folder)
    )
    act = options.act
    code: int = act(rules, knowledge)
    return code


def _is_below(origin: str, folder: Path | None) -> bool:
    return folder is None or origin.startswith(f"{folder.as_posix()}/")


def _list(rules: tuple[Rule, ...], _: Knowledge) -> int:
    from wasmfit.cli._matrix import aligned

    rows = [
        (rule.number, rule.name, rule.capability, _summary(rule))
        for rule in sorted(rules, key=lambda rule: rule.number)
    ]
    sys.stdout.writelines(f"{line}\n" for line in aligned(rows))
    return 0


def _summary(rule: Rule) -> str:
    return f"(retired) {rule.summary}" if rule.retired else rule.summary


def _test(rules: tuple[Rule, ...], knowledge: Knowledge) -> int:
    rules = tuple(rule for rule in rules if not rule.retired)
    wrong = list(_failures(rules, knowledge))
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    hits = sum(len(rule.hits) for rule in rules)
    misses = sum(len(rule.misses) for rule in rules)
    print(f"rules: {len(rules)}, hits: {hits}, misses: {misses}, wrong: {len(wrong)}")
    return 1 if wrong else 0


def _failures(rules: tuple[Rule, ...], knowledge: Knowledge) -> Iterator[str]:
    from wasmfit.knowledge.examples import failures, reader_of, wasm_worlds
    from wasmfit.knowledge.index import RuleIndex
    from wasmfit.languages import readers

    index, languages = RuleIndex(knowledge.rules), readers()
    for rule in rules:
        reader = reader_of(rule, languages)
        if reader is None:
            yield f"{rule.origin}: {rule.number} {rule.name}: nothing reads {rule.language}"
            continue
        worlds = wasm_worlds(knowledge, reader.id)
        for failure in failures(rule, index, reader, worlds):
            yield f"{rule.origin}: {rule.number} {rule.name}: {failure}"


COMMAND = Command("rules", "list the rules, or try their examples", configure, run)
