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


def test_a_workspace_replaces_modules_of_its_members(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        go_DOT_work=(
            "go 1.26\nuse ./api\nreplace example.org/old v1.0.0 => example.org/new v1.2.0\n"
            "replace example.org/near => ./near\n"
        ),
        api__go_DOT_mod=(
            "module example.org/api\ngo 1.26\nrequire (\n\texample.org/old v1.0.0\n"
            "\texample.org/near v0.1.0\n\texample.org/kept v0.3.0\n)\n"
        ),
        other__go_DOT_mod="module example.org/other\ngo 1.26\nrequire example.org/old v1.0.0\n",
        api__main_DOT_go="package main\n\nfunc main() {}\n",
        other__main_DOT_go="package main\n\nfunc main() {}\n",
    )
    assert needed(root) == [
        "pkg:golang/example.org/kept@v0.3.0 runtime api/go.mod",
        "pkg:golang/example.org/new@v1.2.0 runtime api/go.mod",
        "pkg:golang/example.org/old@v1.0.0 runtime other/go.mod",
    ]


def test_a_binary_lockfile_is_missed_unless_its_text_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "app", "dependencies": {"ms": "2"}}')
    (tmp_path / "index.js").write_text("export const one = 1;\n")
    (tmp_path / "bun.lockb").write_bytes(b"#!/usr/bin/env bun\nbun-lockfile-format-v0\n\0\1")
    (gap,) = scan(tmp_path).gaps
    assert (gap.path, "--save-text-lockfile" in gap.reason) == ("bun.lockb", True)
    (tmp_path / "bun.lock").write_text('{"lockfileVersion": 1, "workspaces": {}, "packages": {}}')
    assert scan(tmp_path).gaps == ()


def test_members_of_a_workspace_of_deno_are_no_packages(tmp_path: Path) -> None:
    (tmp_path / "deno.json").write_text(
        '{"workspace": ["core"], "imports": {"@shop/core": "jsr:@shop/core@1",'
        ' "@std/path": "jsr:@std/path@1"}}'
    )
    (tmp_path / "core").mkdir()
    (tmp_path / "core" / "deno.json").write_text('{"name": "@shop/core", "exports": "./mod.ts"}')
    (tmp_path / "main.ts").write_text("import { join } from '@std/path';\n")
    assert needed(tmp_path) == ["pkg:jsr/%40std/path runtime deno.json"]
