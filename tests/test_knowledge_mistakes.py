"""Every mistake in a rule file is told, at once, with file, line, table, key and mend."""

import pytest

from build_knowledge import (
    CAPABILITIES,
    FILES,
    HOST,
    MEASURED_PACKAGES,
    PACKAGES,
    RULES,
    SYMBOLS,
    TARGET,
    TOOLCHAIN,
    write_rules,
)
from wasmfit.errors import KnowledgeError
from wasmfit.knowledge import load
from wasmfit.knowledge import roots as roots_module
from wasmfit.knowledge.roots import Root


@pytest.fixture
def mistakes(tmp_path, monkeypatch):
    """A function that loads rules with some files replaced, and returns the lines told."""
    folder = tmp_path / "shipped"
    monkeypatch.setattr(roots_module, "shipped", lambda: Root(folder, "rules"))

    def tell(files):
        write_rules(folder, FILES | files)
        with pytest.raises(KnowledgeError) as caught:
            load()
        return str(caught.value).split("\n")

    return tell


RULE_FILE = "languages/python/process.toml"
RULE_CASES = [
    ("effort = 5\n\n[rule.match]", "effort = 4\n\n[rule.match]",
     "9: rule 1/effort: 4 is not on the effort scale (use 1, 3, 5, 8 or 13)"),
    ("effort = 5\n\n[rule.match]", "effort = true\n\n[rule.match]",
     "9: rule 1/effort: true is not on the effort scale (use 1, 3, 5, 8 or 13)"),
    ('number = "WF2201"', 'number = "WF221"',
     '4: rule 1/number: "WF221" is no rule number (write WF and four digits)'),
    ('number = "WF2201"', "number = 2201",
     "4: rule 1/number: 2201 is no rule number (write WF and four digits)"),
    ('"python-process-spawn"', '"Process spawn"',
     '5: rule 1/name: "Process spawn" is no name (use lower-case words joined by hyphens)'),
    ('"python-process-spawn"', '"process-spawn"',
     '5: rule 1/name: "process-spawn" must start with its language (write "python-...")'),
    ('summary = "starts another process"\n', "",
     "3: rule 1/summary: missing (every such table has it)"),
    ('summary = "starts another process"', 'summary = " "',
     '6: rule 1/summary: " " is no text (write a string that is not empty)'),
    ('capability = "proc.spawn"', 'capability = "proc.spwan"',
     '8: rule 1/capability: "proc.spwan" is no capability (did you mean proc.spawn?)'),
    ('capability = "proc.spawn"', 'capability = "gpu"',
     '8: rule 1/capability: "gpu" is no capability (see capabilities.toml)'),
    ("why = ", "reason = ",
     "3: rule 1/why: missing (every such table has it)",
     ("7: rule 1/reason: unknown key (known: number, name, summary, why, capability, effort,"
     " references, aliases, retired, match, remedy, hit, miss)")),
    ('call = ["subprocess.run", "os.spawn*"]', "call = []",
     "12: rule 1/match/call: the list is empty (name at least one)"),
    ('call = ["subprocess.run", "os.spawn*"]', 'call = "subprocess.run"',
     '12: rule 1/match/call: "subprocess.run" is no list (put it in brackets)'),
    ('"os.spawn*"', '"os.*.spawn"',
     ('12: rule 1/match/call: "os.*.spawn" is no pattern'
     " (a symbol, or a prefix with one * at its end)")),
    ('"os.spawn*"', '"*"',
     '12: rule 1/match/call: "*" is no pattern (a symbol, or a prefix with one * at its end)'),
    ('"os.spawn*"', "7",
     "12: rule 1/match/call: 7 is no text (write a string that is not empty)"),
    ("call = [", "called = [",
     ("12: rule 1/match/called: unknown key"
     " (known: call, use, import, include, link, syntax, path)")),
    ('call = ["subprocess.run", "os.spawn*"]\n', "",
     "11: rule 1/match: missing (a rule needs at least one kind of pattern)"),
    ('action = "replace"', 'action = "pray"',
     ('15: rule 1/remedy 1/action: "pray" is no action (use grant, flag, upgrade, feature, replace,'
     " shim, guard, rewrite, split, keep)")),
    ('text = "Call the library."\n', 'text = "Call the library."\ntoolchains = ["snek"]\n',
     '17: rule 1/remedy 1/toolchains: "snek" is no toolchain (use snake)'),
    ('symbol = "subprocess.run"\n', "",
     "19: rule 1/hit 1/symbol: missing (every such table has it)"),
    ("line = 2", 'line = "2"',
     '22: rule 1/hit 1/line: "2" is no count (write a whole number from 0)'),
    ("[[rule.miss]]", "[[rule.mis]]",
     ("24: rule 1/mis: unknown key (known: number, name, summary, why, capability, effort,"
     " references, aliases, retired, match, remedy, hit, miss)"),
     "3: rule 1/miss: missing (a rule needs at least one)"),
    ('language = "python"', 'language = "ruby"',
     '1: language: "ruby" does not belong in this folder (write "python")'),
    ('number = "WF2201"', 'number = "WF2201"\nretired = "yes"',
     '5: rule 1/retired: "yes" is no truth value (use true or false)'),
    ('number = "WF2201"', 'number = "WF2201"\naliases = ["Old one"]',
     '5: rule 1/aliases: "Old one" is no name (use lower-case words joined by hyphens)'),
]  # fmt: skip


def changed(text, good, bad):
    assert text.count(good) == 1, f"{good!r} must stand in the faultless file once"
    return text.replace(good, bad)


@pytest.mark.parametrize("case", RULE_CASES, ids=lambda case: case[2])
def test_rule_files(mistakes, case):
    good, bad, *lines = case
    told = mistakes({RULE_FILE: changed(RULES, good, bad)})
    assert told == [f"rules/{RULE_FILE}:{line}" for line in lines]


OTHER_CASES = [
    ("capabilities.toml", CAPABILITIES, 'id = "proc.spawn"', 'id = "Proc Spawn"',
     '2: capability 1/id: "Proc Spawn" is no capability id (write <class>.<name> in lower case)'),
    ("capabilities.toml", CAPABILITIES, 'covers = "connect"', "covers = 1",
     "8: capability 2/covers: 1 is no string (put it in quotes)"),
    ("targets/wasip2.toml", TARGET, 'id = "wasip2"', 'id = "wasip3"',
     '1: id: "wasip3" is not the name of its file (write "wasip2")'),
    ("targets/wasip2.toml", TARGET, "standard = true", "standard = 1",
     "3: standard: 1 is no truth value (use true or false)"),
    ("targets/wasip2.toml", TARGET, 'checked = "2026-11-23"', "checked = 2026-11-23",
     '9: evidence/spec/checked: 2026-11-23 is no date (write "YYYY-MM-DD", in quotes)'),
    ("targets/wasip2.toml", TARGET, 'checked = "2026-11-23"', 'checked = "2026-13-01"',
     '9: evidence/spec/checked: "2026-13-01" is no date (write "YYYY-MM-DD", in quotes)'),
    ("targets/wasip2.toml", TARGET, 'checked = "2026-11-23"', 'checked = "20261123"',
     '9: evidence/spec/checked: "20261123" is no date (write "YYYY-MM-DD", in quotes)'),
    ("targets/wasip2.toml", TARGET, 'confidence = "source"', 'confidence = "sure"',
     '10: evidence/spec/confidence: "sure" is no confidence (use ran, built, source, inferred)'),
    ("targets/wasip2.toml", TARGET, 'support = "granted"', 'support = "full"',
     ('13: provides/net.tcp.client/support: "full" is no support (use native, granted, shimmed,'
     " partial, unknown, altered, stubbed, absent)")),
    ("targets/wasip2.toml", TARGET, 'evidence = "spec"', 'evidence = "spce"',
     '16: provides/net.tcp.client/evidence: "spce" is no evidence of this file (defined: spec)'),
    ("targets/wasip2.toml", TARGET, 'evidence = "spec"', 'failure = "late"\nevidence = "spec"',
     '16: provides/net.tcp.client/failure: "late" is no failure (use build, run, silent)'),
    ("targets/wasip2.toml", TARGET, '[provides."net.tcp.client"]', '[provides."net.tcp.clinet"]',
     ('12: provides/net.tcp.clinet: "net.tcp.clinet" is no capability'
     " (did you mean net.tcp.client?)")),
    ("targets/wasip2.toml", TARGET, 'worlds = ["wasi:cli/command"]', 'worlds = [""]',
     '5: worlds: "" is no text (write a string that is not empty)'),
    ("toolchains/snake/toolchain.toml", TOOLCHAIN, 'maturity = "maintained"', 'maturity = "good"',
     ('13: targets/wasip2/maturity: "good" is no maturity'
     " (use maintained, experimental, abandoned)")),
    ("toolchains/snake/toolchain.toml", TOOLCHAIN, 'maturity = "maintained"',
     'maturity = "maintained"\ntable = "wasip7"',
     "14: targets/wasip2/table: there is no table wasip7.csv beside this file (there: wasip2)"),
    ("toolchains/snake/toolchain.toml", TOOLCHAIN, '"sys.platform" = "wasi"', '"sys.maxsize" = 1',
     "16: targets/wasip2/environment/sys.maxsize: 1 is no string (put it in quotes)"),
    ("toolchains/snake/toolchain.toml", TOOLCHAIN, 'languages = ["python"]', "languages = []",
     "4: languages: the list is empty (name at least one)"),
    ("toolchains/snake/toolchain.toml", TOOLCHAIN, "rank = 1", "rank = -1",
     "5: rank: -1 is no count (write a whole number from 0)"),
    ("hosts/spin.toml", HOST, 'targets = ["wasip2"]', 'targets = ["wasip9"]',
     '5: targets: "wasip9" is no target (use wasip2)'),
    ("hosts/spin.toml", HOST, 'lifetime = "request"', 'lifetime = "short"',
     '6: lifetime: "short" is no lifetime (use process, request, call, page, container)'),
    ("hosts/spin.toml", HOST, 'status = "maintained"', 'status = "fine"',
     '4: status: "fine" is no status (use maintained, experimental, abandoned, deprecated)'),
    ("packages/pypi.toml", PACKAGES, "pkg:pypi/psycopg2", "pkg:pypi/psycopg2@2.9",
     ('7: package 1/purl: "pkg:pypi/psycopg2@2.9" is no package URL'
     " (write pkg:<type>/<name>, without version)")),
    ("packages/pypi.toml", PACKAGES, '"pkg:pypi/pg8000"', '"pkg:pg8000"',
     '11: package 1/replacement: "pkg:pg8000" is no package URL (write pkg:<type>/<name>)'),
    ("packages/pypi.toml", PACKAGES, '["net.tcp.client"]', '["net.tcp.client", "net.tls"]',
     '8: package 1/requires: "net.tls" is no capability (see capabilities.toml)'),
    ("toolchains/snake/wasip2.csv", SYMBOLS, "symbol,kind,support", "symbol,support,kind",
     ("1: row: the columns are symbol,support,kind,failure,mechanism,note,evidence"
     " (write symbol,kind,support,failure,mechanism,note,evidence)")),
    ("toolchains/snake/wasip2.csv", SYMBOLS, "fcntl,module,absent,run,", "fcntl,thing,none,ran,",
     '2: row: "thing" is no kind (use module, name, symbol, header, package, loading)',
     ('2: row: "none" is no support (use native, granted, shimmed, partial, unknown, altered,'
     " stubbed, absent)"),
     '2: row: "ran" is no failure (use build, run, silent)'),
    ("toolchains/snake/wasip2.csv", SYMBOLS, "OSError,run", "OSError,ran",
     '4: row: "ran" is no evidence (use run)'),
    ("toolchains/snake/wasip2.csv", SYMBOLS, "OSError,run", "OSError",
     "4: row: 6 cells (write 7: symbol,kind,support,failure,mechanism,note,evidence)"),
    ("toolchains/snake/wasip2.csv", SYMBOLS, "fcntl,", "pty,",
     '3: row: "os.fork" stands after "pty" (sort the rows by their first cell)'),
    ("toolchains/snake/wasip2.csv", SYMBOLS, "fcntl,", "os.fork,",
     '3: row: "os.fork" is listed twice (keep one row)'),
    ("toolchains/snake/wasip2.csv", SYMBOLS, "fcntl,", ",",
     "2: row: the first cell is empty (name what the row is about)"),
    ("toolchains/snake/packages.csv", MEASURED_PACKAGES, "absent", "blocked",
     ('2: row: "blocked" is no support (use native, granted, shimmed, partial, unknown, altered,'
     " stubbed, absent)")),
]  # fmt: skip


@pytest.mark.parametrize("case", OTHER_CASES, ids=lambda case: f"{case[0]}: {case[4]}")
def test_other_files(mistakes, case):
    file, text, good, bad, *lines = case
    assert mistakes({file: changed(text, good, bad)}) == [f"rules/{file}:{line}" for line in lines]


def test_every_mistake_of_every_file_is_told_at_once(mistakes):
    rules = RULES.replace("effort = 5", "effort = 2").replace('"python-process-spawn"', "7")
    target = TARGET.replace('title = "WASI 0.2"\n', "")
    assert mistakes({RULE_FILE: rules, "targets/wasip2.toml": target}) == [
        f"rules/{RULE_FILE}:5: rule 1/name: 7 is no name (use lower-case words joined by hyphens)",
        f"rules/{RULE_FILE}:9: rule 1/effort: 2 is not on the effort scale (use 1, 3, 5, 8 or 13)",
        (
            f"rules/{RULE_FILE}:17: rule 1/remedy 1/effort: 2 is not on the effort scale"
            " (use 1, 3, 5, 8 or 13)"
        ),
        "rules/targets/wasip2.toml:1: title: missing (every such table has it)",
    ]


def test_the_line_is_that_of_the_right_table(mistakes):
    second = RULES.partition("\n\n")[2].replace("WF2201", "WF2202").replace("spawn", "start")
    rules = (
        RULES + "\n" + second.replace("proc.start", "proc.spawn").replace("= 5\n\n[[", "= 6\n\n[[")
    )
    line = rules.split("\n").index("effort = 6") + 1
    assert mistakes({RULE_FILE: rules}) == [
        (
            f"rules/{RULE_FILE}:{line}: rule 2/remedy 1/effort: 6 is not on the effort scale"
            " (use 1, 3, 5, 8 or 13)"
        ),
    ]


def test_a_value_that_must_be_a_table(mistakes):
    assert mistakes({RULE_FILE: 'language = "python"\nrule = "WF2201"\n'}) == [
        f"rules/{RULE_FILE}:2: rule: this must be a list of tables (write [[rule]])"
    ]
    assert mistakes({RULE_FILE: 'language = "python"\nrule = [1]\n'}) == [
        f"rules/{RULE_FILE}:2: rule 1: this must be a table (write [name] or {{ key = value }})"
    ]
    provides = TARGET.partition("[provides")[0].replace("worlds", "provides = 1\nworlds")
    assert mistakes({RULE_FILE: RULES, "targets/wasip2.toml": provides}) == [
        (
            "rules/targets/wasip2.toml:5: provides: this must be a table"
            " (write [name] or { key = value })"
        )
    ]
    told = mistakes(
        {"targets/wasip2.toml": TARGET, "hosts/spin.toml": HOST.partition("[evidence")[0]}
    )
    assert told == ["rules/hosts/spin.toml:1: evidence: missing (every such table has it)"]
    told = mistakes({"hosts/spin.toml": HOST.partition("[evidence")[0] + "[evidence]\n"})
    assert told == [
        "rules/hosts/spin.toml:9: evidence: empty (define at least one [evidence.<name>])"
    ]


def test_text_that_is_no_toml(mistakes):
    assert mistakes({RULE_FILE: 'language = "python\n'}) == [
        (
            f"rules/{RULE_FILE}: file: not TOML: Illegal character '\\n' (at line 1, column 19)"
            " (mend the syntax)"
        )
    ]


def test_bytes_that_are_no_text(mistakes, tmp_path):
    write_rules(tmp_path / "shipped", FILES)
    (tmp_path / "shipped" / "hosts" / "odd.toml").write_bytes(b'id = "\xff"')
    told = mistakes({})
    assert told[0] == "rules/hosts/odd.toml: file: byte 6 is not UTF-8 (save the file as UTF-8)"


def test_a_number_or_a_name_is_used_once(mistakes):
    same = {"languages/python/again.toml": RULES}
    assert mistakes(same) == [
        (
            f'rules/{RULE_FILE}: rule/number: "WF2201" is already taken in'
            " rules/languages/python/again.toml (no two entries may share it)"
        ),
        (
            f'rules/{RULE_FILE}: rule/name: "python-process-spawn" is already taken in'
            " rules/languages/python/again.toml (no two entries may share it)"
        ),
    ]


def test_an_alias_cannot_take_a_name_in_use(mistakes):
    other = RULES.replace("WF2201", "WF2202").replace("-spawn", "-start")
    other = other.replace('why = "', 'aliases = ["python-process-spawn"]\nwhy = "')
    assert mistakes({"languages/python/other.toml": other}) == [
        (
            f'rules/{RULE_FILE}: rule/name: "python-process-spawn" is already taken in'
            " rules/languages/python/other.toml (no two entries may share it)"
        ),
    ]


def test_a_capability_or_package_is_defined_once(mistakes):
    told = mistakes({"capabilities.toml": CAPABILITIES + CAPABILITIES.partition("\n\n")[0]})
    assert told == [
        (
            'rules/capabilities.toml: capability/id: "proc.spawn" is already taken in'
            " rules/capabilities.toml (no two entries may share it)"
        )
    ]


def test_a_table_that_no_target_uses(mistakes):
    assert mistakes({"toolchains/snake/wasip7.csv": SYMBOLS}) == [
        (
            "rules/toolchains/snake/wasip7.csv: file: no target uses this table"
            " (add [targets.wasip7] to rules/toolchains/snake/toolchain.toml)"
        )
    ]


def test_a_toolchain_without_a_description(mistakes):
    assert mistakes({"toolchains/worm/wasip2.csv": SYMBOLS}) == [
        "rules/toolchains/worm: file: there is no toolchain.toml (write one)"
    ]


def test_a_retired_rule_needs_no_examples(tmp_path, monkeypatch):
    retired = RULES.partition("[rule.match]")[0].replace("effort", "retired = true\neffort")
    folder = write_rules(tmp_path / "shipped", {**FILES, RULE_FILE: retired})
    monkeypatch.setattr(roots_module, "shipped", lambda: Root(folder, "rules"))
    (rule,) = load().rules
    assert rule.retired
    assert rule.hits == ()
