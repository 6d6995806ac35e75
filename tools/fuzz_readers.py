"""Give every reader broken, cut, spliced and random files, and look for exceptions.

python -m tools.fuzz_readers                      20,000 cases, spread over all readers
python -m tools.fuzz_readers --cases 200000       as many as one likes
python -m tools.fuzz_readers --only python npm    of readers whose name holds one of these words
python -m tools.fuzz_readers --atheris            for as long as one likes, guided by coverage

What is expected of a reader: facts or a gap for every input, in bounded time. Nesting beyond
Python's stack may raise RecursionError, and a limit of time TooSlowError, which a scan turns into a
gap; anything else is a defect.
An input that fails is kept under out/fuzz/. ``--atheris`` needs the package of that name.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tools import fuzz_inputs as inputs
from wasmfit import deployments, languages, manifests
from wasmfit.errors import TooSlowError
from wasmfit.knowledge import load
from wasmfit.knowledge.index import RuleIndex
from wasmfit.model.deployment import DeploymentFacts
from wasmfit.model.facts import FileFacts, ManifestFacts
from wasmfit.model.project import Role, SourceFile
from wasmfit.stages.extract.fence import fence

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
FAILURES = Path("out/fuzz")
PATIENCE = 5.0
"""Seconds that a case may take before it counts as slow."""

KILO = 1 if sys.platform == "darwin" else 1024
"""Bytes of the unit that systems tell the peak of memory in."""

HEAVY, EACH = 1_000_000_000, 300
"""Bytes of memory that a case may need at once, and so many more for each of its own.

Parsers that recover from mistakes take some hundred megabytes a second until they are stopped.
"""

SMALL = 20_000
"""Bytes: larger seeds tell nothing new and cost time."""

TOKENS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n", b"\\\n", b'"', b"'", b'"""', b"`", b"{",
    b"}", b"[", b"]", b"(", b")", b"<", b">", b"#", b"//", b"/*", b"*/", b":", b"- ", b"*a", b"&a",
    b"<<: *a", b"${", b"{{", b"}}", b"\xf0\x9f\x92\xa9", b"\xed\xa0\x80", b"9" * 400,
    b"0x" + b"f" * 400, b"-1", b"1e999", b"null", b"true", b"[[", b"]]", b"=", b"#if ", b"#endif",
    b"#define ", b"import ", b"use ", b"::*", b"<!ENTITY ", b"<![CDATA[", b"%s", b"../", b"/",
)  # fmt: skip
"""What the grammars and formats care about."""

Read = Callable[[str, bytes], object]


@dataclass(frozen=True, slots=True)
class Target:
    """A reader, the type of what it must give, and files to start from (name, bytes)."""

    name: str
    read: Read
    gives: type
    seeds: tuple[tuple[str, bytes], ...]


def targets() -> Iterator[Target]:
    """Every reader: of languages, manifests, deployments and whatever else is handed in."""
    known = load()
    index = RuleIndex(known.rules)
    examples: dict[str, list[tuple[str, bytes]]] = {}
    for rule in known.rules:
        for example in (*rule.hits, *rule.misses):
            examples.setdefault(rule.language, []).append(("", example.code.encode()))
    for language in languages.readers():
        names = [f"file{suffix}" for suffix in language.suffixes] + [*language.filenames]
        given = examples.get(language.id, [("", b"x\n")])
        seeds = [(names[n % len(names)], data) for n, (_, data) in enumerate(given)]
        seeds += list(inputs.real(tuple(f"*{suffix}" for suffix in language.suffixes)))
        interest = index.interest(language.id, frozenset({"app", "compat"}))
        yield Target(language.id, _of_language(language, interest), FileFacts, tuple(seeds))
    for manifest in manifests.readers():
        seeds = [(manifest.patterns[0].replace("*", "x"), data) for data in _manifests(manifest.id)]
        seeds += list(inputs.real(manifest.patterns))
        yield Target(manifest.id, _of_manifest(manifest), ManifestFacts, tuple(seeds))
    for deployment in deployments.readers():
        yield Target(
            f"deployment-{deployment.id}",
            _of_deployment(deployment),
            DeploymentFacts,
            (*_deployments(deployment), *inputs.real(deployment.patterns)),
        )
    for name, read, gives, start in inputs.inputs():
        yield Target(name, read, gives, start)


def _of_language(language: Any, interest: Any) -> Read:  # noqa: ANN401 - plugins
    def read(name: str, data: bytes) -> object:
        facts = language.read(_source(name, data, language.id), data, interest, {})
        language.link([facts], interest)
        return facts

    return read


def _of_manifest(manifest: Any) -> Read:  # noqa: ANN401 - plugins
    def read(name: str, data: bytes) -> object:
        if manifest.declares:
            manifest.declares(data)
        return manifest.read(_source(name, data, manifest.id), data)

    return read


def _of_deployment(deployment: Any) -> Read:  # noqa: ANN401 - plugins
    def read(name: str, data: bytes) -> object:
        deployment.claims(data)
        return deployment.read(name, _Shelf({name: data}))

    return read


def _source(name: str, data: bytes, language: str) -> SourceFile:
    return SourceFile(path=name, size=len(data), language=language, role=Role.SOURCE, unit=".")


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A tree of one file."""

    files: Mapping[str, bytes]

    def data(self, path: str) -> bytes | None:
        return self.files.get(path)

    def below(self, folder: str) -> Sequence[str]:
        return [path for path in sorted(self.files) if path.startswith(folder)]


def _manifests(name: str) -> Iterator[bytes]:
    folders = (FIXTURES / "manifests" / name, FIXTURES / "manifests" / name.replace("_", "-"))
    yield b"{}\n"
    for folder in folders:
        for path in sorted(folder.glob("*")) if folder.is_dir() else ():
            if path.is_file() and not path.name.endswith(".expect.json"):
                yield path.read_bytes()[:SMALL]


def _deployments(deployment: Any) -> Iterator[tuple[str, bytes]]:  # noqa: ANN401 - plugins
    yield deployment.patterns[0].replace("*", "x"), b"x: 1\n"
    for path in sorted((FIXTURES / "deployments" / deployment.id).rglob("*")):
        if path.is_file() and path.name != "expect.json":
            name = path.relative_to(FIXTURES / "deployments" / deployment.id).as_posix()
            yield name.partition("/")[2] or name, path.read_bytes()[:SMALL]


def mutated(chance: random.Random, seeds: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """A file made of one of the seeds by a few accidents."""
    name, data = chance.choice(seeds)
    for _ in range(chance.randint(1, 6)):
        data = chance.choice(ACCIDENTS)(chance, data, seeds)
    return name, data


def _slice(chance: random.Random, data: bytes) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.randint(0, 40))


def _cut(chance: random.Random, data: bytes, _: object) -> bytes:
    start, end = _slice(chance, data)
    return data[:start] + data[end:]


def _end(chance: random.Random, data: bytes, _: object) -> bytes:
    return data[: chance.randint(0, len(data))]


def _twice(chance: random.Random, data: bytes, _: object) -> bytes:
    start, end = _slice(chance, data)
    return data[:end] + data[start:end] * chance.randint(1, 3) + data[end:]


def _token(chance: random.Random, data: bytes, _: object) -> bytes:
    start, end = _slice(chance, data)
    return data[:start] + chance.choice(TOKENS) + data[chance.choice((start, end)) :]


def _noise(chance: random.Random, data: bytes, _: object) -> bytes:
    start = chance.randint(0, len(data))
    return data[:start] + chance.randbytes(chance.randint(1, 12)) + data[start:]


def _splice(chance: random.Random, data: bytes, seeds: Sequence[tuple[str, bytes]]) -> bytes:
    other = chance.choice(seeds)[1]
    return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]


def _deep(chance: random.Random, data: bytes, _: object) -> bytes:
    start = chance.randint(0, len(data))
    return data[:start] + chance.choice(TOKENS) * chance.choice((50, 500, 3000)) + data[start:]


ACCIDENTS = (_cut, _cut, _end, _twice, _token, _token, _token, _noise, _splice, _deep)


def complaint(target: Target, name: str, data: bytes) -> str:
    """What is wrong with how the reader takes a file; empty when nothing is."""
    begun, peak = time.process_time(), _peak()
    try:
        with fence(len(data)):
            facts = target.read(name, data)
    except (RecursionError, TooSlowError):
        return ""
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"{type(error).__name__}: {error}"[:200]
    if not isinstance(facts, target.gives):
        return f"gave {type(facts).__name__}"
    if time.process_time() - begun > PATIENCE:
        return f"took {time.process_time() - begun:.1f} s"
    if _peak() - peak > HEAVY + EACH * len(data):
        return f"took {(_peak() - peak) // 1_000_000} MB"
    return ""


def _peak() -> int:
    """The most bytes of memory that this process ever had; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILO


@dataclass(slots=True)
class Tally:
    """What happened to one reader."""

    cases: int = 0
    slowest: float = 0.0
    wrong: dict[str, int] = field(default_factory=dict)


def main() -> int:
    """Run the cases."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--atheris", action="store_true")
    options, rest = parser.parse_known_args()
    chosen = [t for t in targets() if not options.only or any(w in t.name for w in options.only)]
    if options.atheris:
        return _guided(chosen, rest)
    each = max(1, options.cases // len(chosen))
    wrong = 0
    for target in chosen:
        tally = _run(target, each, options.seed)
        told = "; ".join(f"{count} x {text}" for text, count in tally.wrong.items()) or "fine"
        print(f"{target.name}: {tally.cases} cases, slowest {tally.slowest:.2f} s, {told}")
        wrong += len(tally.wrong)
    print(f"{each * len(chosen)} cases over {len(chosen)} readers, {wrong} kinds of defects")
    return 1 if wrong else 0


def _run(target: Target, cases: int, seed: int) -> Tally:
    chance, tally = random.Random(f"{target.name} {seed}"), Tally()  # noqa: S311 - no secret
    for _ in range(cases):
        name, data = mutated(chance, target.seeds)
        begun = time.process_time()
        said = complaint(target, name, data)
        tally.slowest = max(tally.slowest, time.process_time() - begun)
        tally.cases += 1
        if said:
            if said not in tally.wrong:
                _keep(target, name, data, said)
            tally.wrong[said] = tally.wrong.get(said, 0) + 1
    return tally


def _keep(target: Target, name: str, data: bytes, said: str) -> None:
    FAILURES.mkdir(parents=True, exist_ok=True)
    stem = f"{target.name}-{sha256(data).hexdigest()[:12]}"
    (FAILURES / stem).write_bytes(data)
    told = {"reader": target.name, "name": name, "said": said}
    (FAILURES / f"{stem}.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def _guided(chosen: Sequence[Target], rest: Sequence[str]) -> int:
    """Let coverage choose the inputs; ends with the first exception."""
    import atheris

    def once(data: bytes) -> None:
        if len(data) > 1:
            target = chosen[data[0] % len(chosen)]
            name = target.seeds[data[1] % len(target.seeds)][0]
            if said := complaint(target, name, data[2:]):
                message = f"{target.name}: {said}"
                raise AssertionError(message)

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], *rest], once)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
