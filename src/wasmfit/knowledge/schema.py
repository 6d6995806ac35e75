"""The shape of every kind of rule file: keys, values, and what joins them.

``docs/rule-files.md`` says the same in prose.
"""

from collections.abc import Iterator, Mapping

from wasmfit.knowledge import values
from wasmfit.knowledge.folders import folder_of
from wasmfit.knowledge.shapes import Context, Keyed, Shape, Table, Tables
from wasmfit.knowledge.values import any_text, each, one_of, some, text
from wasmfit.model.knowledge import Confidence, Support

MATCH_KINDS = ("call", "use", "import", "include", "link", "syntax", "path")
ACTIONS = (
    "grant", "flag", "upgrade", "feature", "replace", "shim", "guard", "rewrite", "split", "keep",
)  # fmt: skip
MATURITY = ("maintained", "experimental", "abandoned")
REPLACING = ("standard", "draft", "vendor", "driver")
LIFETIMES = ("process", "request", "call", "page", "container")
FAILURES = ("build", "run", "silent")
SYMBOL_KINDS = ("module", "name", "symbol", "header", "package", "loading")


def _rule_as_a_whole(rule: Mapping[str, object], context: Context) -> Iterator[tuple[str, str]]:
    """The name starts with the language; a rule that is in force has its examples."""
    name = rule.get("name")
    named = isinstance(name, str) and not values.kebab(name, context)
    if named and folder_of(str(name).partition("-")[0]) != context.folder:
        yield "name", f'"{name}" must start with its language (write "{context.folder}-...")'
    if rule.get("retired") is True:
        return
    for key, article in (("match", "one kind of pattern"), ("hit", "one"), ("miss", "one")):
        if not rule.get(key):
            yield key, f"missing (a rule needs at least {article})"


EVIDENCE = Keyed(
    any_text,
    Table(
        {
            "source": text,
            "checked": values.iso_date,
            "confidence": one_of(Confidence, "confidence"),
        }
    ),
    least=1,
)

_PROVISION: dict[str, Shape] = {
    "failure": one_of(FAILURES, "failure"),
    "mechanism": any_text,
    "note": any_text,
    "interface": any_text,
}
_SUPPORTED: dict[str, Shape] = {
    "support": one_of(Support, "support"),
    "evidence": values.evidence_key,
}
PROVIDES = Keyed(values.capability, Table(_SUPPORTED, _PROVISION))

CAPABILITIES = Table(
    {
        "capability": Tables(
            Table({"id": values.capability_id, "summary": text}, {"covers": any_text})
        )
    }
)

REMEDY = Table(
    {"action": one_of(ACTIONS, "action"), "text": text, "effort": values.effort},
    {"toolchains": each(values.toolchain), "symbols": some(values.pattern)},
)

STRUCTURE = Table(
    {
        "rule": Tables(
            Table(
                {
                    "number": values.rule_number,
                    "name": values.kebab,
                    "summary": text,
                    "why": text,
                    "capability": values.capability,
                    "effort": values.effort,
                },
                {"references": each(text), "remedy": Tables(REMEDY)},
            )
        )
    }
)
"""Rules about a unit as a whole: wasmfit itself says where they apply."""

RULES = Table(
    {
        "language": values.folder_language,
        "rule": Tables(
            Table(
                {
                    "number": values.rule_number,
                    "name": values.kebab,
                    "summary": text,
                    "why": text,
                    "capability": values.capability,
                    "effort": values.effort,
                },
                {
                    "references": each(text),
                    "aliases": each(values.kebab),
                    "retired": values.flag,
                    "match": Table({}, dict.fromkeys(MATCH_KINDS, some(values.pattern))),
                    "remedy": Tables(REMEDY),
                    "hit": Tables(
                        Table(
                            {"code": text, "symbol": text}, {"line": values.count, "why": any_text}
                        )
                    ),
                    "miss": Tables(Table({"code": text}, {"why": any_text})),
                },
                _rule_as_a_whole,
            )
        ),
    }
)

_VARIANT = Tables(
    Table(
        {"evidence": values.evidence_key},
        {
            "versions": values.version_range,
            "features": some(text),
            "needs": some(values.purl),
            "targets": some(values.target),
            "support": one_of(Support, "support"),
            "failure": one_of(FAILURES, "failure"),
            "requires": each(values.capability),
            "note": any_text,
            "fix": any_text,
        },
    )
)

PACKAGES = Table(
    {
        "evidence": EVIDENCE,
        "package": Tables(
            Table(
                {
                    "purl": values.purl,
                    "requires": each(values.capability),
                    "evidence": values.evidence_key,
                },
                {
                    "pure": values.flag,
                    "imports": each(text),
                    "names": each(values.purl),
                    "binds": each(values.purl),
                    "note": any_text,
                    "replacement": values.replacement,
                    "replacement_note": any_text,
                    "fix": any_text,
                    "systems": some(text),
                    "when": _VARIANT,
                },
            )
        ),
    }
)

TARGET = Table(
    {
        "id": values.stem,
        "title": text,
        "standard": values.flag,
        "reference": values.flag,
        "evidence": EVIDENCE,
    },
    {
        "price": any_text,
        "worlds": each(text),
        "wit": text,
        "basis": values.evidence_key,
        "provides": PROVIDES,
    },
)

TOOLCHAIN = Table(
    {
        "id": values.stem,
        "title": text,
        "version": text,
        "languages": some(text),
        "rank": values.count,
        "evidence": EVIDENCE,
        "targets": Keyed(
            values.target,
            Table(
                {"maturity": one_of(MATURITY, "maturity")},
                {
                    "alone": values.flag,
                    "table": values.measured_table,
                    "environment": Keyed(text, any_text),
                    "provides": PROVIDES,
                },
            ),
        ),
    },
    {"note": any_text, "basis": values.evidence_key},
)

SERVICES = Table(
    {
        "evidence": EVIDENCE,
        "service": Tables(
            Table(
                {
                    "id": values.kebab,
                    "kind": values.kebab,
                    "placement": one_of(("keep", "analyse"), "placement of a service"),
                    "names": some(values.image),
                    "why": text,
                    "evidence": values.evidence_key,
                },
                {
                    "protocol": text,
                    "ports": each(values.count),
                    "embeds": values.host,
                    "languages": some(text),
                    "replacement": Tables(
                        Table(
                            {
                                "interface": text,
                                "status": one_of(REPLACING, "status of an interface"),
                                "evidence": values.evidence_key,
                            },
                            {"hosts": each(values.host), "wit": some(values.wit), "note": any_text},
                        )
                    ),
                },
            )
        ),
    }
)

SERVERS = Table(
    {
        "evidence": EVIDENCE,
        "server": Tables(
            Table(
                {
                    "id": values.kebab,
                    "language": values.kebab,
                    "kind": one_of(("framework", "listener"), "kind of server"),
                    "symbols": some(values.pattern),
                    "evidence": values.evidence_key,
                }
            )
        ),
    }
)

HOST = Table(
    {
        "id": values.stem,
        "title": text,
        "version": text,
        "status": one_of((*MATURITY, "deprecated"), "status"),
        "targets": some(values.target),
        "evidence": EVIDENCE,
    },
    {
        "lifetime": one_of(LIFETIMES, "lifetime"),
        "memory_mib": values.count,
        "worlds": each(text),
        "imports": each(text),
        "limits": any_text,
        "note": any_text,
        "basis": values.evidence_key,
        "provides": Keyed(
            values.capability, Table(_SUPPORTED, {**_PROVISION, "adds": values.flag})
        ),
    },
)
