"""The sentence a finding says: what the code does, and what happens there."""

from wasmfit.model.condition import Truth
from wasmfit.model.facts import Use
from wasmfit.model.knowledge import Answer, Confidence, Rule, Support

EFFECT = {
    Support.NATIVE: "works",
    Support.GRANTED: "works once the host grants it",
    Support.SHIMMED: "works with a flag or shim",
    Support.PARTIAL: "works in part",
    Support.UNKNOWN: "may or may not work (no data)",
    Support.ALTERED: "runs and silently does something else",
    Support.STUBBED: "fails at run time",
    Support.ABSENT: "is not there",
}
MOMENT = {"build": "fails when it is built", "run": "fails at run time"}


def told(use: Use) -> str:
    """The symbol of a use, with what it is given where that is known: ``system(ls -l)``."""
    return f"{use.symbol}({use.detail})" if use.detail else use.symbol


def message(rule: Rule, symbol: str, answer: Answer, profile: str, active: Truth) -> str:
    """One or two sentences: symbol, capability, target, effect; then the note."""
    effect = EFFECT[answer.support]
    if answer.support in (Support.ABSENT, Support.STUBBED) and answer.failure in MOMENT:
        effect = MOMENT[answer.failure]
    if answer.confidence is Confidence.INFERRED and answer.support is not Support.UNKNOWN:
        effect = f"probably {effect} (inferred, not verified)"
    name = symbol.removeprefix("builtins.")
    first = f"`{name}` {rule.summary} ({rule.capability}): on {profile} it {effect}."
    if active is False:
        first = f"`{name}` {rule.summary} ({rule.capability}): a guard keeps it off {profile}."
    if active is False or not answer.note or answer.note in effect:
        return first
    note = answer.note[0].upper() + answer.note[1:]
    return f"{first} {note.rstrip('.')}."
