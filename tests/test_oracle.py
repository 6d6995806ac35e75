"""The oracle of the Python reader: what it must see, and what it must not."""

from pathlib import Path

import pytest

from tools.accuracy.python_oracle import Answers, find_uses
from tools.accuracy.walk import Use

Seen = list[tuple[int, int, str, str]]


def oracle(folder: Path, **files: str) -> Answers:
    """Ask about modules given as keyword arguments, those of the package ``pkg`` with a prefix."""
    for name, text in files.items():
        path = folder / f"{name.replace('pkg_', 'pkg/', 1)}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return find_uses(folder)


def uses(answers: Answers, *modules: str, path: str = "main.py") -> list[Use]:
    """The uses of some modules in one file."""
    return [u for u in answers.uses if u.path == path and u.symbol.split(".")[0] in modules]


def seen(folder: Path, text: str, *modules: str) -> Seen:
    """Line, column, kind and symbol of the uses in a lone file."""
    found = uses(oracle(folder, main=text), *modules)
    return [(use.line, use.column, use.kind, use.symbol) for use in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import os\n", [(1, 8, "import", "os")]),
        (
            "import os.path as p\np.join()\n",
            [(1, 8, "import", "os.path"), (2, 1, "call", "os.path.join")],
        ),
        ("import os.path\nos.fork()\n", [(1, 8, "import", "os.path"), (2, 1, "call", "os.fork")]),
        (
            "from os import fork as f\nf()\n",
            [(1, 6, "import", "os"), (1, 16, "import", "os.fork"), (2, 1, "call", "os.fork")],
        ),
        ("from os import (\n    fork,\n)\n", [(1, 6, "import", "os"), (2, 5, "import", "os.fork")]),
        ("from \\\n  os import fork\n", [(2, 3, "import", "os"), (2, 13, "import", "os.fork")]),
        ("from os import *\nfork()\n", [(1, 6, "import", "os"), (2, 1, "call", "os.fork")]),
        ("import os\nx = 'é', os.fork\n", [(1, 8, "import", "os"), (2, 10, "value", "os.fork")]),
        (
            "import os\nrun = os.fork\nrun()\n",
            [(1, 8, "import", "os"), (2, 7, "value", "os.fork"), (3, 1, "call", "os.fork")],
        ),
        (
            "import os\na, b = os.fork, 1\na()\n",
            [(1, 8, "import", "os"), (2, 8, "value", "os.fork"), (3, 1, "call", "os.fork")],
        ),
        ("import os\n(f := os.fork)()\n", [(1, 8, "import", "os"), (2, 7, "value", "os.fork")]),
        ("import os\nos.fork = 1\n", [(1, 8, "import", "os"), (2, 1, "value", "os")]),
    ],
)
def test_imports_aliases_and_columns(tmp_path: Path, text: str, expected: Seen) -> None:
    assert seen(tmp_path, text, "os") == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("class A(subprocess.Popen): ...\n", "base"),
        ("isinstance(x, (int, subprocess.Popen))\n", "test"),
        ("issubclass(x, subprocess.Popen | None)\n", "test"),
        ("try: ...\nexcept (OSError, subprocess.Popen): ...\n", "test"),
        ("match x:\n    case subprocess.Popen(): ...\n", "test"),
        ("def f(x: list[subprocess.Popen]): ...\n", "annotation"),
        ("def f() -> 'x' | subprocess.Popen: ...\n", "annotation"),
        ("x: subprocess.Popen\n", "annotation"),
        ("@subprocess.Popen\ndef f(): ...\n", "call"),
        ("subprocess.Popen([]).wait()\n", "call"),
        ("g(subprocess.Popen)\n", "value"),
        ("f'{subprocess.Popen}'\n", "value"),
        ("getattr(subprocess, 'Popen', None)\n", "value"),
        ("getattr(subprocess, 'Popen')()\n", "call"),
        ("subprocess.Popen += 1\n", "value"),
        ("x = lambda: subprocess.Popen()\n", "call"),
        ("async def f():\n    async with subprocess.Popen() as p: ...\n", "call"),
    ],
)
def test_kinds(tmp_path: Path, text: str, kind: str) -> None:
    found = uses(oracle(tmp_path, main="import subprocess\n" + text), "subprocess")
    assert [use.kind for use in found if use.symbol == "subprocess.Popen"] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "def f(os): os.fork()\n",
        "def f():\n    os = 1\n    os.fork()\n",
        "[os.fork() for os in x]\n",
        "f = lambda os: os.fork()\n",
        "def f(*os, **k): os.fork()\n",
        "for os in x: os.fork()\n",
        "with x as os: os.fork()\n",
        "try: ...\nexcept E as os: os.fork()\n",
        "match x:\n    case [*os]: os.fork()\n",
        "class os: ...\nos.fork()\n",
        "os = os.environ.copy()\nos.fork()\n",
        "import os.path\nos = None\ndef f(): os.fork()\n",
        "def f():\n    from third import os\n    os.fork()\n",
        "x.os.fork()\n",
        "'os.fork()'  # os.fork()\n",
        "class A:\n    os = 1\n    def f(self): self.os.fork()\n",
        "def f():\n    def g():\n        nonlocal os\n        os.fork()\n    os = 1\n",
    ],
)
def test_shadowed_names_are_nothing(tmp_path: Path, text: str) -> None:
    found = uses(oracle(tmp_path, main="import os\n" + text), "os")
    assert "os.fork" not in {use.symbol for use in found}


@pytest.mark.parametrize(
    "text",
    [
        "class A:\n    os = 1\n    def f(self): os.fork()\n",
        "def f():\n    os.fork()\n",
        "[x for os2 in os.fork()]\n",
        "def f(x=os.fork): ...\n",
        "def f(os=os.fork): ...\n",
        "[os for os in os.fork()]\n",
        "def f():\n    global os\n    os.fork()\n",
        "os.fork()\nos = 1\n",
        "for x in y:\n    os.fork()\n    os = 1\n",
        "if x:\n    os = 1\nos.fork()\n",
        "def f():\n    os = 1\n    class A:\n        global os\n        os.fork()\n",
        "class A:\n    os.fork()\n",
    ],
)
def test_names_still_visible_are_uses(tmp_path: Path, text: str) -> None:
    found = uses(oracle(tmp_path, main="import os\n" + text), "os")
    assert "os.fork" in {use.symbol for use in found}


def test_rebinding_in_every_branch_hides_and_in_one_branch_does_not(tmp_path: Path) -> None:
    both = "import os\nif x:\n    os = 1\nelse:\n    os = 2\nos.fork()\n"
    left = "import os\nif x:\n    os = 1\n    raise E\nos.fork()\n"
    assert [u[3] for u in seen(tmp_path / "a", both, "os")] == ["os"]
    assert [u[3] for u in seen(tmp_path / "b", left, "os")] == ["os", "os.fork"]


def test_fallbacks_of_a_try_are_all_possible(tmp_path: Path) -> None:
    text = "try:\n    import fcntl\nexcept ImportError:\n    fcntl = None\nfcntl.flock(1, 2)\n"
    imported, used = uses(oracle(tmp_path, main=text), "fcntl")
    assert imported.conditions == ("try: except ImportError",)
    assert (used.symbol, used.kind, used.sure) == ("fcntl.flock", "call", False)


def test_handler_sees_what_the_body_may_have_bound(tmp_path: Path) -> None:
    text = "try:\n    import pty as p\n    other()\nexcept E:\n    p.fork()\n"
    assert (5, 5, "call", "pty.fork") in seen(tmp_path, text, "pty")


def test_a_global_bound_in_a_function_is_seen_by_others(tmp_path: Path) -> None:
    text = "def load():\n    global f\n    import fcntl as f\ndef use():\n    f.flock()\n"
    assert (5, 5, "call", "fcntl.flock") in seen(tmp_path, text, "fcntl")


def test_dynamic_imports_with_a_literal(tmp_path: Path) -> None:
    text = (
        "import importlib\nimportlib.import_module('os.path').join()\n"
        "__import__('os.path').fork()\nimportlib.import_module(name).fork()\n"
    )
    assert seen(tmp_path, text, "os") == [
        (2, 1, "import", "os.path"),
        (2, 1, "call", "os.path.join"),
        (3, 1, "import", "os.path"),
        (3, 1, "call", "os.fork"),
    ]


def test_own_getattr_is_not_the_builtin(tmp_path: Path) -> None:
    text = "import os\ndef getattr(a, b): ...\ngetattr(os, 'fork')\n"
    assert [use[3] for use in seen(tmp_path, text, "os")] == ["os", "os"]


def test_reexports_are_followed(tmp_path: Path) -> None:
    answers = oracle(
        tmp_path,
        pkg___init__="",
        pkg_compat="import subprocess as sp\nfrom os import *\nfrom pty import spawn as _s\n",
        pkg_more="from .compat import *\nrun = sp.run\n",
        pkg_user=(
            "from .more import run, sp\nfrom . import more as m\n"
            "run()\nm.sp.call()\nm.fork()\nm._s()\n"
        ),
        main="from pkg.compat import _s\nimport pkg.more\n_s()\npkg.more.run()\n",
    )
    found = uses(answers, "subprocess", "os", "pty", path="pkg/user.py")
    assert [(u.line, u.kind, u.symbol) for u in found] == [
        (1, "import", "subprocess.run"),
        (1, "import", "subprocess"),
        (3, "call", "subprocess.run"),
        (4, "call", "subprocess.call"),
        (5, "call", "os.fork"),
    ]
    found = uses(answers, "subprocess", "pty")
    assert [(u.line, u.symbol) for u in found] == [
        (1, "pty.spawn"),
        (3, "pty.spawn"),
        (4, "subprocess.run"),
    ]


def test_star_import_obeys_all(tmp_path: Path) -> None:
    answers = oracle(
        tmp_path,
        compat="import os\nimport pty\n__all__ = ['os']\n",
        main="from compat import *\nos.fork()\npty.fork()\n",
    )
    assert [use.symbol for use in uses(answers, "os", "pty")] == ["os.fork"]


def test_modules_that_import_each_other(tmp_path: Path) -> None:
    answers = oracle(
        tmp_path,
        a="from b import *\nimport os\n",
        b="from a import *\nimport pty\n",
        main="from a import pty\nfrom b import os, nothing\npty.fork()\nos.fork()\n",
    )
    assert [use.symbol for use in uses(answers, "os", "pty")] == [
        "pty",
        "os",
        "pty.fork",
        "os.fork",
    ]


def test_a_module_beside_a_script_shadows_the_standard_one(tmp_path: Path) -> None:
    answers = oracle(tmp_path, main="import queue, sys\nqueue.Queue()\n", queue="", sys="")
    assert [use.symbol for use in answers.uses] == ["sys"]


def test_a_module_inside_a_package_does_not_shadow(tmp_path: Path) -> None:
    answers = oracle(
        tmp_path,
        pkg___init__="",
        pkg_queue="import subprocess\n",
        pkg_user="import queue\nqueue.Queue()\n",
        pkg_near="from . import queue\nqueue.Queue()\nfrom .queue import subprocess\n",
    )
    assert [u.symbol for u in answers.uses if u.path == "pkg/user.py"] == ["queue", "queue.Queue"]
    assert [u.symbol for u in answers.uses if u.path == "pkg/near.py"] == ["subprocess"]


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("if sys.platform == 'win32':\n    os.fork()\n", ("sys.platform == 'win32'",)),
        ("if os.name == 'nt': ...\nelse:\n    os.fork()\n", ("not (os.name == 'nt')",)),
        (
            "def f():\n    if os.name == 'nt':\n        return\n    os.fork()\n",
            ("not (os.name == 'nt')",),
        ),
        ("hasattr(os, 'fork') and os.fork()\n", ("hasattr(os, 'fork')",)),
        ("x = os.fork() if WIN else 1\n", ("WIN",)),
        ("ON = sys.platform == 'x'\nif ON:\n    os.fork()\n", ("ON",)),
        ("@skipIf(x, 'y')\ndef f():\n    os.fork()\n", ("@skipIf(x, 'y')",)),
        ("if verbose:\n    os.fork()\n", ()),
    ],
)
def test_conditions_are_noted(tmp_path: Path, text: str, conditions: tuple[str, ...]) -> None:
    found = uses(oracle(tmp_path, main="import os, sys\n" + text), "os")
    assert [u.conditions for u in found if u.symbol == "os.fork"] == [conditions]


def test_code_for_type_checkers_only(tmp_path: Path) -> None:
    text = "import typing\nif typing.TYPE_CHECKING:\n    import pty\nelse:\n    import tty\n"
    first, second = uses(oracle(tmp_path, main=text), "pty", "tty")
    assert (first.symbol, first.typing_only) == ("pty", True)
    assert (second.symbol, second.typing_only) == ("tty", False)


def test_what_does_not_parse_is_remembered(tmp_path: Path) -> None:
    answers = oracle(tmp_path, broken="print 'x'\n", main="import os\n")
    assert list(answers.unparsed) == ["broken.py"]
    assert answers.files == ("main.py",)


def test_coding_line_and_form_feed_keep_places(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_bytes(b"# coding: latin-1\n\x0cimport os\n'\xe9'; os.fork()\n")
    found = uses(find_uses(tmp_path), "os")
    assert [(use.line, use.column) for use in found] == [(2, 9), (3, 6)]
