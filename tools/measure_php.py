"""Turn what measure_php.mjs printed into a table of php-wasm.

    node tools/measure_php.mjs FOLDER > RESULT.json
    python -m tools.measure_php RESULT.json TABLE

A function that returns something else than on Linux has failed in PHP's way; those that
probes/php.json lists as lies say that they succeeded.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tools.guest_tables import Outcome, Row, graded, write_table

PROBES = Path(__file__).with_name("probes") / "php.json"
MOUNT = "mount a directory of the host (php.mount)"
ABSENT = ("Error: Call to undefined function", "Error: Class ", "(absent)")


def main(result: str, table: str) -> None:
    """Write the table."""
    told = json.loads(Path(result).read_text("utf-8"))
    write_table(Path(table), rows(told["rows"]))


def rows(told: Iterable[Sequence[str]]) -> Iterator[Row]:
    """The rows for what was printed: name, kind, how it ended, detail."""
    wanted = json.loads(PROBES.read_text("utf-8"))
    lies, code = wanted["lies"], wanted["probes"]
    for name, kind, end, text in told:
        if end == "ok" and "'/tmp" in code.get(name, ""):
            yield Row(name, kind, "shimmed", "", MOUNT, "files live in memory", "run")
        elif text == json.dumps("(absent)"):
            yield graded(name, kind, Outcome("raised", "(absent)"), ABSENT)
        elif end == "value" and name not in lies:
            yield graded(name, kind, Outcome("failed", f"returns {text}"), ABSENT)
        else:
            yield graded(name, kind, Outcome(end, text), ABSENT)


if __name__ == "__main__":
    main(*sys.argv[1:])
