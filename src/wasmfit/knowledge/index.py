"""From a symbol to the rules it is evidence for."""

from collections.abc import Iterable

from wasmfit.knowledge.folders import folder_of
from wasmfit.model.facts import UseKind
from wasmfit.model.knowledge import Rule
from wasmfit.model.reader import Interest

_MEANT: dict[UseKind, tuple[str, ...]] = {
    UseKind.CALL: ("call", "use", "link"),
    UseKind.BASE: ("call", "use"),
    UseKind.VALUE: ("call", "use"),
    UseKind.TEST: ("use",),
    UseKind.ANNOTATION: ("use",),
    UseKind.IMPORT: ("import", "use"),
    UseKind.INCLUDE: ("include",),
    UseKind.LINK: ("link",),
    UseKind.SYNTAX: ("syntax",),
    UseKind.PATH: ("path",),
}
"""Which kinds of patterns each kind of use may match."""

_Key = tuple[str, str, str]
"""Language folder, kind of pattern, symbol or prefix."""


class RuleIndex:
    """The rules in force, found by language, kind of use and symbol."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Retired rules are left out."""
        self._exact: dict[_Key, list[Rule]] = {}
        self._prefixes: dict[_Key, list[Rule]] = {}
        self._lengths: dict[tuple[str, str], list[int]] = {}
        self._found: dict[tuple[str, UseKind, str], tuple[Rule, ...]] = {}
        for rule in sorted(rules, key=lambda rule: rule.number):
            if not rule.retired:
                self._add(rule)

    def _add(self, rule: Rule) -> None:
        folder = folder_of(rule.language)
        for match in rule.matches:
            for pattern in match.patterns:
                stem = pattern.removesuffix("*")
                shelf = self._exact if stem == pattern else self._prefixes
                rules = shelf.setdefault((folder, match.kind, stem), [])
                if rule not in rules:
                    rules.append(rule)
                if stem != pattern:
                    self._lengthen(folder, match.kind, len(stem))

    def _lengthen(self, folder: str, kind: str, length: int) -> None:
        lengths = self._lengths.setdefault((folder, kind), [])
        if length not in lengths:
            lengths.append(length)
            lengths.sort(reverse=True)

    def rules(self, language: str, kind: UseKind, symbol: str) -> tuple[Rule, ...]:
        """The rules a use is evidence for, by number; only the closest patterns count.

        A pattern that names the symbol itself beats every prefix, and a
        longer prefix beats a shorter one, whatever kind they stand under.
        """
        key = (language, kind, symbol)
        found = self._found.get(key)
        if found is None:
            found = self._closest(folder_of(language), _MEANT[kind], symbol)
            self._found[key] = found
        return found

    def _closest(self, folder: str, kinds: tuple[str, ...], symbol: str) -> tuple[Rule, ...]:
        exact = [rule for kind in kinds for rule in self._exact.get((folder, kind, symbol), ())]
        if exact:
            return _by_number(exact)
        lengths = {length for kind in kinds for length in self._lengths.get((folder, kind), ())}
        for length in sorted(lengths, reverse=True):
            stem = symbol[:length]
            if len(stem) < length:
                continue
            found = [r for kind in kinds for r in self._prefixes.get((folder, kind, stem), ())]
            if found:
                return _by_number(found)
        return ()

    def interest(self, language: str, local: frozenset[str] = frozenset()) -> Interest:
        """What a reader of that language should look for; ``local`` as in Interest."""
        folder = folder_of(language)
        return Interest(
            exact=frozenset(symbol for place, _, symbol in self._exact if place == folder),
            prefixes=tuple(
                sorted({symbol for place, _, symbol in self._prefixes if place == folder})
            ),
            local=local,
        )


def _by_number(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    return tuple(sorted({rule.number: rule for rule in rules}.values(), key=lambda r: r.number))
