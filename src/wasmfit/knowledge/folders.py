"""Which folders and files of ``rules/`` belong to a language."""

from collections.abc import Collection

_SHARED = {"cpp": "c", "typescript": "javascript"}

_ECOSYSTEMS = {
    "c": ("apk", "bitbucket", "conan", "deb", "generic", "github", "gitlab", "rpm", "vcpkg"),
    "csharp": ("nuget",),
    "go": ("golang",),
    "java": ("maven",),
    "javascript": ("deno", "jsr", "npm"),
    "php": ("composer",),
    "python": ("conda", "pypi"),
    "ruby": ("gem",),
    "rust": ("cargo",),
    "swift": ("swift",),
}

_OWNERS = {held: language for language, names in _ECOSYSTEMS.items() for held in names}


def folder_of(language: str) -> str:
    """The folder under ``rules/languages`` that holds a language's rules."""
    return _SHARED.get(language, language)


def ecosystems_of(languages: Collection[str]) -> frozenset[str]:
    """The package ecosystems (purl types) in which these languages have packages."""
    return frozenset(
        ecosystem
        for language in languages
        for ecosystem in _ECOSYSTEMS.get(folder_of(language), ())
    )


def language_of(ecosystem: str) -> str:
    """The language whose packages an ecosystem (purl type) holds; "" when none is known."""
    return _OWNERS.get(ecosystem, "")
