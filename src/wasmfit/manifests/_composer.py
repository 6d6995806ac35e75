"""What manifests of PHP packages share."""

import re

_PLATFORM = re.compile(
    r"(?:php(?:-.*)?|hhvm|ext-.*|lib-.*|composer(?:-plugin-api|-runtime-api)?)$", re.IGNORECASE
)


def purl(name: str) -> str:
    """The package URL of a Composer package, without version; an extension has no vendor."""
    return f"pkg:composer/{name.lower()}"


def is_platform(name: str) -> bool:
    """Whether the name stands for a part of PHP itself or of the system."""
    return _PLATFORM.match(name) is not None


def is_extension(name: str) -> bool:
    """Whether the name stands for an extension of PHP: native code the interpreter must have."""
    return name.lower().startswith("ext-")
