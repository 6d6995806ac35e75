"""How many uses of one file are told: a report is read by people, and held in memory."""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

from wasmfit.model.facts import FileFacts, Gap, Use, UseKind
from wasmfit.model.knowledge import Rule

MOST = 1_000
"""Uses of one file that are told of one rule under one condition."""

Rules = Callable[[str, UseKind, str], Sequence[Rule]]
"""The rules that a use is evidence for, by language, kind and symbol."""


def bounded(file: FileFacts, rules: Rules) -> FileFacts:
    """The facts of a file without the uses beyond the limit; a gap says how many these are.

    Uses that could be judged differently never stand for each other: those of
    another rule or kind, under another condition, or with another certainty.
    """
    if len(file.uses) <= MOST:
        return file
    seen: Counter[Hashable] = Counter()
    kept, left = list[Use](), list[Use]()
    for use in file.uses:
        key = _alike(use, file.language, rules)
        seen[key] += 1
        (kept if seen[key] <= MOST else left).append(use)
    if not left:
        return file
    reason = f"{len(left)} more uses are not told: of each rule {MOST} are, the others are alike"
    gap = Gap(file.path, "judge", reason, line=left[0].span.start_line)
    return replace(file, uses=tuple(kept), gaps=(*file.gaps, gap))


def _alike(use: Use, language: str, rules: Rules) -> Hashable:
    numbers = tuple(rule.number for rule in rules(language, use.kind, use.symbol))
    conditions = frozenset(guard.condition for guard in use.guards)
    return numbers or use.symbol, use.kind, conditions, use.certainty, use.deferred, use.detail
