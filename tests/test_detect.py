"""Readers, roles, units, and what describing adds to them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from wasmfit import languages, load_knowledge
from wasmfit.model.facts import (
    Dependency,
    FileFacts,
    Import,
    ManifestFacts,
    ModuleEdge,
    Scope,
    Use,
    UseKind,
)
from wasmfit.model.place import START, Location
from wasmfit.model.project import File, Project, Role, SourceFile, Unit, UnitKind
from wasmfit.model.reader import Language, Linked, Manifest
from wasmfit.stages.detect import Serving, describe, detect

SERVING = Serving(load_knowledge().servers.values())


def language(
    name: str,
    *suffixes: str,
    filenames: tuple[str, ...] = (),
    shebangs: tuple[str, ...] = (),
) -> Language:
    return Language(
        id=name,
        title=name,
        suffixes=suffixes,
        read=lambda file, _data, _interest, _hints: FileFacts(path=file.path, language=name),
        link=lambda files, _interest: Linked(tuple(files), ()),
        filenames=filenames,
        shebangs=shebangs,
    )


def nothing(file: SourceFile, _data: bytes) -> ManifestFacts:
    return ManifestFacts(path=file.path)


PYTHON = language("python", ".py", shebangs=("python",))
LANGUAGES = (
    PYTHON,
    language("ts", ".ts", ".d.ts", filenames=("Tsfile",)),
    language("js", ".cjs", ".mjs", ".mts", ".tsx"),
)
PYPROJECT = Manifest(
    id="pyproject",
    ecosystem="pypi",
    patterns=("pyproject.toml",),
    read=nothing,
    unit=True,
    declares=lambda head: b"[project]" in head,
)
REQUIREMENTS = Manifest(
    id="requirements",
    ecosystem="pypi",
    patterns=("requirements*.txt", "requirements/*.txt"),
    read=nothing,
)


def detected(tree: Mapping[str, str] | Sequence[str], name: str = "root") -> Project:
    texts = tree if isinstance(tree, Mapping) else dict.fromkeys(tree, "")
    files = [File(path, len(text)) for path, text in sorted(texts.items())]
    return detect(
        files,
        LANGUAGES,
        (PYPROJECT, REQUIREMENTS),
        lambda path: texts[path].encode(),
        name=name,
    )


def roles(tree: Mapping[str, str] | Sequence[str]) -> dict[str, str]:
    return {source.path: str(source.role) for source in detected(tree).sources}


def role(path: str, *more: str, texts: Mapping[str, str] | None = None) -> str:
    tree = dict.fromkeys((path, "pyproject.toml", *more), "")
    tree["pyproject.toml"] = "[project]"
    return roles(tree | dict(texts or {}))[path]


def units(tree: Mapping[str, str] | Sequence[str]) -> dict[str, str]:
    """Path of every source and manifest -> id of its unit."""
    project = detected(tree)
    return {source.path: source.unit for source in (*project.sources, *project.manifests)}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.py", "", "python"),
        ("a.d.ts", "", "ts"),
        ("x.y.py", "", "python"),
        ("Tsfile", "", "ts"),
        ("tool", "#!/usr/bin/python\n", "python"),
        ("tool", "#!/usr/bin/env python3\nx", "python"),
        ("tool", "#!/usr/bin/env -S LANG=C python3.12 -u\n", "python"),
        ("tool", "#! /opt/py/python3.12\r\n", "python"),
        ("tool", "#!/bin/sh\npython", None),
        ("tool", "#!/usr/bin/env\n", None),
        ("tool", "#!", None),
        ("tool", "", None),
        ("tool.cfg", "#!/usr/bin/python", None),
        (".tool", "#!/usr/bin/python", None),
        (".py", "", None),
    ],
)
def test_languages(path: str, text: str, expected: str | None) -> None:
    found = {source.path: source.language for source in detected({path: text}).sources}
    assert found.get(path) == expected


def test_the_head_is_asked_only_where_a_name_says_too_little() -> None:
    asked = []

    def head(path: str) -> bytes:
        asked.append(path)
        return b""

    files = [File(path, 0) for path in ("a.py", "b.txt", "c.png", "LICENSE", "pkg/tests.py")]
    detect(files, LANGUAGES, (PYPROJECT, REQUIREMENTS), head)
    assert asked == ["LICENSE", "pkg/tests.py"]


def test_manifest_patterns_with_a_slash_look_at_the_folder_too() -> None:
    project = detected(["a/requirements/dev.txt", "requirements-x.txt", "notes/dev.txt", "a.py"])
    assert [one.path for one in project.manifests] == [
        "a/requirements/dev.txt",
        "requirements-x.txt",
    ]
    assert {one.language for one in project.manifests} == {"requirements"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/pkg/a.py", "source"),
        ("bin/run.py", "source"),
        ("tests/a.py", "test"),
        ("src/pkg/tests/a.py", "test"),
        ("test/a.py", "test"),
        ("pkg/test_a.py", "test"),
        ("pkg/a_test.py", "test"),
        ("conftest.py", "test"),
        ("pkg/contest.py", "source"),
        ("pkg/latest.py", "source"),
        ("examples/a.py", "example"),
        ("demo/a.py", "example"),
        ("samples/deep/a.py", "example"),
        ("benchmarks/a.py", "benchmark"),
        ("bench/a.py", "benchmark"),
        ("extras/profiling/a.py", "benchmark"),
        ("docs/conf.py", "docs"),
        ("doc/a.py", "docs"),
        ("pkg/_vendor/a.py", "vendored"),
        ("third_party/a/tests/b.py", "vendored"),
        ("external/a.py", "vendored"),
        ("vendor/a.py", "vendored"),
        ("pkg/api_pb2.py", "generated"),
        ("pkg/api_pb2_grpc.py", "generated"),
        ("pkg/generated/a.py", "generated"),
        ("setup.py", "build"),
        ("noxfile.py", "build"),
        ("pkg/noxfile.py", "source"),
        ("build.py", "build"),
        ("scripts/release.py", "build"),
        ("pkg/scripts/a.py", "source"),
        (".github/check.py", "build"),
        ("tests/examples/a.py", "test"),
        ("pkg/examples.py", "source"),
        ("pkg/docs.py", "source"),
        ("src/cart.test.tsx", "test"),
        ("src/cart.spec.mjs", "test"),
        ("src/types.test-d.ts", "test"),
        ("src/__mocks__/fs.mjs", "test"),
        ("e2e/login.ts", "test"),
        ("src/cart.bench.ts", "benchmark"),
        ("src/cart.stories.tsx", "example"),
        ("vite.config.ts", "build"),
        ("packages/a/vitest.config.unit.mts", "build"),
        ("jest.setup.mjs", "build"),
        (".eslintrc.cjs", "build"),
        ("gulpfile.mjs", "build"),
        ("src/next.mjs", "source"),
        ("src/vite.ts", "source"),
        ("src/latest.ts", "source"),
        ("src/app.config.ts", "source"),
        ("src/spec.ts", "source"),
    ],
)
def test_roles_by_path(path: str, expected: str) -> None:
    assert role(path) == expected


INSIDE = ("pkg/__init__.py",)


@pytest.mark.parametrize(
    ("path", "more", "expected"),
    [
        ("pkg/test/client.py", (*INSIDE, "pkg/test/__init__.py"), "source"),
        ("pkg/test/client.py", (*INSIDE, "pkg/test/test_client.py"), "test"),
        ("pkg/testing/tools.py", (*INSIDE, "pkg/testing/tests/test_a.py"), "source"),
        ("testing/deep/a.py", ("testing/deep/test_b.py",), "test"),
        ("testing/__init__.py", (), "source"),
        ("pkg/docs/bcdoc.py", (*INSIDE, "pkg/docs/__init__.py"), "source"),
        ("pkg/docs/build.py", INSIDE, "docs"),
        ("pkg/benchmark/timer.py", (*INSIDE, "pkg/benchmark/__init__.py"), "source"),
        ("pkg/examples/a.py", (*INSIDE, "pkg/examples/__init__.py"), "example"),
        ("shop/vendor/models.py", ("shop/__init__.py", "shop/vendor/__init__.py"), "source"),
        ("pkg/vendor/six.py", (*INSIDE, "pkg/vendor/LICENSE.six"), "vendored"),
        ("pkg/external/lib/a.py", (*INSIDE, "pkg/external/lib/COPYING"), "vendored"),
        ("scripts/a.py", ("scripts/__init__.py",), "source"),
        ("scripts/a.py", ("scripts/__init__.py", "src/pkg/__init__.py"), "build"),
    ],
)
def test_roles_by_neighbours(path: str, more: tuple[str, ...], expected: str) -> None:
    assert role(path, *more) == expected


@pytest.mark.parametrize(
    ("path", "texts", "expected"),
    [
        ("pkg/tests.py", {"pkg/tests.py": "from django.test import TestCase\n"}, "test"),
        ("pkg/tests.py", {"pkg/tests.py": "def test_odd(n): return n % 2\n"}, "source"),
        ("pkg/test.py", {"pkg/test.py": "import io\nimport unittest\n"}, "test"),
        ("pkg/_version.py", {"pkg/_version.py": "# Generated by versioneer\n"}, "generated"),
        ("pkg/_version.py", {"pkg/_version.py": "__version__ = '1'\n"}, "source"),
        ("tasks.py", {"tasks.py": "from invoke import task\n"}, "build"),
        ("tasks.py", {"tasks.py": "from celery import Celery\n"}, "source"),
        ("core/setup.py", {"core/setup.py": "from numpy.distutils import x\n"}, "build"),
        ("core/setup.py", {"core/setup.py": "def setup_logging(): ...\n"}, "source"),
        ("scripts/a.py", {"setup.py": "setup(scripts=['scripts/a.py'])"}, "source"),
        (
            "scripts/a.py",
            {"pyproject.toml": '[project]\nscript-files = [\n"scripts/a.py"]'},
            "source",
        ),
        ("scripts/a.py", {"setup.cfg": "[files]\nscripts =\n  scripts/a.py\n"}, "source"),
        ("scripts/a.py", {"setup.cfg": "[files]\nscripts = b\n[mypy]\nfiles = scripts/"}, "build"),
        ("scripts/a.py", {"pyproject.toml": '[project]\n[tool.mypy]\nfiles = "scripts/"'}, "build"),
    ],
)
def test_roles_by_head(path: str, texts: dict[str, str], expected: str) -> None:
    inside = {"core/__init__.py": ""} if path.startswith("core/") else {}
    assert role(path, texts=texts | inside) == expected


def test_a_folder_of_scripts_is_source_where_nothing_is_packaged() -> None:
    assert roles(["scripts/a.py", "build.py"]) == {"scripts/a.py": "source", "build.py": "source"}


def test_only_directories_below_the_unit_count() -> None:
    found = roles(
        {"tools/x/pyproject.toml": "[project]", "tools/x/scripts/a.py": "", "tools/x/b.py": ""}
    )
    assert found == {"tools/x/scripts/a.py": "build", "tools/x/b.py": "source"}


def test_the_name_of_the_root_is_never_a_role() -> None:
    project = detected(["a.py"], name="tests")
    assert (project.sources[0].role, project.units[0].name) == (Role.SOURCE, "tests")


def test_without_a_manifest_the_root_is_the_unit() -> None:
    project = detected(["b/a.py", "c.py", "notes.txt"])
    assert project.units == (Unit(id=".", path=".", name="root", kind=UnitKind.LIBRARY),)
    assert [source.path for source in project.sources] == ["b/a.py", "c.py"]


def test_nothing_found_makes_no_unit() -> None:
    assert detected(["notes.txt"]) == Project(units=(), sources=(), manifests=())


def test_pages_that_another_language_serves_are_no_code_of_the_unit() -> None:
    script = replace(language("script", ".js"), pages=True)
    python = replace(PYPROJECT, languages=("python",))
    files = [File(path, 10) for path in ("app.py", "pyproject.toml", "static/x.js")]
    text = b'[project]\nname = "x"\n'
    served = detect(files, (*LANGUAGES, script), (python,), lambda _: text)
    assert [source.path for source in served.sources] == ["app.py"]
    alone = detect(files[:1] + files[2:], (*LANGUAGES, script), (python,), lambda _: text)
    assert [source.path for source in alone.sources] == ["app.py", "static/x.js"]


def test_nested_manifests_make_nested_units_and_files_belong_to_the_nearest() -> None:
    assert units(
        {
            "pyproject.toml": "[project]",
            "a.py": "",
            "libs/one/pyproject.toml": "[project]",
            "libs/one/src/one/a.py": "",
            "libs/one/plugins/two/setup.py": "from setuptools import setup",
            "libs/one/plugins/two/b.py": "",
            "libs/onerous/c.py": "",
        }
    ) == {
        "a.py": ".",
        "pyproject.toml": ".",
        "libs/one/pyproject.toml": "libs/one",
        "libs/one/src/one/a.py": "libs/one",
        "libs/one/plugins/two/setup.py": "libs/one/plugins/two",
        "libs/one/plugins/two/b.py": "libs/one/plugins/two",
        "libs/onerous/c.py": ".",
    }


def test_a_manifest_that_holds_its_language_keeps_it_from_packages_of_others() -> None:
    module = Manifest(
        id="mod",
        ecosystem="x",
        patterns=("mod.toml",),
        read=nothing,
        unit=True,
        languages=("python",),
        holds=True,
    )
    other = replace(module, id="pack", patterns=("pack.toml",), languages=("ts",), holds=False)
    paths = ["mod.toml", "ui/pack.toml", "ui/embed.py", "ui/a.ts", "api/pack.toml", "api/mod.toml"]
    files = [File(path, 0) for path in sorted([*paths, "api/b.py"])]
    project = detect(files, LANGUAGES, (module, other), lambda _path: b"")
    assert {source.path: source.unit for source in project.sources} == {
        "ui/embed.py": ".",
        "ui/a.ts": "ui",
        "api/b.py": "api",
    }


def test_what_lies_outside_every_nested_unit_belongs_to_one_at_the_root() -> None:
    tree = {"a/pyproject.toml": "[project]", "a/x.py": "", "b/y.py": ""}
    assert [unit.id for unit in detected(tree).units] == [".", "a"]
    del tree["b/y.py"]
    assert [unit.id for unit in detected(tree).units] == ["a"]


@pytest.mark.parametrize(
    "folder",
    ["tests/app", "examples/app", "docs/app", "vendor/app", "pkg/_vendor/app", "benchmarks/app"],
)
def test_manifests_of_other_roles_make_no_units(folder: str) -> None:
    tree = {f"{folder}/pyproject.toml": "[project]", f"{folder}/a.py": "", "b.py": ""}
    assert set(units(tree).values()) == {"."}


def test_a_manifest_that_only_configures_tools_makes_no_unit() -> None:
    assert units({"a/pyproject.toml": "[tool.black]", "a/b.py": ""})["a/b.py"] == "."


def test_a_setup_module_inside_a_package_makes_no_unit() -> None:
    tree = {
        "numpy/core/__init__.py": "",
        "numpy/core/setup.py": "from numpy.distutils.core import setup",
    }
    assert set(units(tree).values()) == {"."}


def test_a_deployed_folder_with_requirements_is_a_unit() -> None:
    assert units(
        [
            "services/mail/Dockerfile",
            "services/mail/requirements.txt",
            "services/mail/main.py",
            "services/web/Dockerfile",
            "services/web/main.py",
            "docker/base/Dockerfile",
            "docker/base/requirements.txt",
        ]
    ) == {
        "services/mail/requirements.txt": "services/mail",
        "services/mail/main.py": "services/mail",
        "services/web/main.py": ".",
        "docker/base/requirements.txt": ".",
    }


def test_order_of_files_changes_nothing() -> None:
    paths = ["a/pyproject.toml", "a/x.py", "b/y.py", "a/tests/t.py", "requirements.txt"]
    assert detected(dict.fromkeys(paths, "[project]")) == detected(
        dict.fromkeys(reversed(paths), "[project]")
    )


# Describing: the one unit of a small project, from literals.


def source(path: str, size: int = 100, role: Role = Role.SOURCE) -> SourceFile:
    return SourceFile(path=path, size=size, language="python", role=role, unit=".")


def facts(path: str, *traits: str, **more: tuple[object, ...]) -> FileFacts:
    return FileFacts(path=path, language="python", traits=traits, **more)  # type: ignore[arg-type]


def uses(path: str, symbol: str, scope: str = "", kind: UseKind = UseKind.CALL) -> FileFacts:
    return facts(path, uses=(Use(kind=kind, symbol=symbol, span=START, scope=scope),))


def needs(scope: Scope = Scope.RUNTIME) -> Dependency:
    place = Location("pyproject.toml", START)
    return Dependency(purl="pkg:pypi/x", scope=scope, direct=True, location=place)


def described(
    *files: FileFacts,
    manifest: ManifestFacts | None = None,
    paths: Sequence[str | SourceFile] = (),
    edges: Sequence[tuple[str, str]] = (),
    kind: UnitKind = UnitKind.LIBRARY,
) -> Unit:
    given = [source(one) if isinstance(one, str) else one for one in paths]
    sources = {file.path: source(file.path) for file in files} | {one.path: one for one in given}
    texts = [] if manifest is None else [manifest]
    project = Project(
        units=(Unit(id=".", path=".", name="folder", kind=kind),),
        sources=tuple(sources[path] for path in sorted(sources)),
        manifests=tuple(source(one.path) for one in texts),
    )
    graph = [ModuleEdge(start, end) for start, end in edges]
    return describe(project, texts, files, graph, SERVING).units[0]


def packaged(*scripts: str, name: str = "demo") -> ManifestFacts:
    return ManifestFacts(path="pyproject.toml", name=name, scripts=scripts, packaged=True)


INTERFACE = facts(
    "src/demo/__init__.py",
    imports=(Import(module=".api", names=("one", "two", "three", "_four")),),
)


def test_the_manifest_names_the_unit() -> None:
    assert described(manifest=packaged(name="parcel"), paths=["a.py"]).name == "parcel"
    assert described(paths=["a.py"]).name == "folder"


def test_a_plain_tree_is_a_library() -> None:
    assert described(facts("a.py")).kind is UnitKind.LIBRARY


def test_a_package_without_a_start_is_a_library() -> None:
    unit = described(facts("src/demo/a.py", "main"), INTERFACE, manifest=packaged())
    assert (unit.kind, unit.entries) == (UnitKind.LIBRARY, ())


def test_a_package_with_a_script_and_no_interface_is_an_application() -> None:
    unit = described(facts("src/demo/cli.py"), manifest=packaged("demo.cli:main"))
    assert (unit.kind, unit.entries) == (UnitKind.APPLICATION, ("src/demo/cli.py",))


def test_a_package_with_a_script_and_an_interface_stays_a_library() -> None:
    unit = described(facts("src/demo/cli.py"), INTERFACE, manifest=packaged("demo.cli:main"))
    assert (unit.kind, unit.entries) == (UnitKind.LIBRARY, ("src/demo/cli.py",))


def test_the_function_of_the_script_is_no_interface() -> None:
    init = facts("demo/__init__.py", imports=(Import(module="demo.cli", names=("a", "b", "main")),))
    unit = described(facts("demo/cli.py"), init, manifest=packaged("demo.cli:main"))
    assert unit.kind is UnitKind.APPLICATION


def test_a_start_in_the_package_itself_is_no_interface() -> None:
    init = facts("demo/__init__.py", defines=("a", "b", "c", "main"))
    assert described(init, manifest=packaged("demo:main")).kind is UnitKind.APPLICATION
    assert described(init, manifest=packaged("other:main")).kind is UnitKind.LIBRARY


def test_handing_on_everything_is_an_interface() -> None:
    init = facts("demo/__init__.py", imports=(Import(module=".core", names=("*",)),))
    unit = described(init, facts("demo/cli.py"), manifest=packaged("demo.cli:main"))
    assert unit.kind is UnitKind.LIBRARY


@pytest.mark.parametrize(("size", "kind"), [(200, UnitKind.APPLICATION), (401, UnitKind.LIBRARY)])
def test_code_that_no_start_reaches_is_there_for_others(size: int, kind: UnitKind) -> None:
    paths = [source("demo/__init__.py"), source("demo/far.py", size)]
    files = [facts("demo/cli.py"), facts("demo/near.py"), facts("demo/sub/x.py")]
    unit = described(
        *files,
        manifest=packaged("demo.cli:main"),
        paths=paths,
        edges=[("demo/cli.py", "demo/near.py"), ("demo/near.py", "demo/sub/x.py")],
    )
    assert unit.kind is kind


def test_a_main_module_starts_a_package() -> None:
    unit = described(facts("src/demo/__main__.py"), manifest=packaged())
    assert (unit.kind, unit.entries) == (UnitKind.APPLICATION, ("src/demo/__main__.py",))


def test_other_roles_start_nothing() -> None:
    files = (facts("setup.py", "main"), facts("tests/run.py", "main"))
    paths = [
        source("setup.py", role=Role.BUILD),
        source("tests/run.py", role=Role.TEST),
        source("a.py"),
    ]
    unit = described(*files, paths=paths)
    assert (unit.kind, unit.entries) == (UnitKind.LIBRARY, ())


def test_a_script_makes_an_application() -> None:
    unit = described(
        facts("tools/run.py", "main"), facts("pkg/a.py", "main"), paths=["pkg/__init__.py"]
    )
    assert (unit.kind, unit.entries) == (UnitKind.APPLICATION, ("tools/run.py",))


def test_requirements_without_packaging_make_an_application() -> None:
    required = ManifestFacts(path="requirements.txt", dependencies=(needs(),))
    assert described(facts("a.py"), manifest=required).kind is UnitKind.APPLICATION
    for_tests = ManifestFacts(path="requirements.txt", dependencies=(needs(Scope.DEV),))
    assert described(facts("a.py"), manifest=for_tests).kind is UnitKind.LIBRARY


def test_a_deployment_file_makes_an_application_unless_packaged() -> None:
    project = detected({"Dockerfile": "", "a.py": ""})
    assert describe(project, (), ()).units[0].kind is UnitKind.APPLICATION
    unit = described(facts("a.py"), manifest=packaged(), kind=UnitKind.APPLICATION)
    assert unit.kind is UnitKind.LIBRARY


def test_a_setup_script_packages() -> None:
    project = detected({"Dockerfile": "", "setup.py": "setup()", "a.py": ""})
    assert describe(project, (), ()).units[0].kind is UnitKind.LIBRARY


def test_a_framework_object_makes_a_service() -> None:
    unit = described(uses("app.py", "flask.Flask"), facts("models.py"))
    assert (unit.kind, unit.entries) == (UnitKind.SERVICE, ("app.py",))


@pytest.mark.parametrize(
    ("scope", "kind"),
    [
        ("", UnitKind.SERVICE),
        ("create_app", UnitKind.SERVICE),
        ("Wrapper.create_app", UnitKind.LIBRARY),
        ("run", UnitKind.LIBRARY),
    ],
)
def test_a_package_serves_when_it_makes_its_own_application(scope: str, kind: UnitKind) -> None:
    unit = described(
        uses("src/demo/web.py", "fastapi.FastAPI", scope), INTERFACE, manifest=packaged()
    )
    assert unit.kind is kind


def test_listening_makes_a_service_of_an_application_only() -> None:
    server = uses("src/demo/dev.py", "http.server.HTTPServer")
    assert described(server, INTERFACE, manifest=packaged()).kind is UnitKind.LIBRARY
    assert described(server, manifest=packaged("demo.dev:main")).kind is UnitKind.SERVICE
    assert described(server).kind is UnitKind.SERVICE


def test_subclassing_serves_and_annotating_does_not() -> None:
    handler = "socketserver.StreamRequestHandler"
    assert described(uses("a.py", handler, kind=UseKind.BASE)).kind is UnitKind.SERVICE
    assert described(uses("a.py", handler, kind=UseKind.ANNOTATION)).kind is UnitKind.LIBRARY


def test_a_gateway_module_makes_a_service() -> None:
    unit = described(facts("site/wsgi.py"))
    assert (unit.kind, unit.entries) == (UnitKind.SERVICE, ("site/wsgi.py",))


def test_manifests_of_other_places_and_roles_do_not_name_the_unit() -> None:
    project = detected({"a.py": "", "x/requirements.txt": "", "tests/requirements.txt": ""})
    texts = [
        ManifestFacts(path="x/requirements.txt", name="inner", dependencies=(needs(),)),
        ManifestFacts(path="tests/requirements.txt", name="tests", dependencies=(needs(),)),
    ]
    unit = describe(project, texts, ()).units[0]
    assert (unit.name, unit.kind) == ("root", UnitKind.LIBRARY)


def test_signs_of_servers_are_of_languages_that_are_read_and_told_once() -> None:
    signs = load_knowledge().servers.values()
    assert {sign.language for sign in signs} == {reader.id for reader in languages.readers()}
    told = [(sign.language, symbol) for sign in signs for symbol in sign.symbols]
    assert len(told) == len(set(told))


def test_compiled_code_that_listens_without_a_start_is_a_library() -> None:
    cases = (("c", "listen", UnitKind.LIBRARY), ("python", "uvicorn.run", UnitKind.SERVICE))
    for name, symbol, kind in cases:
        source = SourceFile(path="a.x", size=1, language=name, role=Role.SOURCE, unit=".")
        unit = Unit(id=".", path=".", name="a", kind=UnitKind.LIBRARY)
        use = Use(kind=UseKind.CALL, symbol=symbol, span=START)
        facts = FileFacts(path="a.x", language=name, uses=(use,))
        project = Project(units=(unit,), sources=(source,), manifests=())
        found = describe(project, (), (facts,), serving=SERVING)
        assert found.units[0].kind is kind


def test_scripts_in_the_tools_of_a_native_build_run_on_the_host() -> None:
    found = roles(["configure.ac", "tools/pack.py", "lib/pack.py"])
    assert (found["tools/pack.py"], found["lib/pack.py"]) == ("build", "source")
    assert roles(["Makefile", "tools/pack.py"])["tools/pack.py"] == "source"


@pytest.mark.parametrize(
    ("size", "more", "expected"),
    [
        (2000, (), "build"),
        (1999, (), "source"),
        (2000, ("utils/__init__.py",), "source"),
        (2000, ("requirements.txt",), "source"),
    ],
)
def test_a_few_scripts_beside_compiled_code_are_its_tools(
    size: int, more: tuple[str, ...], expected: str
) -> None:
    paths = {"Makefile": 1, "src/main.c": size, "utils/make_table.py": 100}
    files = [
        File(path, length) for path, length in sorted({**paths, **dict.fromkeys(more, 0)}.items())
    ]
    manifest = replace(REQUIREMENTS, languages=("python",))
    project = detect(files, (PYTHON, language("c", ".c")), (manifest,), lambda _: b"")
    found = {source.path: str(source.role) for source in project.sources}
    assert found["utils/make_table.py"] == expected


WEB = language("javascript", ".js", ".ts", ".tsx")


def web_roles(texts: Mapping[str, str]) -> dict[str, str]:
    files = [File(path, len(text)) for path, text in sorted(texts.items())]
    web = replace(WEB, pages=True)
    project = detect(files, (web,), (), lambda path: texts[path].encode())
    return {source.path: str(source.role) for source in project.sources}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/button.test.tsx", "test"),
        ("src/button.spec.ts", "test"),
        ("src/button.bench.ts", "benchmark"),
        ("src/button.stories.tsx", "example"),
        ("src/__mocks__/fs.js", "test"),
        ("vite.config.ts", "build"),
        ("karma.conf.js", "build"),
        ("Gruntfile.js", "build"),
        ("src/app.config.ts", "source"),
        ("src/button.ts", "source"),
        ("src/test.helper.ts", "source"),
        ("config.ts", "source"),
    ],
)
def test_scripts_say_by_their_stem_what_they_are_for(path: str, expected: str) -> None:
    assert web_roles({path: ""})[path] == expected


PAGE = "<html><script type='module' src='{}'></script>"


def test_what_a_page_of_a_server_loads_runs_in_the_browser() -> None:
    found = web_roles(
        {
            "server.js": "",
            "views/index.html": PAGE.format("app.js?v=1") + PAGE.format("/js/more.js"),
            "views/app.js": "",
            "public/js/more.js": "",
            "views/render.js": "",
        }
    )
    assert {path for path, role in found.items() if role == "browser"} == {
        "views/app.js",
        "public/js/more.js",
    }


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"vite.config.ts": ""}, "browser"),
        ({"vite.config.ts": "", "src/entry-server.ts": ""}, "source"),
        ({}, "source"),
        ({"public/index.html": "<link href='%PUBLIC_URL%/a.ico'>"}, "browser"),
    ],
)
def test_a_page_whose_modules_are_bundled_makes_a_front_end(
    more: Mapping[str, str], expected: str
) -> None:
    tree = {"index.html": PAGE.format("/src/main.tsx"), "src/main.tsx": "", "src/view.tsx": ""}
    assert web_roles(tree | dict(more))["src/view.tsx"] == expected
