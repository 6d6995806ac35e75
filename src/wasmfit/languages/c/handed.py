"""Names that are given to macros which call them: ``LIBM_DD(gamma)``."""

from collections.abc import Iterator, Mapping

from wasmfit.languages.c.arguments import CALLS, HANDED
from wasmfit.model.facts import Alias, Certainty, FileFacts, Use, UseKind
from wasmfit.model.place import Span


class Handed:
    """The macros of a project that call what they are given."""

    def __init__(self, files: Mapping[str, FileFacts]) -> None:
        """Collect them from every file."""
        self._calling = {
            (alias.name, alias.symbol.removeprefix(CALLS))
            for file in files.values()
            for alias in file.aliases
            if alias.symbol.startswith(CALLS)
        }

    def uses(self, file: FileFacts) -> Iterator[Use]:
        """The names in a file that such a macro calls, as calls where they stand."""
        for alias in file.aliases if self._calling else ():
            if alias.symbol.startswith(HANDED):
                where, macro, place = alias.symbol.removeprefix(HANDED).split(":")
                if (macro, place) in self._calling:
                    yield _call(alias, where)


def _call(alias: Alias, where: str) -> Use:
    line, column, end = map(int, where.split("."))
    return Use(
        kind=UseKind.CALL,
        symbol=alias.name,
        span=Span(line, column, line, end),
        guards=alias.guards,
        certainty=Certainty.MEDIUM,
    )
