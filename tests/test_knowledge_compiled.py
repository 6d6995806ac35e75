"""The index of rules/: what it has is not parsed again, and what is stale does not count."""

import pytest
import tomli

from build_knowledge import FILES, HOST, SYMBOLS, write_rules
from wasmfit.errors import KnowledgeError
from wasmfit.knowledge import compiled, load, write_index
from wasmfit.knowledge import roots as roots_module
from wasmfit.knowledge.roots import Root


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Where the index goes; there is none yet."""
    monkeypatch.setattr(compiled, "PLACE", tmp_path / "rules.index")
    return tmp_path / "rules.index"


@pytest.fixture
def rules(tmp_path, monkeypatch):
    """A small set of shipped rules with an index; the function replaces files."""
    folder = tmp_path / "shipped"
    monkeypatch.setattr(roots_module, "shipped", lambda: Root(folder, "rules"))
    write_rules(folder, FILES)
    write_index()
    return lambda files: write_rules(folder, files)


@pytest.fixture
def parsed(monkeypatch):
    """The texts that were parsed as TOML."""
    texts = []
    loads = tomli.loads

    def noted(text):
        texts.append(text)
        return loads(text)

    monkeypatch.setattr(tomli, "loads", noted)
    return texts


@pytest.mark.parametrize("languages", [None, ["c"], ["python", "rust"], []])
def test_what_is_shipped_loads_the_same_with_an_index(parsed, languages):
    plain = load(languages)
    assert parsed
    write_index()
    parsed.clear()
    assert load(languages) == plain
    assert parsed == []


@pytest.mark.usefixtures("rules")
def test_no_index_is_needed(place, parsed):
    indexed = load()
    assert parsed == []
    place.unlink()
    assert load() == indexed
    assert parsed


@pytest.mark.parametrize(
    "data", [b"", b"nonsense", b"{}\n", b"[1]", b"\xff\n\xff", b'{"rules": [0, 9]}\n']
)
@pytest.mark.usefixtures("rules")
def test_an_index_that_cannot_be_read_is_none(place, data):
    indexed = load()
    place.write_bytes(data)
    assert load() == indexed


def test_only_a_file_that_changed_is_parsed_again(rules, parsed):
    rules({"hosts/spin.toml": HOST.replace('version = "4"', 'version = "5.0"')})
    assert load().hosts["spin"].version == "5.0"
    assert len(parsed) == 1


def test_a_table_that_changed_is_read_again(rules):
    rules({"toolchains/snake/wasip2.csv": SYMBOLS.replace("os.fork", "os.forkpty")})
    assert sorted(load().toolchains["snake"].targets["wasip2"].symbols) == [
        "fcntl",
        "os.forkpty",
        "subprocess.run",
    ]


def test_a_mistake_is_told_although_the_file_itself_did_not_change(rules):
    rules({"capabilities.toml": '[[capability]]\nid = "other"\nsummary = "other"\n'})
    with pytest.raises(KnowledgeError, match="is no capability"):
        load()


def test_a_table_without_its_evidence_is_a_mistake_again(rules):
    text = FILES["toolchains/snake/toolchain.toml"]
    rules({"toolchains/snake/toolchain.toml": text.replace("evidence.run", "evidence.walk")})
    with pytest.raises(KnowledgeError, match="is no evidence"):
        load()


def test_a_file_with_mistakes_is_not_kept(tmp_path, monkeypatch, place):
    folder = tmp_path / "shipped"
    monkeypatch.setattr(roots_module, "shipped", lambda: Root(folder, "rules"))
    write_rules(folder, {**FILES, "hosts/odd.toml": "id = 3"})
    with pytest.raises(KnowledgeError):
        write_index()
    assert not place.exists()
