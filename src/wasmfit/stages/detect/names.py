"""The names by which a directory or file says what it is for."""

from wasmfit.model.project import Role

_VENDORED = {
    "3rdparty",
    "_extern",
    "_vendor",
    "_vendored",
    "extern",
    "externals",
    "subprojects",
    "third-party",
    "third_party",
    "thirdparty",
    "vendored",
}
_TESTS = {
    "fuzz",
    "fuzzers",
    "fuzzing",
    "__fixtures__",
    "__mocks__",
    "__snapshots__",
    "__tests__",
    "cypress",
    "e2e",
    "functional-tests",
    "functional_tests",
    "integration-tests",
    "integration_tests",
    "test-data",
    "test-suite",
    "test_data",
    "test_suite",
    "testdata",
    "tests",
    "testsuite",
    "unit-tests",
    "unit_tests",
    "unittests",
}
_TEST_HELPERS = {
    "test-helpers",
    "test-support",
    "test-utils",
    "test_helpers",
    "test_support",
    "test_utils",
    "testhelpers",
    "testutil",
    "testutils",
}

NATIVE_BUILDS = frozenset(
    {
        "CMakeLists.txt",
        "GNUmakefile",
        "Makefile",
        "Makefile.in",
        "configure",
        "configure.ac",
        "makefile",
        "makefile.unix",
        "meson.build",
    }
)
"""Files that build what lies beside them: with a licence of its own it is a project of its own."""

NATIVE_SOURCES = (".c", ".cc", ".cpp", ".cxx")

CONFIGURED_BUILDS = frozenset({"CMakeLists.txt", "configure", "configure.ac", "meson.build"})
"""Builds of native code whose helpers in other languages run on the host."""

PAGES = (".htm", ".html", ".ejs", ".hbs", ".handlebars", ".njk")
"""Ends of files that become pages in a browser."""

SERVED = ("public", "static", "www", "wwwroot", "views", "assets")
"""Directories of a unit whose files a server sends as they are."""

BUNDLERS = frozenset({"vite.config", "webpack.config", "rollup.config", "craco.config"})
"""Stems of files beside a page that say its modules are bundled for the browser."""

SERVERS = frozenset({"server", "entry-server", "main.server", "entry.server"})
"""Stems of files that a front end which is also rendered on a server has."""

SCRIPTS = frozenset({".js", ".mjs", ".php", ".py", ".rb"})

ALWAYS = {
    **dict.fromkeys(_VENDORED, Role.VENDORED),
    **dict.fromkeys(_TESTS, Role.TEST),
    **dict.fromkeys({"_example", "_examples", "examples", "tutorials"}, Role.EXAMPLE),
    **dict.fromkeys({"asv_bench", "benchmarks"}, Role.BENCHMARK),
    **dict.fromkeys({"__generated__", "_generated", "generated"}, Role.GENERATED),
}
"""Directories whose name is enough, at any depth."""

EXAMPLES = ("-examples", "_examples")
"""Ends of names of directories that show how something is used."""

OUTSIDE_PACKAGES = {
    **dict.fromkeys({"demo", "demos", "example", "sample", "samples", "tutorial"}, Role.EXAMPLE),
    **dict.fromkeys(
        {"bench", "benches", "benchmark", "perf-measures", "profiling"}, Role.BENCHMARK
    ),
    **dict.fromkeys(_TEST_HELPERS, Role.TEST),
    **dict.fromkeys({"doc", "doc_src", "docs", "docs_src", "documentation"}, Role.DOCS),
}
"""Directories that may also be a public part of a package, as ``botocore.docs`` is.

A subpackage of that name is source.
"""

HOST_FOLDERS = frozenset(
    {
        "build",
        "build-scripts",
        "build-tools",
        "build_scripts",
        "build_tools",
        "ci",
        "dev",
        "devtools",
        "hack",
        "packaging",
        "scripts",
        "tools",
    }
)
"""Top-level directories that a packaged project keeps for its developers."""

HOST_FILES = frozenset(
    {
        "build.rs",
        "dodo.py",
        "ez_setup.py",
        "fabfile.py",
        "hatch_build.py",
        "noxfile.py",
        "pavement.py",
        "pdm_build.py",
        "toxfile.py",
        "versioneer.py",
    }
)
"""Files at the top of a unit that run while it is built, never in it."""

MARKS = {
    **dict.fromkeys({"cy", "e2e", "e2e-spec", "spec", "specs", "test", "test-d"}, Role.TEST),
    **dict.fromkeys({"bench", "benchmark"}, Role.BENCHMARK),
    **dict.fromkeys({"stories", "story"}, Role.EXAMPLE),
}
"""What stands before the suffix of a file, as in ``cart.test.ts``."""

CONFIGURED = frozenset(
    """
    astro babel commitlint craco cypress cz dangerfile docusaurus drizzle esbuild eslint gatsby
    gulpfile gruntfile jest karma knip lint-staged metro next nuxt playwright pm2 postcss prettier
    quasar release release-it remix rolldown rollup rspack stylelint svelte tailwind tsdown tsup
    turbo unocss vite vitest vue wdio webpack
    """.split()  # noqa: SIM905 - a list of words reads better than of strings
)
"""Tools of a build or its checks whose settings are programs: ``vite.config.ts``."""

SETTINGS = frozenset({".cjs", ".cts", ".js", ".mjs", ".mts", ".ts"})

DEPLOYMENT = frozenset({"Containerfile", "Dockerfile", "Procfile"})
"""Files that say how a directory is deployed."""

LANGUAGES = {
    ".clj": "clojure",
    ".cr": "crystal",
    ".cs": "csharp",
    ".dart": "dart",
    ".erl": "erlang",
    ".ex": "elixir",
    ".fs": "fsharp",
    ".go": "go",
    ".groovy": "groovy",
    ".hs": "haskell",
    ".java": "java",
    ".jl": "julia",
    ".kt": "kotlin",
    ".lua": "lua",
    ".ml": "ocaml",
    ".nim": "nim",
    ".php": "php",
    ".pl": "perl",
    ".pm": "perl",
    ".razor": "csharp",
    ".rb": "ruby",
    ".scala": "scala",
    ".swift": "swift",
    ".vb": "visualbasic",
    ".zig": "zig",
}
"""Suffixes of languages; what no reader takes of them is counted as unread."""
