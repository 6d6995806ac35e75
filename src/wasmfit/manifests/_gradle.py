"""What files of Gradle builds share."""

import re

from wasmfit.model.facts import Scope

_TESTS = re.compile(r"test", re.IGNORECASE)
_RUNTIME = re.compile(r"(?:api|implementation|compile|runtime|runtimeOnly|shadow)$", re.IGNORECASE)
_LIST = re.compile(
    r"^(?:api|implementation|kapt|ksp|classpath|annotationProcessor|compile|runtime|shadow)$"
    r"|(?:Api|Implementation|Only|Processor|Compile|Runtime)$"
)


def accessor(*names: str) -> str:
    """How build files write a name of a catalog: ``libs.spring.boot`` for ``spring-boot``."""
    written = ".".join(re.sub(r"[-_.]+", ".", name) for name in names)
    return written.removeprefix("rootProject.").lower()


def scope(configuration: str) -> Scope:
    """When what a configuration lists is needed."""
    if _TESTS.search(configuration):
        return Scope.DEV
    return Scope.RUNTIME if _RUNTIME.search(configuration) else Scope.BUILD


def is_configuration(word: str) -> bool:
    """Whether a word before something that is no literal is surely a list of dependencies."""
    return _LIST.search(word) is not None
