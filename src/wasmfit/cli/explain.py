"""``wasmfit explain``: what a rule, capability, symbol, package or platform means."""

import argparse
import sys
from collections.abc import Iterator

from wasmfit.cli import _known
from wasmfit.cli._command import Command
from wasmfit.errors import UsageError


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument(
        "thing",
        metavar="RULE|CAPABILITY|SYMBOL|PACKAGE|TARGET|TOOLCHAIN|HOST",
        help="WF2201, proc.spawn, subprocess.run, pkg:pypi/psycopg2, postgres, image:redis:7, ...",
    )
    _known.add_language(parser, "see it from this language")
    _known.add_targets(parser)
    _known.add_rules(parser)


def run(options: argparse.Namespace) -> int:
    """Print everything known under that name."""
    from wasmfit.cli._explained import View

    knowledge = _known.known(options)
    wanted = _known.language(options, knowledge)
    languages = (wanted,) if wanted else _known.languages_of(knowledge)
    view = View(knowledge, _known.profiles(options, knowledge), languages)
    texts = ["\n".join(lines) for lines in view.explain(options.thing)]
    if not texts:
        raise UsageError(_unknown(options.thing, view.names()))
    sys.stdout.write("\n\n".join(texts) + "\n")
    return 0


def _unknown(thing: str, names: frozenset[str]) -> str:
    from wasmfit.knowledge.hint import hint

    inside = sorted(_ending(thing, names))
    if inside:
        mend = f"did you mean {' or '.join(inside[:3])}?"
    else:
        mend = hint(thing, names, "see wasmfit rules list, wasmfit targets")
    return f"{thing}: no such rule, capability, symbol, package or service ({mend})"


def _ending(thing: str, names: frozenset[str]) -> Iterator[str]:
    """Names whose last part it is: somebody wrote ``Popen``."""
    for name in names:
        if name.endswith((f".{thing}", f"::{thing}", f"/{thing}", f":{thing}")):
            yield name


COMMAND = Command(
    "explain", "say what a rule, capability, symbol, package or platform means", configure, run
)
