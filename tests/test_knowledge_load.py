"""Loading rules/: what faultless files become, what is left unread, what overrides."""

import pytest

from build_knowledge import FILES, RULES, SYMBOLS, TARGET, TOOLCHAIN, write_rules
from wasmfit.errors import KnowledgeError
from wasmfit.knowledge import load
from wasmfit.knowledge import roots as roots_module
from wasmfit.knowledge.folders import language_of
from wasmfit.knowledge.roots import Root
from wasmfit.model.knowledge import Confidence, Example, Match, Remedy, Support


@pytest.fixture
def rules(tmp_path, monkeypatch):
    """A function that writes the shipped rules, with some files replaced."""
    folder = tmp_path / "shipped"
    monkeypatch.setattr(roots_module, "shipped", lambda: Root(folder, "rules"))
    return lambda **files: write_rules(folder, FILES | files.pop("files", {}))


def test_a_rule_becomes_a_value(rules):
    rules()
    (rule,) = load().rules
    assert (rule.number, rule.name, rule.language) == ("WF2201", "python-process-spawn", "python")
    assert (rule.capability, rule.effort) == ("proc.spawn", 5)
    assert rule.matches == (Match("call", ("subprocess.run", "os.spawn*")),)
    assert rule.remedies == (Remedy(action="replace", text="Call the library.", effort=5),)
    assert rule.hits == (
        Example(code="import subprocess\nsubprocess.run([])\n", symbol="subprocess.run", line=2),
    )
    assert rule.misses == (Example(code="def run(x): ...\nrun(1)\n"),)
    assert rule.origin == "rules/languages/python/process.toml"
    assert not rule.retired


def test_targets_hosts_and_packages_become_values(rules):
    rules()
    known = load()
    target = known.targets["wasip2"]
    assert target.evidence.source == "the specification"
    assert target.provides["net.tcp.client"].support is Support.GRANTED
    assert target.provides["net.tcp.client"].interface == "wasi:sockets/tcp"
    host = known.hosts["spin"]
    assert (host.lifetime, host.memory_mib, host.adds) == ("request", 4096, frozenset())
    assert host.overrides["net.tcp.client"].mechanism == "allowed_outbound_hosts"
    package = known.packages["pkg:pypi/psycopg2"]
    assert (package.requires, package.pure) == (("net.tcp.client",), False)
    assert package.replacement == "pkg:pypi/pg8000"


def test_a_toolchain_has_its_measured_tables(rules):
    rules()
    snake = load().toolchains["snake"]
    assert snake.label == "snake@3"
    reached = snake.targets["wasip2"]
    assert reached.environment == {"sys.platform": "wasi"}
    assert reached.provides["proc.spawn"].support is Support.STUBBED
    assert sorted(reached.symbols) == ["fcntl", "os.fork", "subprocess.run"]
    fork = reached.symbols["os.fork"]
    assert (fork.support, fork.failure, fork.note) == (Support.ABSENT, "run", "missing, so far")
    assert reached.symbols["subprocess.run"].failure is None
    assert reached.packages["psycopg2"].note == "version 2.9; no wheel"


def test_a_borrowed_table_is_inferred(rules):
    more = TOOLCHAIN + '\n[targets.wasip3]\nmaturity = "experimental"\ntable = "wasip2"\n'
    third = TARGET.replace("wasip2", "wasip3")
    files = {"toolchains/snake/toolchain.toml": more, "targets/wasip3.toml": third}
    rules(files=files)
    reached = load().toolchains["snake"].targets
    assert reached["wasip2"].symbols["os.fork"].evidence.confidence is Confidence.RAN
    assert reached["wasip3"].symbols["os.fork"].evidence.confidence is Confidence.INFERRED
    assert reached["wasip3"].symbols["os.fork"].support is Support.ABSENT


def test_the_evidence_of_a_file_is_the_one_it_names(rules):
    named = TARGET.replace("reference = false\n", 'reference = false\nbasis = "run"\n')
    named += '[evidence.run]\nsource = "ran it"\nchecked = "2026-11-23"\nconfidence = "ran"\n'
    rules(files={"targets/wasip2.toml": named})
    assert load().targets["wasip2"].evidence.source == "ran it"


def test_only_what_the_languages_need_is_read(rules):
    broken = "this is not TOML"
    files = {
        "languages/rust/process.toml": broken,
        "packages/cargo.toml": broken,
        "toolchains/rustc/toolchain.toml": f'languages = ["rust"]\n{broken}',
        "toolchains/rustc/wasip2.csv": broken,
    }
    rules(files=files)
    known = load(["python"])
    assert len(known.rules) == 1
    assert sorted(known.toolchains) == ["snake"]
    assert sorted(known.packages) == ["pkg:conda/psycopg2", "pkg:pypi/psycopg2"]
    with pytest.raises(KnowledgeError) as caught:
        load(["rust"])
    assert [line.split(": ")[0] for line in str(caught.value).split("\n")] == [
        "rules/languages/rust/process.toml",
        "rules/toolchains/rustc/toolchain.toml",
        "rules/packages/cargo.toml",
    ]


def test_no_language_still_has_targets_and_hosts(rules):
    rules()
    known = load([])
    assert (known.rules, dict(known.toolchains), dict(known.packages)) == ((), {}, {})
    assert sorted(known.targets) == ["wasip2"]
    assert sorted(known.hosts) == ["spin"]


@pytest.mark.parametrize("quote", ['"', "'"])
def test_toolchains_are_found_however_their_languages_are_quoted(rules, quote):
    text = TOOLCHAIN.replace('["python"]', f"[\n  {quote}c{quote},\n  {quote}python{quote},\n]")
    rules(files={"toolchains/snake/toolchain.toml": text})
    assert load(["python"]).toolchains["snake"].languages == ("c", "python")


def test_a_toolchain_that_does_not_say_its_languages_is_not_passed_over(rules):
    rules(files={"toolchains/snake/toolchain.toml": TOOLCHAIN.replace("languages", "language")})
    with pytest.raises(KnowledgeError, match="languages: missing"):
        load(["rust"])


def test_cpp_reads_the_rules_of_c(rules):
    text = RULES.replace("python", "c")
    rules(files={"languages/c/process.toml": text.replace("WF22", "WF12")})
    assert [rule.number for rule in load(["cpp"]).rules] == ["WF1201"]


def test_the_version_follows_the_content(rules):
    rules()
    first, again = load().version, load().version
    assert first == again
    assert len(first) == 12
    rules(files={"languages/python/process.toml": RULES.replace("= 5", "= 8")})
    assert load().version != first


def test_a_folder_of_rules_adds_and_overrides(rules, tmp_path):
    rules()
    mine = {
        "languages/python/mine.toml": RULES.replace(
            'capability = "proc.spawn"', 'capability = "x.y"'
        )
        + RULES.partition("\n\n")[2].replace("WF2201", "WF2999").replace("process-spawn", "other"),
        "capabilities.toml": '[[capability]]\nid = "x.y"\nsummary = "do something"\n',
        "targets/wasip2.toml": TARGET.replace("WASI 0.2", "my own"),
    }
    known = load(extra=[write_rules(tmp_path / "mine", mine)])
    assert [(it.number, it.capability) for it in known.rules] == [
        ("WF2201", "x.y"),
        ("WF2999", "proc.spawn"),
    ]
    assert known.targets["wasip2"].title == "my own"
    assert sorted(known.capabilities) == ["net.tcp.client", "proc.spawn", "x.y"]


def test_a_folder_that_does_not_exist(rules, tmp_path):
    rules()
    with pytest.raises(KnowledgeError) as caught:
        load(extra=[tmp_path / "nowhere"])
    assert str(caught.value) == (
        f"{tmp_path}/nowhere: there is no such folder of rules (name a folder laid out like rules/)"
    )


def test_what_nobody_would_read_is_a_mistake(rules, tmp_path):
    rules()
    odd = write_rules(tmp_path / "odd", {"langauges/python/x.toml": "", "README.md": "words"})
    with pytest.raises(KnowledgeError) as caught:
        load(extra=[odd])
    assert str(caught.value) == (
        f"{odd}/langauges: nothing reads this (expected capabilities.toml, servers.toml,"
        " services.toml, structure.toml, hosts, languages, packages, targets, toolchains)"
    )


def test_the_shipped_rules_are_found_and_faultless():
    known = load()
    assert roots_module.shipped().path.name == "rules"
    assert known.capabilities
    assert known.targets["linux"].reference


def test_rows_of_windows_line_ends_and_quoted_names(rules):
    text = SYMBOLS.replace("fcntl,", '"f(int, int)",').replace("\n", "\r\n")
    rules(files={"toolchains/snake/wasip2.csv": text})
    symbols = load().toolchains["snake"].targets["wasip2"].symbols
    assert sorted(symbols) == ["f(int, int)", "os.fork", "subprocess.run"]
    assert symbols["f(int, int)"].note == "no such module"


def test_an_installation_without_rules(tmp_path, monkeypatch):
    monkeypatch.setattr(roots_module, "__file__", str(tmp_path / "a" / "b" / "c" / "roots.py"))
    with pytest.raises(KnowledgeError) as caught:
        load()
    assert str(caught.value) == (
        "rules: this installation has no rule files (install wasmfit again)"
    )


def test_rules_inside_the_package_come_before_those_beside_the_sources(tmp_path, monkeypatch):
    package = tmp_path / "src" / "wasmfit"
    monkeypatch.setattr(roots_module, "__file__", str(package / "knowledge" / "roots.py"))
    beside = write_rules(tmp_path / "rules", FILES)
    assert roots_module.shipped().path == beside
    package.mkdir(parents=True)
    inside = write_rules(package / "rules", FILES)
    assert roots_module.shipped().path == inside


@pytest.mark.parametrize(
    ("ecosystem", "language"), [("pypi", "python"), ("deb", "c"), ("nothing", "")]
)
def test_the_language_of_an_ecosystem(ecosystem, language):
    assert language_of(ecosystem) == language


def test_the_rules_about_a_unit_as_a_whole_are_known() -> None:
    structure = load([]).structure
    assert sorted(structure) == [
        "WF8001",
        "WF8002",
        "WF8101",
        "WF8102",
        "WF8103",
        "WF8104",
        "WF9001",
    ]
    assert structure["WF9001"].capability == "toolchain"
