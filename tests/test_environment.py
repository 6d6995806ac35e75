"""Lists of what is installed, beside a library that says itself what it needs."""

from wasmfit.model.facts import Dependency, ManifestFacts, Scope
from wasmfit.model.place import Location, Span
from wasmfit.stages.join import developing

HERE = Location("x", Span(1, 1, 1, 2))


def dependency(purl: str, scope: Scope = Scope.RUNTIME, **rest) -> Dependency:
    return Dependency(purl=purl, scope=scope, location=HERE, **{"direct": True, **rest})


INSTALLED = ManifestFacts(
    path="requirements.txt",
    dependencies=(
        dependency("pkg:pypi/http"),
        dependency("pkg:pypi/linter"),
        dependency("pkg:pypi/docs", Scope.OPTIONAL),
        dependency("pkg:pypi/socks", direct=False, via=(("pkg:pypi/http",),)),
    ),
)


def told(*others: ManifestFacts) -> list[str]:
    return [f"{one.purl} {one.scope}" for one in developing(INSTALLED, others).dependencies]


def test_what_the_library_does_not_ask_for_is_its_developers() -> None:
    package = ManifestFacts(
        path="pyproject.toml", packaged=True, dependencies=(dependency("pkg:pypi/http"),)
    )
    assert told(package) == [
        "pkg:pypi/linter dev",
        "pkg:pypi/docs optional",
        "pkg:pypi/socks runtime",
    ]


def test_it_counts_where_nobody_else_says_what_is_needed() -> None:
    silent = ManifestFacts(
        path="setup.py", packaged=True, dependencies=(dependency("pkg:pypi/tester", Scope.DEV),)
    )
    elsewhere = ManifestFacts(
        path="lib/pyproject.toml", packaged=True, dependencies=(dependency("pkg:pypi/other"),)
    )
    loose = ManifestFacts(path="pyproject.toml", dependencies=(dependency("pkg:pypi/other"),))
    assert "pkg:pypi/linter runtime" in told(silent, elsewhere, loose)
