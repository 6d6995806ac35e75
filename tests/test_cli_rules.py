"""``wasmfit rules list`` and ``wasmfit rules test``."""

from build_knowledge import FILES, RULES, write_rules
from wasmfit.cli._main import main
from wasmfit.knowledge import load
from wasmfit.knowledge import roots as roots_module
from wasmfit.knowledge.roots import Root


def mine(tmp_path, text):
    text = text.replace("WF2201", "WF2997").replace("process-spawn", "of-mine")
    return str(write_rules(tmp_path / "mine", {"languages/python/mine.toml": text}))


def test_list_shows_every_rule(capsys):
    assert main(["rules", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.number for rule in load().rules]
    spawn = next(line for line in lines if line.startswith("WF2201"))
    assert spawn.split()[1:3] == ["python-process-spawn", "proc.spawn"]
    assert spawn.endswith("starts another process")


def test_list_can_be_limited_to_a_language(tmp_path, capsys):
    rules = mine(tmp_path, RULES)
    assert main(["rules", "list", "--language", "python", "--rules", rules]) == 0
    out = capsys.readouterr().out
    assert "WF2997  python-of-mine" in out
    assert all(" python-" in line for line in out.splitlines())


def test_a_retired_rule_is_marked(tmp_path, capsys):
    rules = mine(
        tmp_path, RULES.replace("effort = 5\n\n[rule.m", "effort = 5\nretired = true\n\n[rule.m")
    )
    assert main(["rules", "list", "--rules", rules]) == 0
    assert "(retired) starts another process" in capsys.readouterr().out


def test_faultless_rules_of_mine(tmp_path, monkeypatch, capsys):
    folder = write_rules(tmp_path / "shipped", FILES)
    monkeypatch.setattr(roots_module, "shipped", lambda: Root(folder, "rules"))
    assert main(["rules", "test", "--rules", mine(tmp_path, RULES)]) == 0
    assert capsys.readouterr().out == "rules: 2, hits: 2, misses: 2, wrong: 0\n"


def test_the_examples_of_a_retired_rule_are_not_tried(tmp_path, monkeypatch, capsys):
    retired = RULES.replace("why = ", "retired = true\nwhy = ").replace("line = 2", "line = 9")
    folder = write_rules(tmp_path / "shipped", {**FILES, "languages/python/process.toml": retired})
    monkeypatch.setattr(roots_module, "shipped", lambda: Root(folder, "rules"))
    assert main(["rules", "test"]) == 0
    assert capsys.readouterr().out == "rules: 0, hits: 0, misses: 0, wrong: 0\n"


def test_a_wrong_example_is_told_with_file_and_rule(tmp_path, capsys):
    text = RULES.replace("line = 2", "line = 1").replace(
        "run(1)", "import subprocess as s; s.run(1)"
    )
    rules = mine(tmp_path, text)
    assert main(["rules", "test", "--rules", rules]) == 1
    out = capsys.readouterr().out.splitlines()
    told = [line for line in out if "WF2997" in line]
    start = f"{rules}/languages/python/mine.toml: WF2997 python-of-mine: "
    assert told == [
        (
            f"{start}hit 1: does not fire on subprocess.run in line 1 (fires on subprocess.run"
            " (call, line 2); read subprocess.run (call, line 2))"
        ),
        f"{start}miss 1: fires on subprocess.run (call, line 2)",
    ]


def test_a_language_that_nothing_reads(tmp_path, capsys):
    text = RULES.replace("python", "cobol").replace("WF2201", "WF6201")
    rules = write_rules(tmp_path / "mine", {"languages/cobol/mine.toml": text})
    assert main(["rules", "test", "--language", "cobol", "--rules", str(rules)]) == 1
    assert capsys.readouterr().out == (
        f"{rules}/languages/cobol/mine.toml: WF6201 cobol-process-spawn: nothing reads cobol\n"
        "rules: 1, hits: 1, misses: 1, wrong: 1\n"
    )


def test_broken_rules_end_in_two(tmp_path, capsys):
    rules = mine(tmp_path, RULES.replace("effort = 5", "effort = 4"))
    assert main(["rules", "list", "--rules", rules]) == 2
    assert capsys.readouterr().err.splitlines() == [
        f"wasmfit: error: {rules}/languages/python/mine.toml:{place}: 4 is not on the effort"
        " scale (use 1, 3, 5, 8 or 13)"
        for place in ("9: rule 1/effort", "17: rule 1/remedy 1/effort")
    ]


def test_a_folder_is_tested_alone(tmp_path, capsys):
    folder = mine(tmp_path, RULES)
    assert main(["rules", "test", folder]) == 0
    assert capsys.readouterr().out == "rules: 1, hits: 1, misses: 1, wrong: 0\n"


def test_a_folder_with_a_mistake_is_refused(tmp_path, capsys):
    folder = mine(tmp_path, RULES.replace("effort = 5", "effort = 4"))
    assert main(["rules", "test", folder]) == 2
    assert "4 is not on the effort scale" in capsys.readouterr().err
