"""A large lockfile costs little, however many packages it lists."""

import json
import time
from pathlib import Path

from wasmfit import Options, scan

PACKAGES = 3_000


def lockfile() -> str:
    """More than 30,000 lines: a tree of packages that need two others each."""
    packages: dict[str, object] = {"": {"name": "app", "dependencies": {"p0": "^1.0.0"}}}
    for number in range(PACKAGES):
        packages[f"node_modules/p{number}"] = {
            "version": "1.0.0",
            "resolved": f"https://registry.example/p{number}/-/p{number}-1.0.0.tgz",
            "integrity": "sha512-abc",
            "dependencies": {f"p{2 * number + n}": "^1.0.0" for n in (1, 2)},
            "engines": {"node": ">=18"},
        }
    return json.dumps({"lockfileVersion": 3, "packages": packages}, indent=2)


def test_thirty_thousand_lines_are_scanned_quickly(tmp_path: Path) -> None:
    text = lockfile()
    assert text.count("\n") > 30_000
    (tmp_path / "package-lock.json").write_text(text)
    named = {"name": "app", "dependencies": {"p0": "^1.0.0"}}
    (tmp_path / "package.json").write_text(json.dumps(named))
    start = time.process_time()
    report = scan(tmp_path, Options())
    seconds = time.process_time() - start
    assert len(report.dependencies) == PACKAGES
    assert all(one.dependency.direct or one.dependency.via for one in report.dependencies)
    assert seconds < 3, "half a second on a machine of its own; this one may be shared"
