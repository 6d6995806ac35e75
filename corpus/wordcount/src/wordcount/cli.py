"""``wordcount [--top N] [--json] [FILE...]``"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator

from wordcount.count import Tally, count

DEFAULT_TOP = int(os.environ.get("WORDCOUNT_TOP", "10"))


def main(arguments: list[str] | None = None) -> int:
    """Count the files, or the standard input without any."""
    parser = argparse.ArgumentParser(prog="wordcount")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--top", type=int, default=DEFAULT_TOP)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        tally = count(_lines(options.files))
    except OSError as error:
        print(f"wordcount: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    print(as_json(tally, options.top) if options.json else as_text(tally, options.top))
    return 0


def as_text(tally: Tally, top: int) -> str:
    """A small table."""
    rows = [f"{number:8} {word}" for word, number in tally.frequent(top)]
    return "\n".join([f"{tally.lines} lines, {tally.total} words, {tally.characters} characters", *rows])


def as_json(tally: Tally, top: int) -> str:
    """The same for programs."""
    frequent = [{"word": word, "count": number} for word, number in tally.frequent(top)]
    return json.dumps({"lines": tally.lines, "words": tally.total, "frequent": frequent})


def _lines(files: list[str]) -> Iterator[str]:
    if not files:
        yield from sys.stdin
    for name in files:
        with open(name, encoding="utf-8", errors="replace") as file:
            yield from file


if __name__ == "__main__":
    sys.exit(main())
