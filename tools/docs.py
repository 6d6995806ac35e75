"""Write the pages under docs/ that are made from rules/, or check that they are up to date.

python -m tools.docs            write docs/rules/*.md, docs/capabilities/*.md, the pages about
                                targets, toolchains and hosts, the schemas, and the report that
                                README.md shows
python -m tools.docs --check    exit code 1 when a page is not what would be written
"""

import argparse
import contextlib
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path, PurePosixPath

from tools import docs_knowledge, docs_packages
from wasmfit.cli import main as wasmfit
from wasmfit.knowledge import load
from wasmfit.model.knowledge import Example, Knowledge, Rule
from wasmfit.render._contract import schema

DOCS = Path(__file__).resolve().parent.parent / "docs"
SHOWN = "corpus/notes-service"
NOTICE = "<!-- Made from rules/ by `make docs`. Change the rules, not this page. -->\n"


def main() -> int:
    """Write the pages, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only compare")
    check = parser.parse_args().check
    pages = dict(made(load()))
    stale = sorted({*pages, *present()} - {name for name in pages if is_current(name, pages)})
    for name in stale:
        print(f"docs/{name}: {'not up to date (run make docs)' if check else 'written'}")
        if not check:
            put(name, pages.get(name))
    return 1 if check and stale else 0


def made(known: Knowledge) -> Iterator[tuple[str, str]]:
    """Name below docs/ and text of every page."""
    rules = sorted(known.rules, key=lambda rule: (rule.origin, rule.number))
    subjects = {name: tuple(group) for name, group in groupby(rules, page_of)}
    yield "rules/README.md", index(subjects)
    for name, group in subjects.items():
        yield f"rules/{name}", "\n".join([NOTICE, f"# {title(name)}\n", *map(told, group)])
    yield "targets.md", targets(known)
    links = {it.number: f"rules/{page_of(it)}#{anchor(it)}" for it in rules}
    yield from docs_knowledge.pages(known, NOTICE, links)
    yield "packages.md", docs_packages.page(known, NOTICE)
    yield "../README.md", readme()
    yield "report.schema.json", json.dumps(schema(), indent=2, sort_keys=True) + "\n"


def present() -> Iterator[str]:
    """The pages that are there now."""
    for pattern in ("capabilities/*.md", "rules/*.md", "schemas/*.json"):
        for path in sorted(DOCS.glob(pattern)):
            yield path.relative_to(DOCS).as_posix()


def is_current(name: str, pages: Mapping[str, str]) -> bool:
    """Whether a page holds what would be written."""
    path = DOCS / name
    return path.is_file() and path.read_text("utf-8") == pages[name]


def put(name: str, text: str | None) -> None:
    """Write a page, or remove it when nothing makes it any more."""
    path = DOCS / name
    if text is None:
        path.unlink()
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def page_of(rule: Rule) -> str:
    """The page of a rule: one per rule file."""
    origin = PurePosixPath(rule.origin)
    return f"{origin.parent.name}-{origin.stem}.md"


def title(name: str) -> str:
    """The heading of a page: the language and the subject."""
    return name.removesuffix(".md").replace("-", ": ", 1).capitalize()


def index(subjects: Mapping[str, tuple[Rule, ...]]) -> str:
    """The table of all rules."""
    lines = [NOTICE, "# Rules\n", "| number | rule | capability | this code |", "|---|---|---|---|"]
    rows = [
        f"| {rule.number} | [{rule.name}]({page}#{anchor(rule)}) "
        f"| `{rule.capability}` | {rule.summary} |"
        for page, rules in subjects.items()
        for rule in rules
    ]
    return "\n".join([*lines, *sorted(rows), ""])


def anchor(rule: Rule) -> str:
    """Where the heading of a rule is found in its page."""
    return f"{rule.number}-{rule.name}".lower()


def told(rule: Rule) -> str:
    """Everything about one rule."""
    retired = "Retired: it no longer reports anything.\n\n" if rule.retired else ""
    return "\n".join(
        [
            f"## {rule.number} {rule.name}\n",
            f"{retired}This code {rule.summary}. {rule.why}\n",
            f"It needs `{rule.capability}`; one place costs {rule.effort} points.\n",
            *examples("Found", rule.hits[:1], rule.language),
            *examples("Not found", rule.misses[:2], rule.language),
            *remedies(rule),
            *matches(rule),
            *references(rule),
        ]
    )


def examples(heading: str, shown: tuple[Example, ...], language: str) -> Iterator[str]:
    """Code on which the rule fires, or on which it stays silent and why."""
    for example in shown:
        yield f"{heading}{f' ({example.why})' if example.why else ''}:\n"
        yield f"```{language}\n{example.code.rstrip()}\n```\n"


def remedies(rule: Rule) -> Iterator[str]:
    """What to do about it."""
    if rule.remedies:
        yield "What to do:\n"
    for remedy in rule.remedies:
        only = f", with {', '.join(remedy.toolchains)}" if remedy.toolchains else ""
        yield f"- *{remedy.action}* ({remedy.effort} points{only}): {remedy.text}"
    if rule.remedies:
        yield ""


def matches(rule: Rule) -> Iterator[str]:
    """What it looks for."""
    yield "Looks for:\n"
    for match in rule.matches:
        yield f"- {match.kind}: {', '.join(f'`{pattern}`' for pattern in match.patterns)}"
    yield ""


def references(rule: Rule) -> Iterator[str]:
    """Where to read more."""
    if rule.references:
        yield f"See {', '.join(f'<{reference}>' for reference in rule.references)}.\n"


def readme() -> str:
    """README.md with the report of the example application as it is now."""
    text = (DOCS.parent / "README.md").read_text("utf-8")
    report = printed_by("scan", str(DOCS.parent / SHOWN), "--no-repo-config").rstrip()
    block = f"```console\n$ wasmfit scan {SHOWN}\n{report}\n```"
    return re.sub(r"```console\n\$ wasmfit scan .*?```", lambda _: block, text, flags=re.DOTALL)


def targets(known: Knowledge) -> str:
    """The matrix of capabilities and targets, alone and through the toolchains of a language."""
    languages = sorted({name for it in known.toolchains.values() for name in it.languages})
    parts = [NOTICE, "# Targets\n", "What each target gives for each capability.\n", matrix()]
    for language in languages:
        intro = f"The same, seen through the toolchains of {language}.\n"
        parts += [f"## {language.capitalize()}\n", intro, matrix("--language", language)]
    return "\n".join(parts)


def matrix(*options: str) -> str:
    """What ``wasmfit targets`` prints as Markdown."""
    return printed_by("targets", "-o", "markdown", *options)


def printed_by(*arguments: str) -> str:
    """What a command prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = wasmfit(arguments)
    if code:
        message = f"wasmfit {' '.join(arguments)} ended with {code}"
        raise RuntimeError(message)
    return printed.getvalue()


if __name__ == "__main__":
    sys.exit(main())
