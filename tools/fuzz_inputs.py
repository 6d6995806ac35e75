"""What else strangers hand to the program: settings, reports, baselines, ignore rules, comments.

And real files to start from: those of corpus/, by the names that a reader takes.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from wasmfit import config
from wasmfit.cli import _baseline
from wasmfit.errors import UsageError
from wasmfit.render import _saved
from wasmfit.stages.discover.gitignore import Ignore
from wasmfit.stages.extract.comments import marks
from wasmfit.stages.extract.packed import unpack

ROOT = Path(__file__).resolve().parent.parent
MOST = 40
"""Real files that a reader starts from."""

SMALL = 20_000
"""Bytes: larger ones tell nothing new and cost time."""

Seeds = tuple[tuple[str, bytes], ...]
Read = Callable[[str, bytes], object]


@cache
def real(patterns: Sequence[str]) -> Seeds:
    """Files of corpus/ with such base names."""
    found = (path for path in sorted((ROOT / "corpus").rglob("*")) if path.is_file())
    fitting = [path for path in found if any(fnmatch(path.name, one) for one in patterns)]
    return tuple((path.name, path.read_bytes()[:SMALL]) for path in fitting[:MOST])


def inputs() -> Iterator[tuple[str, Read, type, Seeds]]:
    """The name, what reads it, the type it gives, and files to start from."""
    golden = ROOT / "tests" / "golden"
    reports = tuple((path.name, path.read_bytes()) for path in sorted(golden.glob("*.json")))
    baseline = b'{"wasmfit_baseline": "1", "primary": "wasip2", "findings": [{"id": "a"}]}'
    yield "input-settings", _settings, bool, (*_written(), *real(("wasmfit.toml",)))
    yield "input-report", _report, bool, reports
    yield "input-baseline", _known, bool, (("b.json", baseline), *reports)
    yield "input-gitignore", _ignored, bool, ((".gitignore", b"*.a\n!/b/**/c?[a-z]\n\\#x\n"),)
    yield "input-comments", _marked, tuple, _commented()
    yield "input-cache", _kept, bool, (("cache", bytes(range(20)) * 3),)


def _written() -> Seeds:
    text = b"""[wasmfit]
targets = ["wasip2"]
exclude = ["x/**"]
fail-on = ["error"]
fail-under = 50
guards = ["a.b"]
[wasmfit.toolchains]
python = "componentize-py"
[[wasmfit.ignore]]
rule = "python-process-fork"
path = "a.py"
reason = "x"
until = 2030-01-01
"""
    plain = text.replace(b"[wasmfit]\n", b"").replace(b"wasmfit.", b"")
    return (("wasmfit.toml", plain), ("pyproject.toml", text.replace(b"wasmfit", b"tool.wasmfit")))


def _settings(name: str, data: bytes) -> bool:
    """A mistake of a user is an answer, too."""
    with TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(data)
        with suppress(UsageError):
            config.load(Path(folder), file=None, trusted=True)
    return True


def _report(_: str, data: bytes) -> bool:
    with suppress(UsageError):
        _saved.read(data, "report")
    return True


def _known(_: str, data: bytes) -> bool:
    with TemporaryDirectory() as folder, suppress(UsageError):
        file = Path(folder) / "baseline"
        file.write_bytes(data)
        _baseline._known(file, "wasip2")  # noqa: SLF001 - what the option does
    return True


def _ignored(_: str, data: bytes) -> bool:
    rules = Ignore(data.split(b"\n"))
    for path in ("a", "b/x/cd", "#x", "a" * 60 + "/b" * 40):
        rules.verdict(path, path.rpartition("/")[2], directory=False)
    return True


def _commented() -> Seeds:
    names = ("a.py", "a.c", "a.rs", "a.go", "a.js", "a.java", "a.php", "a.rb", "a.toml", "a.ini")
    text = (
        b"x = 1 # wasmfit: ignore[a, b] why\n// wasmfit: ignore\n/* wasmfit: ignore */ 'a' \"b\"\n"
    )
    return tuple((name, text * 2) for name in names)


def _marked(name: str, data: bytes) -> object:
    return marks(name, "", data)


def _kept(_: str, data: bytes) -> bool:
    import msgspec

    from wasmfit.stages.extract.cache import DAMAGED

    with suppress(*DAMAGED, RecursionError):
        unpack(msgspec.msgpack.decode(data))
    return True
