"""Options that say which knowledge to use, for the commands that show it."""

import argparse
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from wasmfit.errors import UsageError

if TYPE_CHECKING:
    from wasmfit.model.knowledge import Knowledge, Profile


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Offer ``--rules DIR``."""
    parser.add_argument(
        "--rules",
        action="append",
        default=[],
        type=Path,
        metavar="DIR",
        help="a folder laid out like rules/, added to the shipped ones or overriding them",
    )


def add_language(parser: argparse.ArgumentParser, meaning: str) -> None:
    """Offer ``--language``."""
    parser.add_argument("--language", metavar="LANGUAGE", help=meaning)


def add_targets(parser: argparse.ArgumentParser) -> None:
    """Offer ``--target``."""
    parser.add_argument(
        "--target",
        action="append",
        default=[],
        metavar="PROFILE",
        help="a target, or target+host (wasip2+spin); repeatable; without it every WASM target",
    )


def known(options: argparse.Namespace, languages: Collection[str] | None = None) -> "Knowledge":
    """The knowledge that the options ask for."""
    from wasmfit.knowledge import load

    return load(languages, options.rules)


def languages_of(knowledge: "Knowledge") -> tuple[str, ...]:
    """Every language that has rules or a toolchain, sorted."""
    found = {rule.language for rule in knowledge.rules}
    for toolchain in knowledge.toolchains.values():
        found.update(toolchain.languages)
    return tuple(sorted(found))


def language(options: argparse.Namespace, knowledge: "Knowledge") -> str:
    """The language asked for, empty when none was; UsageError when nothing is known of it."""
    from wasmfit.knowledge.hint import hint

    wanted: str = options.language or ""
    there = languages_of(knowledge)
    if wanted and wanted not in there:
        message = f"--language {wanted}: no such language ({hint(wanted, there)})"
        raise UsageError(message)
    return wanted


def profiles(options: argparse.Namespace, knowledge: "Knowledge") -> tuple["Profile", ...]:
    """The profiles asked for; else every target but the reference, standard ones first."""
    from wasmfit.knowledge.choose import profile_of
    from wasmfit.model.knowledge import Profile

    if options.target:
        return tuple(profile_of(knowledge, text) for text in options.target)
    targets = [target for target in knowledge.targets.values() if not target.reference]
    return tuple(
        Profile(target) for target in sorted(targets, key=lambda it: (not it.standard, it.id))
    )
