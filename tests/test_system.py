"""The system as a whole: which services there are, where they belong, and what connects them."""

from collections.abc import Mapping
from pathlib import Path

import pytest

import wasmfit
from wasmfit.errors import NothingToScanError
from wasmfit.model.project import UnitKind
from wasmfit.model.report import Placement, Report
from wasmfit.model.system import After, Basis, ServiceReport, System

PROGRAM = "import json\n\n\ndef main():\n    print(json.dumps({}))\n\n\nmain()\n"


def scan(root: Path, files: Mapping[str, str], *profiles: str) -> Report:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return wasmfit.scan(root, wasmfit.Options(profiles=profiles or ("wasip2",)))


def system(report: Report) -> System:
    assert report.system is not None
    return report.system


def service(report: Report, name: str) -> ServiceReport:
    return {one.id: one for one in system(report).services}[name]


def after(report: Report, host: str) -> After:
    return {one.host: one for one in system(report).after}[host]


COMPOSE = """
services:
  api:
    build: ./api
    environment:
      DATABASE_URL: postgres://db:5432/app
    ports: ["8080:8080"]
    depends_on: [db, cache]
  db:
    image: postgres:16
    volumes: ["data:/var/lib/postgresql/data"]
  cache:
    image: redis:7
  strange:
    image: me/strange:1
volumes: {data: {}}
"""
SHOP = {
    "compose.yaml": COMPOSE,
    "api/Dockerfile": "FROM python:3.14\nCOPY . .\nCMD python main.py\n",
    "api/main.py": PROGRAM,
}


def test_services_are_placed_by_source_image_or_not_at_all(tmp_path: Path) -> None:
    report = scan(tmp_path, SHOP)
    api, db = service(report, "api"), service(report, "db")
    assert (api.placement, api.basis, api.unit) == (Placement.READY, Basis.SOURCE, "api")
    assert (db.placement, db.basis, db.unit) == (Placement.KEEP, Basis.IMAGE, "image:db")
    assert service(report, "cache").known == "redis"
    assert service(report, "strange").placement is Placement.UNKNOWN


def test_every_service_has_a_unit(tmp_path: Path) -> None:
    report = scan(tmp_path, SHOP)
    units = {unit.unit.id: unit for unit in report.units}
    assert set(units) == {"api", "image:cache", "image:db", "image:strange"}
    assert {units[one.unit].verdict.placement for one in system(report).services} == {
        one.placement for one in system(report).services
    }
    image = units["image:db"]
    assert image.unit.kind is UnitKind.IMAGE
    assert image.assessments["wasip2"].score.low == 0.0
    assert image.assessments["wasip2"].score.high == 100.0


def test_edges_come_from_addresses_and_from_the_order_of_starting(tmp_path: Path) -> None:
    edges = {(one.source, one.target): one for one in system(scan(tmp_path, SHOP)).edges}
    assert set(edges) == {("api", "cache"), ("api", "db")}
    assert edges["api", "db"].protocol == "postgres"
    assert edges["api", "db"].port == 5432
    assert edges["api", "db"].named
    assert not edges["api", "cache"].named
    assert edges["api", "db"].evidence[0][0] == "env DATABASE_URL"


def test_what_a_name_is_spelt_like_is_no_address(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services:\n  web:\n    image: a/web\n    environment:\n"
        "      POSTGRES_USER: db\n      MODE: cache\n      TEXT: the db is here\n"
        "      DB_HOST: db\n  db: {image: postgres}\n  cache: {image: redis}\n"
    }
    found = system(scan(tmp_path, files)).edges
    assert [(one.source, one.target) for one in found] == [("web", "db")]
    assert found[0].evidence[0][0] == "env DB_HOST"


def test_a_host_decides_what_connects_them(tmp_path: Path) -> None:
    report = scan(tmp_path, SHOP, "wasip2+spin", "wasip2")
    spin = after(report, "spin")
    assert system(report).chosen == "spin"
    assert (spin.components, spin.containers, spin.open) == (
        ("api",),
        ("cache", "db"),
        ("strange",),
    )
    through = {one.target: (one.through, one.status) for one in spin.connections}
    assert through == {"cache": ("wasi:keyvalue", "draft"), "db": ("spin:postgres@4.2", "vendor")}
    plain = {one.target: one.through for one in after(report, "wasmtime").connections}
    assert plain == {"cache": "wasi:sockets", "db": "wasi:sockets"}


def test_limits_of_a_host_are_told(tmp_path: Path) -> None:
    compose = COMPOSE.replace("    ports:", "    mem_limit: 8g\n    ports:")
    files = {**SHOP, "compose.yaml": compose.replace("volumes: [", "volumes: [  ")}
    report = scan(tmp_path, files, "wasip2+spin", "wasip2")
    said = {(one.what, one.fit.value) for one in after(report, "spin").limits}
    assert ("memory", "no") in said
    assert ("listen", "change") in said
    assert after(report, "spin").components == ()
    assert after(report, "fastly-compute").components == ()


def test_a_tree_of_images_alone_can_be_scanned(tmp_path: Path) -> None:
    report = scan(tmp_path, {"compose.yaml": "services:\n  db: {image: mysql}\n"})
    assert [unit.unit.id for unit in report.units] == ["image:db"]


def test_without_any_service_there_is_nothing(tmp_path: Path) -> None:
    with pytest.raises(NothingToScanError):
        scan(tmp_path, {"compose.yaml": "services: {}\n"})


def test_one_service_of_two_files_is_one_unit(tmp_path: Path) -> None:
    more = "services:\n  api: {image: me/api, depends_on: [cache]}\n  db: {image: postgres:15}\n"
    report = scan(tmp_path, {**SHOP, "prod/compose.yaml": more})
    assert len(service(report, "api").places) == 2
    assert len(service(report, "db").places) == 2
    assert service(report, "api").unit == "api"


def test_one_name_for_two_things_stays_two(tmp_path: Path) -> None:
    more = "services:\n  db: {image: mysql}\n"
    report = scan(tmp_path, {**SHOP, "other/compose.yaml": more})
    assert {one.id for one in system(report).services} >= {"db@.", "db@other"}


def test_what_a_shell_script_does_stays(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services:\n  seed: {build: seed}\n  web: {image: nginx}\n",
        "seed/Dockerfile": 'FROM python:3\nCOPY . .\nCMD ["/seed.sh"]\n',
        "seed/seed.sh": "#!/bin/sh\ncurl http://web/\n",
        "seed/make.py": PROGRAM,
    }
    seed = service(scan(tmp_path, files), "seed")
    assert (seed.placement, seed.basis) == (Placement.KEEP, Basis.ENTRY)


def test_a_test_file_changes_nothing_of_a_service(tmp_path: Path) -> None:
    tests = "services:\n  api: {image: me/api, depends_on: [sut]}\n  sut: {image: me/sut}\n"
    report = scan(tmp_path, {**SHOP, "docker-compose.test.yml": tests})
    assert service(report, "sut").profiles == ("test",)
    assert ("api", "sut") not in {(one.source, one.target) for one in system(report).edges}


def test_two_runs_and_any_order_give_the_same(tmp_path: Path) -> None:
    assert system(scan(tmp_path, SHOP)) == system(scan(tmp_path, SHOP))
