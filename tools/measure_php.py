"""Turn what measure_php.mjs printed into a table of php-wasm.

    node tools/measure_php.mjs FOLDER > RESULT.json
    python -m tools.measure_php RESULT.json TABLE
"""

import json
import sys
from pathlib import Path

from tools.guest_tables import Outcome, graded, write_table

ABSENT = ("Error: Call to undefined function", "Error: Class ", "(absent)")


def main(result: str, table: str) -> None:
    """Write the table."""
    told = json.loads(Path(result).read_text("utf-8"))
    rows = (graded(name, kind, outcome(end, text), ABSENT) for name, kind, end, text in told["rows"])
    write_table(Path(table), rows)


def outcome(end: str, text: str) -> Outcome:
    """What a probe came to; an extension that is not loaded says so in brackets."""
    absent = text == json.dumps("(absent)")
    return Outcome("raised", "(absent)") if absent else Outcome(end, text)


if __name__ == "__main__":
    main(*sys.argv[1:])
