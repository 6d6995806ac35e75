"""What strangers' manifests may hold, and the readers of YAML and XML that stand it."""

from pathlib import Path

import pytest

from wasmfit import manifests
from wasmfit.manifests import _xml, _yaml
from wasmfit.model.place import Span
from wasmfit.model.project import Role, SourceFile
from wasmfit.model.reader import Manifest
from wasmfit.stages.extract import manifest_facts

YAML = b"""base: &base {image: 1.10, "quoted key": 'text'}
web:
  <<: *base
  image: 2
list: [one, *base]
off: no
none: ~
block: |
  two
  lines
base: again
"""
XML = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns:m="urn:m">
  <!-- <Reference Include="no"/> -->
  <m:Reference
      Include="a" Version='1' />
  <Text> \N{GREEK SMALL LETTER ALPHA} </Text><Text>b &amp; c</Text>
</Project>""".encode()


def test_yaml_keeps_text_and_merges():
    found = _yaml.document(YAML)
    assert found.table("web") == {"image": "2", "quoted key": "text"}
    assert found.at(("list", 1, "image")) == "1.10"
    assert found.at(("off",)) == "no"
    assert found.at(("none",)) is None
    assert found.at(("block",)) == "two\nlines\n"
    assert found.repeated == (("base", 11),)


@pytest.mark.parametrize(
    ("path", "key", "place"),
    [
        (("web",), (2, 1, 4), (3, 3, 4)),
        (("web", "image"), (4, 3, 8), (4, 10, 11)),
        (("web", "quoted key"), (1, 28, 38), (1, 42, 46)),
        (("list", 0), (5, 8, 11), (5, 8, 11)),
        (("block",), (8, 1, 6), (8, 8, 9)),
        (("web", "nothing"), (2, 1, 4), (2, 1, 4)),
    ],
)
def test_yaml_knows_its_places(path, key, place):
    found = _yaml.document(YAML)
    for span, (line, start, end) in ((found.key(path), key), (found.place(path), place)):
        assert span == Span(line, start, line, end)


def test_several_yaml_documents():
    found = list(_yaml.documents(b"a: 1\n---\nb: [x]\n---\n"))
    assert [one.values for one in found] == [{"a": "1"}, {"b": ["x"]}, None]
    assert found[1].key(("b",)) == Span(3, 1, 3, 2)
    assert _yaml.document(b"").values == {}


def laughs(levels: int) -> bytes:
    """Lists of nine times the list before."""
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines).encode()


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (laughs(12), "not read: its aliases unfold to more than 1000000 values", 7),
        (b"a: 1\nb: &b [*b]", "not valid YAML: *b stands for nothing", 2),
        (b"a: *b", "not valid YAML: *b stands for nothing", 1),
        (b"a:\n " + b"{a: " * 300, "not read: nested deeper than 100 levels", 2),
        (b"[" * 100_000, "not", 1),
        (b"a: 1\nb: c: d", "not valid YAML: mapping values are not allowed", 2),
        (b"a: 1\nb: \xff", "not valid UTF-8", 2),
        (b"a: 1\nb: 'c", "not valid YAML: found unexpected end of stream", 2),
        (b"a: \0", "not valid YAML: control characters are not allowed", None),
    ],
)
def test_bad_yaml_is_one_line(data, reason, line):
    with pytest.raises(_yaml.BadYamlError) as caught:
        _yaml.document(data)
    assert str(caught.value).startswith(reason)
    assert caught.value.line == line


def test_xml_knows_its_places():
    top = _xml.document(XML)
    assert [element.tag for element in top.walk()] == ["Project", "Reference", "Text", "Text"]
    reference = top.first("Reference")
    assert reference is not None
    assert reference.attributes == {"Include": "a", "Version": "1"}
    assert reference.span == Span(4, 4, 4, 15)
    assert reference.places["Include"] == Span(5, 16, 5, 17)
    assert reference.places["Version"] == Span(5, 28, 5, 29)
    assert [(one.text, one.span) for one in top.each("Text")] == [
        ("\N{GREEK SMALL LETTER ALPHA}", Span(6, 10, 6, 11)),
        ("b & c", Span(6, 20, 6, 24)),
    ]
    assert top.said("Text") == "\N{GREEK SMALL LETTER ALPHA}"
    assert top.said("Nothing") == ""


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "windows-1252", "utf-8-sig"])
def test_xml_in_other_encodings(encoding):
    named = "utf-8" if encoding == "utf-8-sig" else encoding
    text = (
        f'<?xml version="1.0" encoding="{named}"?>\n<a>\N{LATIN SMALL LETTER U WITH DIAERESIS}</a>'
    )
    found = _xml.document(text.encode(encoding))
    assert found.text == "\N{LATIN SMALL LETTER U WITH DIAERESIS}"
    assert found.span == Span(2, 4, 2, 5)


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b'<!DOCTYPE a [\n<!ENTITY b "c">]>\n<a>&b;</a>', "not read: it declares entities", 2),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "not read", 1),
        (b"<a>\n&b;</a>", "not valid XML: undefined entity", 2),
        (b"<a>" * 100_000, "not read: nested deeper than 200 levels", 1),
        (b"<a>\n<b></a>", "not valid XML: mismatched tag", 2),
        (b"<a>\n<b", "not valid XML: unclosed token", 2),
        (b"", "not valid XML: no element found", 1),
        (b'<?xml version="1.0" encoding="martian"?><a/>', "not read: unknown encoding", 1),
        (b'<?xml version="1.0" encoding="rot13"?><a/>', "not read: 'rot13' is not", 1),
    ],
)
def test_bad_xml_is_one_line(data, reason, line):
    with pytest.raises(_xml.BadXmlError) as caught:
        _xml.document(data)
    assert str(caught.value).startswith(reason)
    assert caught.value.line == line


def gaps(root: Path, reader: Manifest, data: bytes) -> list[tuple[str, int | None, str]]:
    (root / "file").write_bytes(data)
    source = SourceFile(path="file", size=len(data), language=reader.id, role=Role.SOURCE, unit=".")
    (facts,) = manifest_facts(root, {reader.id: reader}, [source])
    assert not facts.dependencies
    return [(gap.path, gap.line, gap.reason) for gap in facts.gaps]


@pytest.mark.parametrize("reader", manifests.readers(), ids=lambda reader: reader.id)
def test_an_unfinished_merge_is_a_gap(tmp_path, reader):
    data = b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> other\n"
    assert gaps(tmp_path, reader, data) == [
        ("file", 2, "holds the marks of a merge that was not finished")
    ]


def test_a_reader_that_fails_is_a_gap(tmp_path):
    def read(_, data):
        return data[5]

    reader = Manifest(id="toy", ecosystem="toy", patterns=("file",), read=read)
    assert gaps(tmp_path, reader, b"x") == [
        ("file", None, "the toy reader failed: IndexError: index out of range")
    ]
