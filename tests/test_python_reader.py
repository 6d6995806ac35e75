"""What the Python reader sees, case by case: names, kinds, places and guards."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from wasmfit.languages.python import LANGUAGE
from wasmfit.model.condition import Atom, evaluate
from wasmfit.model.facts import FileFacts, Use
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Interest

INTEREST = Interest(
    exact=frozenset(
        {
            "builtins.open",
            "fcntl",
            "os.fork",
            "os.getuid",
            "os.setsid",
            "pathlib.Path.chmod",
            "socket.AF_UNIX",
            "ssl",
            "subprocess.Popen",
            "subprocess.run",
            "threading.Thread",
        }
    ),
    prefixes=("/proc/", "ctypes.", "fcntl.", "ssl."),
    local=frozenset({"app", "compat", "main", "one", "pkg", "select", "subprocess", "win"}),
)

PKG = {"pkg/__init__.py": ""}
MISSING = ("fcntl", "ssl", "os.fork", "os.setsid", "ctypes")


class Wasi:
    """A small world: WASI-like, without the modules and names of MISSING."""

    def truth(self, atom: Atom) -> bool | None:
        if atom.fact.startswith("has:"):
            symbol = atom.fact.removeprefix("has:")
            return not any(symbol == name or symbol.startswith(f"{name}.") for name in MISSING)
        if atom.fact == "python.evaluates-annotations":
            return False
        value = {"sys.platform": "wasi", "os.name": "posix"}.get(atom.fact)
        if atom.fact == "sys.version_info":
            wanted = tuple(int(part) for part in atom.value.split("."))
            return {"<": wanted > (3, 14), "<=": wanted >= (3, 14)}[atom.operator]
        if value is None:
            return None
        checks = {
            "==": value == atom.value,
            "startswith": value.startswith(atom.value),
            "in": value in atom.value.split("\n"),
        }
        return checks[atom.operator]


def read_all(files: Mapping[str, str | bytes]) -> dict[str, FileFacts]:
    """Read, link, and read again what the linker gives hints for, as a scan does."""
    data = {p: s if isinstance(s, bytes) else s.encode() for p, s in files.items()}

    def read(path: str, hints: dict[str, str]) -> FileFacts:
        source = SourceFile(
            path=path, size=len(data[path]), language="python", role=Role.SOURCE, unit="."
        )
        return LANGUAGE.read(source, data[path], INTEREST, hints)

    linked = LANGUAGE.link([read(path, {}) for path in files], INTEREST)
    if linked.hints:
        again = [read(path, dict(linked.hints.get(path, {}))) for path in files]
        linked = LANGUAGE.link(again, INTEREST)
    return {file.path: file for file in linked.files}


def told(source: str, path: str = "main.py", others: dict[str, str] | None = None) -> list[str]:
    """``line kind symbol`` of each use of one file, ``-`` before those kept off WASI
    and ``?`` before those nobody can tell."""
    files = {path: source, **(others or {})}
    return [_shown(use) for use in read_all(files)[path].uses]


def _shown(use: Use) -> str:
    truths = [evaluate(guard.condition, Wasi()) for guard in use.guards]
    mark = "-" if False in truths else "?" if None in truths else ""
    return f"{mark}{use.span.start_line} {use.kind.value} {use.symbol}"


@dataclass(frozen=True)
class Case:
    name: str
    source: str
    uses: tuple[str, ...]


CASES = [
    Case("plain import", "import os\nos.fork()\n", ("2 call os.fork",)),
    Case("alias", "import subprocess as sp\nsp.run([])\n", ("2 call subprocess.run",)),
    Case("from import", "from os import fork\nfork()\n", ("1 import os.fork", "2 call os.fork")),
    Case("from alias", "from os import fork as f\nf()\n", ("1 import os.fork", "2 call os.fork")),
    Case("module itself", "import fcntl\n", ("1 import fcntl",)),
    Case("both parts", "from fcntl import flock\n", ("1 import fcntl", "1 import fcntl.flock")),
    Case("below a prefix", "import ctypes\nctypes.CDLL.x\n", ("2 value ctypes.CDLL",)),
    Case(
        "submodule",
        "import ctypes.util\nctypes.util.find_library('c')\n",
        ("1 import ctypes.util", "2 call ctypes.util.find_library"),
    ),
    Case("star import", "from os import *\nfork()\n", ("2 call os.fork",)),
    Case(
        "base class",
        "import threading\nclass W(threading.Thread): pass\n",
        ("2 base threading.Thread",),
    ),
    Case("passed on", "import os\nmap(os.fork, [])\n", ("2 value os.fork",)),
    Case(
        "named again",
        "import subprocess\nrun = subprocess.run\nrun([])\n",
        ("2 value subprocess.run", "3 call subprocess.run"),
    ),
    Case(
        "type test",
        "import threading\nisinstance(1, threading.Thread)\n",
        ("2 test threading.Thread",),
    ),
    Case(
        "except",
        "import ssl\ntry: f()\nexcept (ssl.SSLError, OSError): pass\n",
        ("1 import ssl", "3 test ssl.SSLError"),
    ),
    Case(
        "annotation",
        "import threading\ndef f(t: threading.Thread) -> None: ...\n",
        ("-2 annotation threading.Thread",),
    ),
    Case("decorator", "import os\n@os.fork\ndef f(): ...\n", ("2 call os.fork",)),
    Case("getattr", "import os\ngetattr(os, 'fork')()\n", ("2 call os.fork",)),
    Case(
        "getattr with default", "import os\nx = getattr(os, 'fork', None)\n", ("-2 value os.fork",)
    ),
    Case(
        "import_module",
        "import importlib\nimportlib.import_module('fcntl').flock\n",
        ("2 import fcntl",),
    ),
    Case(
        "renamed import_module",
        "from importlib import import_module\nf = import_module('fcntl')\nf.flock(1)\n",
        ("2 import fcntl", "3 call fcntl.flock"),
    ),
    Case(
        "dunder import",
        "x = __import__('fcntl')\nx.flock\n",
        ("1 import fcntl", "2 value fcntl.flock"),
    ),
    Case("f-string", "import os\nf'{os.fork()}'\n", ("2 call os.fork",)),
    Case("builtin", "open('x')\n", ("1 call builtins.open",)),
    Case("builtin shadowed", "from io import open\nopen('x')\n", ()),
    Case(
        "path argument",
        "open('/proc/self/maps')\n",
        ("1 call builtins.open", "1 path /proc/self/maps"),
    ),
    Case("path of nobody", "show('/proc/self/maps')\n", ()),
    Case("chain over lines", "import os\nx = (os\n .fork())\n", ("3 call os.fork",)),
    Case("comment and string", "import os\n# os.fork()\n'os.fork()'\n", ()),
    Case("keyword name", "import os\nf(os=1).fork()\n", ()),
    Case("attribute of that name", "import os\nx.os.fork()\n", ()),
    Case("parameter shadows", "import os\ndef f(os):\n    os.fork()\n", ()),
    Case("typed parameter shadows", "import os\ndef f(os: int = 1):\n    os.fork()\n", ()),
    Case("star parameter shadows", "import os\ndef f(*os, **fork):\n    os.fork()\n", ()),
    Case("lambda shadows", "import os\nf = lambda os: os.fork()\n", ()),
    Case("local assignment shadows", "import os\ndef f():\n    os = g()\n    os.fork()\n", ()),
    Case("loop variable shadows", "import os\ndef f():\n    for os in g(): os.fork()\n", ()),
    Case("with target shadows", "import os\ndef f():\n    with g() as os: os.fork()\n", ()),
    Case("comprehension shadows", "import os\n[os.fork() for os in g()]\n", ()),
    Case("rebound later", "import os\nos.fork()\nos = 1\nos.fork()\n", ("2 call os.fork",)),
    Case("own function", "def fork(): ...\nfork()\n", ()),
    Case(
        "own class wins",
        "from threading import Thread\nclass Thread: ...\nThread()\n",
        ("1 import threading.Thread",),
    ),
    Case(
        "class scope does not leak",
        "import os\nclass A:\n    os = 1\n    def f(self): os.fork()\n",
        ("4 call os.fork",),
    ),
    Case(
        "global statement",
        "import os\ndef f():\n    global os\n    os.fork()\n",
        ("4 call os.fork",),
    ),
    Case(
        "local import", "def f():\n    import os\n    os.fork()\nos.fork()\n", ("3 call os.fork",)
    ),
    Case("stored, not used", "import os\nos.fork = None\n", ()),
    Case(
        "platform guard",
        "import os, sys\nif sys.platform == 'win32':\n    os.fork()\n",
        ("-3 call os.fork",),
    ),
    Case(
        "platform else",
        "import os, sys\nif sys.platform != 'win32':\n    os.fork()\nelse:\n    os.getuid()\n",
        ("3 call os.fork", "-5 call os.getuid"),
    ),
    Case(
        "elif",
        "import os, sys\nif sys.platform.startswith('wasi'): pass\nelif x:\n    os.fork()\n",
        ("-4 call os.fork",),
    ),
    Case("os.name", "import os\nif os.name == 'nt': os.fork()\n", ("-2 call os.fork",)),
    Case(
        "in a tuple",
        "import os, sys\nif sys.platform in ('linux', 'darwin'): os.fork()\n",
        ("-2 call os.fork",),
    ),
    Case(
        "unknown fact",
        "import os, platform\nif platform.system() == 'Linux': os.fork()\n",
        ("?2 call os.fork",),
    ),
    Case("free condition", "import os\nif verbose: os.fork()\n", ("2 call os.fork",)),
    Case(
        "free and platform",
        "import os, sys\nif v and sys.platform == 'win32': os.fork()\n",
        ("-2 call os.fork",),
    ),
    Case(
        "free or platform",
        "import os, sys\nif v or sys.platform == 'win32': os.fork()\n",
        ("2 call os.fork",),
    ),
    Case(
        "conditional expression",
        "import os, sys\nx = os.fork if sys.platform == 'x' else 1\n",
        ("-2 value os.fork",),
    ),
    Case("short circuit", "import os\nhasattr(os, 'fork') and os.fork()\n", ("-2 call os.fork",)),
    Case("hasattr", "import os\nif hasattr(os, 'fork'):\n    os.fork()\n", ("-3 call os.fork",)),
    Case(
        "early return",
        "import os\ndef f():\n    if not hasattr(os, 'fork'):\n        return\n    os.fork()\n",
        ("-5 call os.fork",),
    ),
    Case(
        "refusal is no guard",
        "import os\ndef f():\n    if not hasattr(os, 'fork'):\n"
        "        raise OSError\n    os.fork()\n",
        ("5 call os.fork",),
    ),
    Case(
        "old Python",
        "import os, sys\nif sys.version_info[0] == 2:\n    os.fork()\n",
        ("-3 call os.fork",),
    ),
    Case(
        "new Python",
        "import os, sys\nif sys.version_info >= (3, 8):\n    os.fork()\n",
        ("3 call os.fork",),
    ),
    Case(
        "typing only",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import fcntl\n",
        ("-3 import fcntl",),
    ),
    Case(
        "handled import",
        "try:\n    import fcntl\nexcept ImportError:\n    fcntl = None\n",
        ("-2 import fcntl",),
    ),
    Case(
        "import that must work",
        "try:\n    import fcntl\nexcept ImportError:\n    raise\n",
        ("2 import fcntl",),
    ),
    Case(
        "exit on failure",
        "import sys\ntry:\n    import fcntl\nexcept ImportError:\n    sys.exit(1)\n",
        ("3 import fcntl",),
    ),
    Case(
        "suppressed import",
        "import contextlib\nwith contextlib.suppress(ImportError):\n    import fcntl\n",
        ("-3 import fcntl",),
    ),
    Case(
        "use of a handled import",
        "try:\n    import fcntl\nexcept ImportError:\n    fcntl = None\n"
        "if fcntl:\n    fcntl.flock(1)\nfcntl.flock(2)\n",
        ("-2 import fcntl", "-6 call fcntl.flock", "7 call fcntl.flock"),
    ),
    Case(
        "is not None",
        "try:\n    import fcntl\nexcept ImportError:\n    fcntl = None\n"
        "if fcntl is not None:\n    fcntl.flock(1)\n",
        ("-2 import fcntl", "-6 call fcntl.flock"),
    ),
    Case(
        "after it in the try",
        "try:\n    import fcntl\n    fcntl.flock\nexcept ImportError: pass\n",
        ("-2 import fcntl", "-3 value fcntl.flock"),
    ),
    Case(
        "in the handler",
        "import os\ntry:\n    import fcntl\nexcept ImportError:\n    os.getuid()\n",
        ("-3 import fcntl", "5 call os.getuid"),
    ),
    Case(
        "in the else",
        "try:\n    import fcntl\nexcept ImportError:\n    pass\nelse:\n    fcntl.flock(1)\n",
        ("-2 import fcntl", "-6 call fcntl.flock"),
    ),
    Case(
        "handled name",
        "import os\ntry:\n    os.setsid()\nexcept AttributeError:\n    pass\n",
        ("-3 call os.setsid",),
    ),
    Case(
        "broad but quiet",
        "import os\ntry:\n    os.setsid()\nexcept Exception:\n    pass\n",
        ("-3 call os.setsid",),
    ),
    Case(
        "broad and loud",
        "import os\ntry:\n    os.setsid()\nexcept Exception as e:\n    log(e)\n",
        ("3 call os.setsid",),
    ),
    Case(
        "flag",
        "try:\n    import ssl\n    HAS = True\nexcept ImportError:\n    HAS = False\n"
        "if HAS:\n    ssl.wrap()\n",
        ("-2 import ssl", "-7 call ssl.wrap"),
    ),
    Case(
        "flag from a comparison",
        "import os, sys\nWIN = sys.platform == 'win32'\n"
        "if WIN:\n    os.fork()\nif not WIN:\n    os.getuid()\n",
        ("-4 call os.fork", "6 call os.getuid"),
    ),
    Case(
        "flag from a function",
        "import os, sys\ndef is_win():\n    return sys.platform == 'win32'\n"
        "def f():\n    if is_win():\n        os.fork()\n",
        ("-6 call os.fork",),
    ),
    Case(
        "a plain false flag is free",
        "import os\nDEBUG = False\nif DEBUG:\n    os.fork()\n",
        ("4 call os.fork",),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_file(case: Case) -> None:
    assert told(case.source) == list(case.uses)


def test_places_are_one_based_and_in_code_points() -> None:
    facts = read_all({"main.py": "import os\ns = 'äé🙂'; os.fork()\n"})["main.py"]
    (use,) = facts.uses
    assert (use.span.start_line, use.span.start_column) == (2, 12)
    assert (use.span.end_line, use.span.end_column) == (2, 19)


def test_scope_is_the_dotted_name_of_the_definition() -> None:
    source = "import os\nclass A:\n    def f(self):\n        def g(): os.fork()\n"
    (use,) = read_all({"main.py": source})["main.py"].uses
    assert use.scope == "A.f.g"


def test_uses_in_functions_run_later_and_those_in_classes_do_not() -> None:
    source = "import os\nos.fork()\nclass A:\n    os.fork()\n    def f(self): os.fork()\n"
    assert [use.deferred for use in read_all({"main.py": source})["main.py"].uses] == [
        False,
        False,
        True,
    ]


def calls(files: Mapping[str, str], path: str) -> dict[str, tuple[str, ...]]:
    return {one.scope: one.made for one in read_all(files)[path].calls}


def test_calls_are_named_as_far_as_the_file_tells() -> None:
    source = (
        "import os\nfrom .helpers import load as fetch\nfrom . import one\n\n"
        "class Job:\n    def __init__(self):\n        self.start()\n\n"
        "    def start(self):\n        fetch(1)\n        one.two.run()\n        os.getpid()\n"
        "        x.finish()\n        x.items()\n        len('go()')  # go()\n\n"
        "def go():\n    Job().start()\n    Job.start(None)\n\n"
        "go()\ngo()\n"
    )
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": source,
        "pkg/helpers.py": "from .deep import load\n",
        "pkg/deep.py": "def load(n): pass\n",
        "pkg/one.py": "",
    }
    assert calls(files, "pkg/a.py") == {
        "": ("go",),
        "Job.__init__": ("?.self.start",),
        "Job.start": ("pkg/deep.py#load", "pkg/one.py#two.run", "?.finish"),
        "go": ("Job", "?.start", "Job.start"),
    }
    (top, *_) = read_all(files)["pkg/a.py"].calls
    assert top.lines == (21,)


def test_reexports_are_followed_through_modules_and_stars() -> None:
    compat = "import subprocess as sp\nfrom os import fork as spawn\n"
    for line in ("from .compat import sp", "from pkg.compat import sp", "from .one import sp"):
        uses = told(
            f"{line}\nsp.run([])\n",
            "pkg/main.py",
            {**PKG, "pkg/compat.py": compat, "pkg/one.py": "from .compat import *\n"},
        )
        assert uses == ["2 call subprocess.run"], line
    uses = told(
        "from . import compat\ncompat.spawn()\n", "pkg/main.py", {**PKG, "pkg/compat.py": compat}
    )
    assert uses == ["2 call os.fork"]


def test_flags_travel_between_modules() -> None:
    compat = "try:\n    import ssl\n    HAS = True\nexcept ImportError:\n    HAS = False\n"
    source = "import os\nfrom .compat import HAS\nif HAS:\n    os.fork()\n"
    assert told(source, "pkg/main.py", {**PKG, "pkg/compat.py": compat}) == ["-4 call os.fork"]


def test_a_module_imported_only_under_a_guard_is_guarded() -> None:
    main = "import sys\nif sys.platform == 'win32':\n    from . import win\n"
    assert told("import os\nos.fork()\n", "pkg/win.py", {**PKG, "pkg/main.py": main}) == [
        "-2 call os.fork"
    ]
    free = "from . import win\n"
    assert told(
        "import os\nos.fork()\n", "pkg/win.py", {**PKG, "pkg/main.py": main, "pkg/app.py": free}
    ) == ["2 call os.fork"]


def test_a_guard_travels_through_modules_that_only_guarded_ones_import() -> None:
    files = {
        **PKG,
        "pkg/main.py": "import sys\nif sys.platform == 'win32':\n    from . import near\n",
        "pkg/near.py": "from . import far\n",
        "pkg/far.py": "from . import near\nimport os\nos.fork()\n",
    }
    assert [_shown(use) for use in read_all(files)["pkg/far.py"].uses] == ["-3 call os.fork"]
    files["pkg/other.py"] = "from . import far\n"
    assert [_shown(use) for use in read_all(files)["pkg/far.py"].uses] == ["3 call os.fork"]


def test_a_local_module_shadows_the_standard_library_only_in_its_search_root() -> None:
    own = "def run(x): ...\n"
    assert told("import subprocess\nsubprocess.run(1)\n", "main.py", {"subprocess.py": own}) == []
    assert told(
        "import subprocess\nsubprocess.run(1)\n", "pkg/main.py", {**PKG, "pkg/subprocess.py": own}
    ) == ["2 call subprocess.run"]
    assert (
        told(
            "from . import subprocess\nsubprocess.run(1)\n",
            "pkg/main.py",
            {**PKG, "pkg/subprocess.py": own},
        )
        == []
    )


def test_edges_lead_from_file_to_file() -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/a.py": "from .b import f\ndef g():\n    import pkg.c\n",
        "pkg/b.py": "",
        "pkg/c.py": "import os\n",
    }
    facts = read_all(files)
    linked = LANGUAGE.link(list(facts.values()), INTEREST)
    assert [(e.source, e.target, e.names, e.deferred) for e in linked.edges] == [
        ("pkg/a.py", "pkg/__init__.py", (), False),
        ("pkg/a.py", "pkg/b.py", ("f",), False),
        ("pkg/a.py", "pkg/c.py", (), True),
        ("pkg/b.py", "pkg/__init__.py", (), False),
        ("pkg/c.py", "pkg/__init__.py", (), False),
    ]


def test_a_module_loads_the_packages_around_it() -> None:
    files = {
        "lib/a/__init__.py": "",
        "lib/a/b/__init__.py": "",
        "lib/a/b/c.py": "",
        "lib/script.py": "",
    }
    linked = LANGUAGE.link(list(read_all(files).values()), INTEREST)
    assert [(e.source, e.target) for e in linked.edges] == [
        ("lib/a/b/__init__.py", "lib/a/__init__.py"),
        ("lib/a/b/c.py", "lib/a/b/__init__.py"),
    ]


def test_other_encodings_are_read_and_broken_ones_are_gaps() -> None:
    latin = "# coding: latin-1\nimport os\ns = 'é'; os.fork()\n".encode("latin-1")
    facts = read_all({"main.py": latin})["main.py"]
    assert [use.span.start_column for use in facts.uses] == [10]
    assert facts.gaps == ()
    broken = read_all({"main.py": b"import os\nos.fork()\ns = '\xff'\n"})["main.py"]
    assert [use.symbol for use in broken.uses] == ["os.fork"]
    assert "not valid utf-8 at line 3" in broken.gaps[0].reason


def test_a_broken_half_costs_a_gap_and_keeps_the_rest() -> None:
    source = "import os\nos.fork()\ndef f(:\n    os.setsid( = 3 $$ \n"
    facts = read_all({"main.py": source})["main.py"]
    assert "os.fork" in [use.symbol for use in facts.uses]
    assert facts.gaps
    assert facts.gaps[0].line


def test_line_ends_of_all_kinds_count_alike() -> None:
    for end in ("\n", "\r\n", "\r"):
        facts = read_all({"main.py": f"import os{end}{end}os.fork(){end}"})["main.py"]
        assert [use.span.start_line for use in facts.uses] == [3]


def test_an_alias_of_a_name_that_is_also_imported_is_one(tmp_path):
    """It was taken for the file's own where both were found in one round."""
    from wasmfit import Options, scan

    (tmp_path / "a.py").write_text(
        "import os\nif x:\n    from os import kill as do\nelse:\n    do = os.fork\ndo()\n"
    )
    found = {
        (f.symbol, f.location.span.start_line)
        for f in scan(tmp_path, Options()).findings
        if f.location.span
    }
    assert {("os.fork", 6), ("os.kill", 6)} <= found
