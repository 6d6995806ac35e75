"""What is known of software by its image, and what the knowledge base refuses."""

from pathlib import Path

import pytest

from wasmfit.cli import main
from wasmfit.errors import KnowledgeError
from wasmfit.knowledge import load
from wasmfit.knowledge.services import Services
from wasmfit.model.deployment import image_name, is_open

KNOWN = load()
SERVICES = Services(KNOWN.services.values())


@pytest.mark.parametrize(
    ("image", "service"),
    [
        ("postgres", "postgres"),
        ("docker.io/library/postgres:16-alpine@sha256:00ff", "postgres"),
        ("localhost:5000/team/redis", "redis"),
        ("ghcr.io/valkey-io/valkey:9", "redis"),
        ("mcr.microsoft.com/mssql/server:2022-latest", "vendor-sql"),
        ("${REGISTRY}/haproxy:${TAG:-2}", "haproxy"),
        ("RabbitMQ:3-Management", "amqp"),
        ("gcr.io/distroless/java17-debian12:nonroot", "jvm"),
        ("me/postgres-backup", None),
        ("server:1", None),
        ("$IMAGE", None),
        ("", None),
    ],
)
def test_an_image_is_known_by_its_last_part(image: str, service: str | None) -> None:
    found = SERVICES.by_image(image)
    assert (found.id if found else None) == service


def test_a_name_alone_is_never_a_base_image() -> None:
    assert SERVICES.by_name("postgres") is not None
    assert SERVICES.by_name("python") is None
    assert SERVICES.by_image("python:3.12") is not None


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("a/b:1@sha256:2", "a/b"),
        ("host:5000/b", "host:5000/b"),
        ("x/${NAME:-y}:${TAG:-1}", "x/${name:-y}"),
    ],
)
def test_tag_and_digest_are_no_part_of_the_name(reference: str, name: str) -> None:
    assert image_name(reference) == name


def test_an_open_tag_hides_nothing() -> None:
    assert not is_open("redis:${TAG}")
    assert not is_open("${REGISTRY}/redis")
    assert is_open("${NAME}:7")


def test_everything_that_stays_says_why_and_how_that_is_known() -> None:
    for service in KNOWN.services.values():
        assert service.why
        assert service.evidence.source
        assert service.evidence.checked
        assert service.placement == "analyse" or service.names


def test_hosts_that_run_wasm_inside_are_named_by_what_embeds_them() -> None:
    assert {one.embeds for one in KNOWN.services.values() if one.embeds} == {
        "envoy",
        "scylladb",
        "singlestore",
    }


BROKEN = """
[evidence.a]
source = "s"
checked = "2026-11-23"
confidence = "source"

[[service]]
id = "thing"
kind = "sql"
placement = "move"
names = ["Thing:1"]
why = "w"
evidence = "a"
embeds = "nowhere"

[[service.replacement]]
interface = "x"
status = "fine"
evidence = "b"
"""


def test_every_mistake_is_told(tmp_path: Path) -> None:
    (tmp_path / "services.toml").write_text(BROKEN, "utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load(extra=(tmp_path,))
    said = str(caught.value)
    for word in ('"move"', '"Thing:1"', '"nowhere"', '"fine"', '"b"'):
        assert word in said
    assert "services.toml:10" in said


def test_a_name_has_one_owner(tmp_path: Path) -> None:
    entry = BROKEN.partition("[[service.rep")[0].replace("move", "keep").replace("Thing:1", "x")
    entry = entry.replace('embeds = "nowhere"', "")
    head, mark, one = entry.partition("[[service]]")
    again = one.replace('"thing"', '"other"')
    (tmp_path / "services.toml").write_text(head + mark + one + mark + again, "utf-8")
    with pytest.raises(KnowledgeError, match='"x" is already taken'):
        load(extra=(tmp_path,))


def test_the_own_word_replaces_the_shipped_one(tmp_path: Path) -> None:
    entry = BROKEN.partition("[[service.rep")[0].replace("move", "analyse")
    entry = entry.replace("Thing:1", "postgres").replace('embeds = "nowhere"', "")
    (tmp_path / "services.toml").write_text(entry, "utf-8")
    found = Services(load(extra=(tmp_path,)).services.values()).by_image("postgres:16")
    assert found is not None
    assert found.placement == "analyse"


def test_explain_tells_of_images_and_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "image:bitnami/postgresql:16"]) == 0
    by_image = capsys.readouterr().out
    assert "postgres (sql): stays in its container" in by_image
    assert "spin:postgres@4.2 (vendor) on spin" in by_image
    assert main(["explain", "postgres"]) == 0
    assert by_image.strip() in capsys.readouterr().out
