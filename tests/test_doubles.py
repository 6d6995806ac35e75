"""A library that several places of a unit name is told once."""

from pathlib import Path

from wasmfit import Options, scan
from wasmfit.model.report import Report

CMAKE = """\
project(server CXX)
find_package(ZLIB REQUIRED)
find_package(gRPC REQUIRED)
pkg_check_modules(BUS REQUIRED dbus-1)
add_executable(server server.cpp)
"""


def scanned(root: Path, **files: str) -> Report:
    (root / "server.cpp").write_text("int main() { return 0; }\n", "utf-8")
    (root / "CMakeLists.txt").write_text(CMAKE, "utf-8")
    for name, text in files.items():
        (root / name.replace("_", ".")).write_text(text, "utf-8")
    return scan(root, Options(profiles=("wasip1",)))


def places(report: Report) -> list[tuple[str, int]]:
    spans = [(one.location.path, one.location.span) for one in report.findings]
    return [(path, span.start_line) for path, span in spans if span]


def test_what_cmake_finds_is_a_dependency(tmp_path: Path) -> None:
    report = scanned(tmp_path)
    known = {one.dependency.purl: one.status["wasip1"] for one in report.dependencies}
    assert set(known) == {"pkg:generic/zlib", "pkg:generic/grpc"}
    assert places(report) == [("CMakeLists.txt", 3), ("CMakeLists.txt", 4)]


def test_a_package_with_a_version_speaks_for_the_plain_name(tmp_path: Path) -> None:
    report = scanned(tmp_path, conanfile_txt="[requires]\ngrpc/1.54.3\n")
    assert places(report) == [("CMakeLists.txt", 4), ("conanfile.txt", 2)]


def test_an_extension_is_told_where_it_is_declared(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["setuptools", "cython"]\n[project]\nname = "fast"\n'
    )
    (tmp_path / "setup.py").write_text(
        "from setuptools import Extension, setup\n\n"
        "setup(ext_modules=[Extension('fast', ['fast.c'])])\n"
    )
    (tmp_path / "fast.py").write_text("import math\n")
    report = scan(tmp_path, Options(profiles=("wasip2",)))
    found = [one for one in report.findings if one.rule_name == "python-native-extension"]
    assert [(one.symbol, one.location.path) for one in found] == [
        ("setuptools.Extension", "setup.py")
    ]
