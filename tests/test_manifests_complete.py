"""What one manifest says of another: files that a build includes, projects that find themselves."""

from pathlib import Path

from wasmfit import Options, scan


def written(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "main.c").write_text("int main(void) { return 0; }\n")
    return root


def needed(root: Path) -> list[str]:
    """Every dependency with its scope and the file that names it."""
    found = scan(root, Options(profiles=("wasip2",))).dependencies
    told = [one.dependency for one in found]
    return sorted(f"{one.purl} {one.scope} {one.location.path}" for one in told)


def test_a_build_is_asked_what_it_includes(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        CMakeLists_DOT_txt=(
            "project(app)\nlist(APPEND CMAKE_MODULE_PATH ${CMAKE_SOURCE_DIR}/cmake)\n"
            "include(deps)\nif(BUILD_TESTING)\n  include(cmake/testing.cmake)\nendif()\n"
        ),
        cmake__deps_DOT_cmake="find_package(ZLIB REQUIRED)\n",
        cmake__testing_DOT_cmake="find_package(GTest REQUIRED)\n",
        cmake__FindGLib_DOT_cmake="pkg_check_modules(PC_GLIB glib-2.0)\n",
    )
    assert needed(root) == [
        "pkg:generic/gtest dev cmake/testing.cmake",
        "pkg:generic/zlib runtime cmake/deps.cmake",
    ]


def test_a_project_that_finds_itself_needs_nothing(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        CMakeLists_DOT_txt="project(TinyThing)\n",
        test__CMakeLists_DOT_txt="project(tests)\nfind_package(tinything REQUIRED)\n",
    )
    assert needed(root) == []


def test_the_name_of_a_list_says_who_needs_it(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import flask\n")
    lists = tmp_path / "requirements"
    lists.mkdir()
    for name in ("tests37", "docs", "base", "contest"):
        (lists / f"{name}.txt").write_text(f"{name}-package\n")
    assert [line.rsplit(" ", 1)[0] for line in needed(tmp_path)] == [
        "pkg:pypi/base-package runtime",
        "pkg:pypi/contest-package runtime",
        "pkg:pypi/docs-package dev",
        "pkg:pypi/tests37-package dev",
    ]


def test_a_gem_per_platform_holds_compiled_code(tmp_path: Path) -> None:
    (tmp_path / "Gemfile").write_text('gem "frob"\ngem "plain"\n')
    (tmp_path / "Gemfile.lock").write_text(
        "GEM\n  remote: https://gems.example/\n  specs:\n    frob (1.2.0-arm64-darwin)\n"
        "    frob (1.2.0-x86_64-linux)\n    plain (1.0)\n\nDEPENDENCIES\n  frob\n  plain\n"
    )
    found = scan(tmp_path, Options(profiles=("wasip1",))).findings
    assert {one.symbol: one.capability for one in found if one.purl} == {
        "pkg:gem/frob": "ffi.native",
        "pkg:gem/plain": "package.unknown",
    }
