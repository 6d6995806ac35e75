"""A small world of rule files, and values of the model, for tests about knowledge."""

from collections.abc import Mapping
from pathlib import Path

from wasmfit.model.knowledge import (
    Capability,
    Confidence,
    Evidence,
    Host,
    Knowledge,
    Match,
    Profile,
    Provision,
    Rule,
    Support,
    Target,
    Toolchain,
    ToolchainTarget,
)

CAPABILITIES = """\
[[capability]]
id = "proc.spawn"
summary = "start another process"

[[capability]]
id = "net.tcp.client"
summary = "connect to a server"
covers = "connect"
"""

RULES = """\
language = "python"

[[rule]]
number = "WF2201"
name = "python-process-spawn"
summary = "starts another process"
why = "There is no process table."
capability = "proc.spawn"
effort = 5

[rule.match]
call = ["subprocess.run", "os.spawn*"]

[[rule.remedy]]
action = "replace"
text = "Call the library."
effort = 5

[[rule.hit]]
code = "import subprocess\\nsubprocess.run([])\\n"
symbol = "subprocess.run"
line = 2

[[rule.miss]]
code = "def run(x): ...\\nrun(1)\\n"
"""

PACKAGES = """\
[evidence.doc]
source = "its documentation"
checked = "2026-11-23"
confidence = "source"

[[package]]
purl = "pkg:pypi/psycopg2"
requires = ["net.tcp.client"]
pure = false
note = "over libpq"
replacement = "pkg:pypi/pg8000"
evidence = "doc"
"""

TARGET = """\
id = "wasip2"
title = "WASI 0.2"
standard = true
reference = false
worlds = ["wasi:cli/command"]

[evidence.spec]
source = "the specification"
checked = "2026-11-23"
confidence = "source"

[provides."net.tcp.client"]
support = "granted"
interface = "wasi:sockets/tcp"
mechanism = "-S inherit-network"
evidence = "spec"
"""

TOOLCHAIN = """\
id = "snake"
title = "Snake"
version = "3"
languages = ["python"]
rank = 1

[evidence.run]
source = "ran it"
checked = "2026-11-23"
confidence = "ran"

[targets.wasip2]
maturity = "maintained"

[targets.wasip2.environment]
"sys.platform" = "wasi"

[targets.wasip2.provides."proc.spawn"]
support = "stubbed"
evidence = "run"
"""

SYMBOLS = """\
symbol,kind,support,failure,mechanism,note,evidence
fcntl,module,absent,run,,no such module,run
os.fork,name,absent,run,,"missing, so far",run
subprocess.run,name,stubbed,,,OSError,run
"""

MEASURED_PACKAGES = """\
name,version,support,note,evidence
psycopg2,2.9,absent,no wheel,run
"""

HOST = """\
id = "spin"
title = "Spin"
version = "4"
status = "maintained"
targets = ["wasip2"]
lifetime = "request"
memory_mib = 4096

[evidence.doc]
source = "its book"
checked = "2026-11-23"
confidence = "source"

[provides."net.tcp.client"]
support = "granted"
mechanism = "allowed_outbound_hosts"
evidence = "doc"
"""

FILES: Mapping[str, str] = {
    "capabilities.toml": CAPABILITIES,
    "languages/python/process.toml": RULES,
    "packages/pypi.toml": PACKAGES,
    "targets/wasip2.toml": TARGET,
    "toolchains/snake/toolchain.toml": TOOLCHAIN,
    "toolchains/snake/wasip2.csv": SYMBOLS,
    "toolchains/snake/packages.csv": MEASURED_PACKAGES,
    "hosts/spin.toml": HOST,
}
"""A whole and faultless folder of rules."""


def write_rules(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files under a folder and return it."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return folder


def evidence(confidence: Confidence = Confidence.RAN, source: str = "ran it") -> Evidence:
    return Evidence(source=source, checked="2026-11-23", confidence=confidence)


def provision(support: Support, **fields) -> Provision:
    return Provision(support=support, evidence=fields.pop("evidence", evidence()), **fields)


def target(name: str, provides: Mapping[str, Provision] | None = None, **fields) -> Target:
    return Target(
        id=name,
        title=name,
        standard=fields.pop("standard", True),
        reference=fields.pop("reference", False),
        evidence=evidence(Confidence.SOURCE, "the specification"),
        provides=provides or {},
        **fields,
    )


def reached(name: str, maturity: str = "maintained", **fields) -> ToolchainTarget:
    return ToolchainTarget(target=name, maturity=maturity, **fields)


def toolchain(name: str, *targets: ToolchainTarget, rank: int = 1, **fields) -> Toolchain:
    return Toolchain(
        id=name,
        title=name,
        version="1",
        languages=fields.pop("languages", ("python",)),
        rank=rank,
        evidence=fields.pop("evidence", evidence()),
        targets={it.target: it for it in targets},
        **fields,
    )


def host(name: str, targets: tuple[str, ...] = ("wasip2",), **fields) -> Host:
    return Host(
        id=name,
        title=name,
        version="1",
        status="maintained",
        targets=targets,
        evidence=evidence(),
        **fields,
    )


def rule(number: str, kind: str, *patterns: str, **fields) -> Rule:
    return Rule(
        number=number,
        name=f"python-{number.lower()}",
        language=fields.pop("language", "python"),
        summary="does something",
        why="because",
        capability=fields.pop("capability", "proc.spawn"),
        effort=1,
        matches=fields.pop("matches", (Match(kind, patterns),)),
        **fields,
    )


def knowledge(*parts: Target | Toolchain | Host | Rule) -> Knowledge:
    """Knowledge of exactly these parts."""
    return Knowledge(
        version="test",
        capabilities={"proc.spawn": Capability("proc.spawn", "start another process")},
        rules=tuple(it for it in parts if isinstance(it, Rule)),
        targets={it.id: it for it in parts if isinstance(it, Target)},
        toolchains={it.id: it for it in parts if isinstance(it, Toolchain)},
        hosts={it.id: it for it in parts if isinstance(it, Host)},
        packages={},
    )


def profile(known: Knowledge, name: str, inside: str = "") -> Profile:
    return Profile(known.targets[name], known.hosts[inside] if inside else None)
