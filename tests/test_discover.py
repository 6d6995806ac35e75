"""The walk: what it takes, what it leaves out on purpose, and what becomes a gap."""

import os
import socket
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from wasmfit.errors import UsageError
from wasmfit.model.project import File
from wasmfit.stages.discover import Discovery, discover
from wasmfit.stages.discover.gitignore import Ignore


def plant(root: Path, files: Mapping[str, str]) -> Path:
    """Write files below a root, folders included."""
    for path, text in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())
    return root


def paths(found: Discovery) -> list[str]:
    return [file.path for file in found.files]


def gaps(found: Discovery) -> list[tuple[str, str]]:
    return [(gap.path, gap.reason) for gap in found.gaps]


def assert_adds_up(found: Discovery) -> None:
    assert found.seen == len(found.files) + len(found.gaps) + found.skipped


def test_files_are_sorted_relative_and_sized(tmp_path: Path) -> None:
    plant(tmp_path, {"b.py": "1", "a/z.py": "22", "a/b/c.txt": "", "B.py": "333"})
    found = discover(tmp_path)
    assert found.files == (
        File("B.py", 3),
        File("a/b/c.txt", 0),
        File("a/z.py", 2),
        File("b.py", 1),
    )
    assert (found.gaps, found.seen, found.skipped) == ((), 4, 0)


def test_empty_directory(tmp_path: Path) -> None:
    assert discover(tmp_path) == Discovery(files=(), gaps=(), seen=0, skipped=0)


def test_a_file_as_root_is_the_only_file_whatever_the_rules_say(tmp_path: Path) -> None:
    plant(tmp_path, {"one.py": "x = 1\n", "two.py": "", ".gitignore": "*"})
    found = discover(tmp_path / "one.py", excludes=("one.py",))
    assert found == Discovery(files=(File("one.py", 6),), gaps=(), seen=1, skipped=0)


@pytest.mark.parametrize("name", ["missing", "file.py/below"])
def test_missing_root_is_one_line(tmp_path: Path, name: str) -> None:
    plant(tmp_path, {"file.py": ""})
    with pytest.raises(UsageError) as caught:
        discover(tmp_path / name)
    assert str(caught.value) == f"{tmp_path / name}: no such file or directory"


def test_a_missing_root_with_a_line_break_in_its_name_stays_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"two\\nlines: no such file") as caught:
        discover(tmp_path / "two\nlines")
    assert "\n" not in str(caught.value)


def test_a_root_that_cannot_be_a_path_is_one_line() -> None:
    with pytest.raises(UsageError, match=r"nul\\x00byte: "):
        discover(Path("nul\0byte"))


def test_a_pipe_as_root_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="neither a file nor a directory"):
        discover(tmp_path / "pipe")


def test_caches_environments_and_version_control_are_passed_over(tmp_path: Path) -> None:
    kept = {"app.py": "", "environment/settings.py": "", "venv.py": ""}
    skipped = (".git", ".hg", ".svn", "node_modules", "__pycache__", ".tox", ".mypy_cache")
    plant(tmp_path, kept)
    plant(tmp_path, {f"deep/{name}/x.py": "" for name in skipped})
    plant(tmp_path, {"venv/pyvenv.cfg": "", "venv/lib/x.py": "", "py/lib/site-packages/x.py": ""})
    plant(tmp_path, {"target/CACHEDIR.TAG": "", "target/x.py": ""})
    found = discover(tmp_path)
    assert paths(found) == sorted(kept)
    assert found.skipped == len(skipped) + 3
    assert_adds_up(found)


def test_an_environment_given_as_root_is_scanned(tmp_path: Path) -> None:
    plant(tmp_path, {"pyvenv.cfg": "", "x.py": ""})
    assert paths(discover(tmp_path)) == ["pyvenv.cfg", "x.py"]


@pytest.mark.parametrize(
    ("ignores", "kept"),
    [
        pytest.param({"": "*.log\n"}, ["a.py", "d/b.py"], id="suffix"),
        pytest.param({"": "d\n"}, ["a.log", "a.py"], id="name-of-directory"),
        pytest.param({"": "a.py/\n"}, ["a.log", "a.py", "d/b.log", "d/b.py"], id="directory-only"),
        pytest.param({"": "/b.py\n"}, ["a.log", "a.py", "d/b.log", "d/b.py"], id="anchored"),
        pytest.param({"": "d/*.py\n"}, ["a.log", "a.py", "d/b.log"], id="path"),
        pytest.param({"": "**/b.*\n"}, ["a.log", "a.py"], id="any-depth"),
        pytest.param({"": "d/**\n"}, ["a.log", "a.py"], id="everything-below"),
        pytest.param({"": "*.log\n!b.log\n"}, ["a.py", "d/b.log", "d/b.py"], id="taken-back"),
        pytest.param({"": "!b.log\n*.log\n"}, ["a.py", "d/b.py"], id="last-rule-decides"),
        pytest.param({"": "d/\n!d/b.py\n"}, ["a.log", "a.py"], id="nothing-below-an-ignored-one"),
        pytest.param(
            {"": "*.log", "d/": "!*.log"}, ["a.py", "d/b.log", "d/b.py"], id="nested-wins"
        ),
        pytest.param({"d/": "/b.py\n*.log"}, ["a.log", "a.py"], id="nested-is-relative"),
        pytest.param(
            {"": "#a.py\n\n \n!\n[\n\\\n"},
            ["a.log", "a.py", "d/b.log", "d/b.py"],
            id="says-nothing",
        ),
        pytest.param({"": "\ufeff*.log\r\na.py   \r\n"}, ["d/b.py"], id="windows-endings-and-mark"),
        pytest.param({"": "[!ab].py\n[[:alpha:]].log\n"}, ["a.py", "d/b.py"], id="classes"),
        pytest.param({"": "?.py\n"}, ["a.log", "d/b.log"], id="any-character"),
        pytest.param({".git/info/": "*.log\n"}, ["a.py", "d/b.py"], id="info-exclude"),
        pytest.param(
            {".git/info/": "*.log", "": "!a.log"}, ["a.log", "a.py", "d/b.py"], id="info-is-weakest"
        ),
    ],
)
def test_ignore_rules(tmp_path: Path, ignores: dict[str, str], kept: list[str]) -> None:
    plant(tmp_path, dict.fromkeys(("a.py", "a.log", "d/b.py", "d/b.log"), ""))
    names = {place: "exclude" if place.startswith(".git/") else ".gitignore" for place in ignores}
    plant(tmp_path, {f"{place}{names[place]}": text for place, text in ignores.items()})
    found = discover(tmp_path)
    assert [path for path in paths(found) if not path.endswith(".gitignore")] == kept
    assert_adds_up(found)


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("a**b", "axxb", True),
        ("x/a**b", "x/a/b", False),
        ("***/b", "a/c/b", True),
        ("a/**/b", "a/b", True),
        ("a/**/c/**/b", "a/x/c/y/z/b", True),
        ("a/**/c/**/b", "a/x/b", False),
        ("a/**", "a", False),
        ("*a*b*c", "xaxbxc", True),
        ("*a*b*c", "xbxaxc", False),
        ("[a-c]x", "bx", True),
        ("[^a]x", "bx", True),
        ("[]]x", "]x", True),
        ("[a", "[a", False),
        ("x/[a/b]", "x/a", True),
        (r"\*", "*", True),
        (r"\*", "a", False),
        (r"\!a", "!a", True),
        (r"\#a", "#a", True),
        ("a\\ ", "a ", True),
        ("é?", "éa", True),
        ("?", "é", False),
        ("a.b", "axb", False),
    ],
)
def test_patterns_mean_what_git_means(pattern: str, path: str, matches: bool) -> None:
    name = path.rpartition("/")[2]
    verdict = Ignore([pattern.encode()]).verdict(path, name, directory=False)
    assert verdict is (True if matches else None)


def test_hostile_patterns_do_not_stall_the_walk() -> None:
    ignore = Ignore([b"*a" * 60 + b"b", b"/" + b"**/a/" * 40 + b"b", b"[[:alpha:]]*" * 80 + b"-"])
    start = time.process_time()
    assert ignore.verdict("a/" * 1500 + "a" * 250, "a" * 250, directory=False) is None
    assert time.process_time() - start < 1


def test_excludes_win_over_negation(tmp_path: Path) -> None:
    plant(tmp_path, {"gen/a.py": "", "b.py": "", "c.pyx": "", ".gitignore": "!gen/\n!c.pyx\n"})
    found = discover(tmp_path, excludes=("gen/", "*.pyx", "!c.pyx"))
    assert paths(found) == [".gitignore", "b.py", "c.pyx"]
    assert found.skipped == 1


def test_links_are_never_followed_and_never_loop(tmp_path: Path) -> None:
    outside = plant(tmp_path / "outside", {"secret.py": ""})
    root = plant(tmp_path / "root", {"d/a.py": ""})
    (root / "file-link.py").symlink_to(outside / "secret.py")
    (root / "directory-link").symlink_to(outside)
    (root / "d" / "loop").symlink_to(root)
    (root / "d" / "self").symlink_to("self")
    (root / "dangling.py").symlink_to("nowhere")
    (root / ".gitignore").symlink_to(outside / "secret.py")
    found = discover(root)
    assert paths(found) == ["d/a.py"]
    assert (found.gaps, found.skipped, found.seen) == ((), 6, 7)


def test_a_link_given_as_root_is_followed(tmp_path: Path) -> None:
    plant(tmp_path / "real", {"a.py": ""})
    (tmp_path / "link").symlink_to("real")
    assert paths(discover(tmp_path / "link")) == ["a.py"]


def test_pipes_and_sockets_are_one_gap_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    os.mkfifo(tmp_path / ".gitignore")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.py")
        found = discover(tmp_path)
    assert gaps(found) == [
        (".gitignore", "named pipe, not a file"),
        ("pipe.py", "named pipe, not a file"),
        ("socket.py", "socket, not a file"),
    ]
    assert_adds_up(found)


def test_the_size_limit_is_a_gap_with_the_size(tmp_path: Path) -> None:
    plant(tmp_path, {"fits.py": "12345", "big.py": "123456"})
    found = discover(tmp_path, max_bytes=5)
    assert paths(found) == ["fits.py"]
    assert gaps(found) == [("big.py", "file of 6 bytes is above the limit of 5")]
    assert found.gaps[0].bytes == 6
    assert gaps(discover(tmp_path / "big.py", max_bytes=5))[0][0] == "big.py"


def test_undecodable_names_are_gaps_with_escaped_names(tmp_path: Path) -> None:
    for name in (b"caf\xe9.py", b"dir\xfe/inside.py"):
        plant(tmp_path, {os.fsdecode(name): ""})
    found = discover(tmp_path)
    assert gaps(found) == [
        ("caf\\xe9.py", "name is not valid UTF-8"),
        ("dir\\xfe", "name is not valid UTF-8"),
    ]
    assert found.files == ()


def test_control_characters_in_names_are_escaped_in_gaps_and_kept_in_files(tmp_path: Path) -> None:
    plant(tmp_path, {"a\nb\x1b[31m.py": "", "c\n\u202e.py": "123"})
    found = discover(tmp_path, max_bytes=2)
    assert paths(found) == ["a\nb\x1b[31m.py"]
    assert [gap.path for gap in found.gaps] == ["c\\n\\u202e.py"]


def test_a_very_deep_tree_ends_in_a_gap_not_in_an_exception(tmp_path: Path) -> None:
    home = os.open(".", os.O_RDONLY)
    try:
        os.chdir(tmp_path)
        for _ in range(60):
            Path("d" * 200).mkdir()
            os.chdir("d" * 200)
        Path("deep.py").touch()
    finally:
        os.fchdir(home)
        os.close(home)
    found = discover(tmp_path)
    assert [reason for _, reason in gaps(found)] == [
        "directory cannot be listed: file name too long"
    ]


@contextmanager
def _ordinary_user() -> Iterator[None]:
    """Run as somebody whom permissions bind, when the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_unreadable_entries_are_gaps() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = plant(
            Path(folder), {"a.py": "", "no.py": "123", "shut/b.py": "", "s/.gitignore": "*"}
        )
        closed = (root / "no.py", root / "shut", root / "s" / ".gitignore")
        root.chmod(0o755)
        for place in closed:
            place.chmod(0)
        with _ordinary_user():
            found = discover(root)
        with _ordinary_user(), pytest.raises(UsageError, match="shut: permission denied"):
            discover(root / "shut")
        (root / "shut").chmod(0o700)
    assert paths(found) == ["a.py"]
    assert gaps(found) == [
        ("no.py", "cannot be read: permission denied"),
        ("s/.gitignore", "cannot be read: permission denied"),
        ("s/.gitignore", "ignore rules cannot be read: permission denied"),
        ("shut", "directory cannot be listed: permission denied"),
    ]


def test_many_files_in_one_folder(tmp_path: Path) -> None:
    for number in range(20_000):
        os.close(os.open(tmp_path / f"file{number}.py", os.O_CREAT | os.O_WRONLY))
    (tmp_path / ".gitignore").write_text("".join(f"*.x{number}\n" for number in range(50)))
    start = time.process_time()
    found = discover(tmp_path)
    assert len(found.files) == 20_001
    assert time.process_time() - start < 2
