"""The system as a whole: which services there are, where they belong, and what connects them."""

from collections.abc import Mapping
from pathlib import Path
from time import monotonic

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


def test_scripts_for_pages_are_not_the_program(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services:\n  web: {build: web}\n  db: {image: mysql}\n",
        "web/Dockerfile": "FROM elixir:1 AS build\nCOPY . .\nFROM debian\nCOPY --from=build a a\n",
        "web/lib/web.ex": "IO.puts 1\n",
        "web/assets/app.js": "document.querySelector('a');\n",
    }
    web = service(scan(tmp_path, files), "web")
    assert (web.placement, web.basis) == (Placement.UNKNOWN, Basis.NOTHING)
    assert "elixir:1" in web.reasons[0]


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


DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers:
        - image: {image}
          env: [{{name: PEER_URL, value: "http://{peer}.shop.svc.cluster.local:80"}}]
"""
ROUTE = """
apiVersion: v1
kind: Service
metadata: {name: front}
spec: {type: LoadBalancer, selector: {app: api}}
"""


def test_compose_and_kubernetes_speak_of_the_same_services(tmp_path: Path) -> None:
    files = {
        **SHOP,
        "k8s/api.yaml": DEPLOYMENT.format(name="api", image="registry.io/me/api:2", peer="mail"),
        "k8s/route.yaml": ROUTE,
        "k8s/mail.yaml": DEPLOYMENT.format(name="mail", image="me/mail", peer="front"),
        "services/mail/Dockerfile": 'FROM python:3\nCOPY . .\nCMD ["python", "mail.py"]\n',
        "services/mail/mail.py": PROGRAM,
    }
    report = scan(tmp_path, files)
    assert {one.format for one in service(report, "api").places} == {"compose", "kubernetes"}
    assert service(report, "api").open
    mail = service(report, "mail")
    assert (mail.unit, mail.placement) == ("services/mail", Placement.READY)
    pairs = {(one.source, one.target) for one in system(report).edges}
    assert {("api", "mail"), ("mail", "api")} <= pairs


def test_skaffold_tells_where_an_image_comes_from(tmp_path: Path) -> None:
    files = {
        "skaffold.yaml": "apiVersion: skaffold/v4\nkind: Config\nbuild:\n  artifacts:\n"
        "    - {image: shop/pay, context: code/payments}\n",
        "k8s.yaml": DEPLOYMENT.format(name="pay", image="shop/pay", peer="x"),
        "code/payments/Dockerfile": "FROM python:3\nCOPY . .\n",
        "code/payments/main.py": PROGRAM,
    }
    assert service(scan(tmp_path, files), "pay").unit == "code/payments"


def test_an_image_made_in_a_folder_for_dockerfiles_is_made_of_the_program(tmp_path: Path) -> None:
    files = {
        "docker/compose.yaml": "services:\n  web:\n    build:\n      context: ..\n"
        "      dockerfile: docker/Dockerfile\n",
        "docker/Dockerfile": "FROM python:3 AS made\nCOPY . /opt\nFROM python:3\n"
        "COPY --from=made /opt /opt\nCOPY docker/status.py /opt\n",
        "docker/status.py": PROGRAM,
        "requirements.txt": "flask\n",
        "main.py": PROGRAM,
    }
    report = scan(tmp_path, files)
    assert service(report, "web").unit == "."
    assert [unit.unit.id for unit in report.units] == ["."]


def test_several_images_of_one_program_are_one_service(tmp_path: Path) -> None:
    dockerfile = "FROM python:3\nCOPY . /app\nCMD python /app/main.py\n"
    files = {
        "packaging/docker/alpine/Dockerfile": dockerfile,
        "packaging/docker/debian/Dockerfile": dockerfile,
        "packaging/rpm/Dockerfile": dockerfile,
        "packaging/rpm/build.sh": "rpmbuild\n",
        ".devcontainer/compose.yaml": "services:\n  app:\n    image: me/dev\n",
        "requirements.txt": "flask\n",
        "main.py": PROGRAM,
    }
    (one,) = system(scan(tmp_path, files)).services
    assert (one.unit, one.id) == (".", tmp_path.name)


def test_a_deployed_package_is_no_library(tmp_path: Path) -> None:
    files = {
        **SHOP,
        "api/pyproject.toml": '[project]\nname = "api"\n[build-system]\nrequires = []\n',
        "api/Dockerfile": 'FROM python:3.14\nCOPY . .\nCMD ["python", "main.py"]\n',
    }
    units = {unit.unit.id: unit.unit for unit in scan(tmp_path, files).units}
    assert units["api"].kind is UnitKind.SERVICE
    assert "api/main.py" in units["api"].entries


def test_a_service_file_of_the_program_itself_adds_no_unit(tmp_path: Path) -> None:
    files = {
        "main.py": PROGRAM,
        "dist/tool.service": "[Service]\nExecStart=/usr/bin/tool --daemon\n",
    }
    report = scan(tmp_path, files)
    assert [unit.unit.id for unit in report.units] == ["."]
    assert service(report, "tool").unit == "."


def test_examples_and_tests_are_not_the_system(tmp_path: Path) -> None:
    compose = "services:\n  db: {image: postgres}\n  x: {image: me/x}\n"
    files = {"main.py": PROGRAM, "examples/compose.yaml": compose, "tests/compose.yaml": compose}
    report = scan(tmp_path, files)
    assert report.system is None
    assert [unit.unit.id for unit in report.units] == ["."]


def test_code_around_known_software_keeps_its_own_verdict(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM postgres:16\nCOPY . .\n", "main.py": PROGRAM}
    report = scan(tmp_path, files)
    assert [unit.unit.kind for unit in report.units] != [UnitKind.IMAGE]
    assert report.units[0].verdict.placement is Placement.READY


def test_settings_of_known_software_are_no_unit_that_moves(tmp_path: Path) -> None:
    files = {
        "compose.yaml": "services:\n  db: {build: db}\n  web: {image: nginx}\n",
        "db/Dockerfile": "FROM mongo:5\nCOPY *.js /docker-entrypoint-initdb.d/\n",
        "db/seed.js": "db.items.insert({});\n",
    }
    (unit,) = [one for one in scan(tmp_path, files).units if one.unit.id == "db"]
    assert (unit.unit.kind, unit.verdict.placement) == (UnitKind.IMAGE, Placement.KEEP)


def test_a_chart_that_cannot_be_filled_in_leaves_gaps(tmp_path: Path) -> None:
    files = {
        "chart/Chart.yaml": "name: shop\ndependencies:\n  - {name: redis, version: 1}\n",
        "chart/templates/a.yaml": "{{ if }}\n",
        "chart/templates/b.yaml": DEPLOYMENT.format(name="b", image="{{ lookup 1 }}", peer="c"),
    }
    report = scan(tmp_path, files)
    assert service(report, "redis").basis is Basis.NAME
    assert service(report, "b").placement is Placement.UNKNOWN
    reasons = [gap.reason for gap in report.gaps if gap.stage == "deployments"]
    assert any("a value is missing" in reason for reason in reasons)
    assert any("lookup is known to Helm alone" in reason for reason in reasons)


def test_thousands_of_services_are_cut_and_said(tmp_path: Path) -> None:
    body = "".join(f"  s{n}: {{image: a/b{n}, depends_on: [s{n + 1}]}}\n" for n in range(10_000))
    start = monotonic()
    report = scan(tmp_path, {"compose.yaml": f"services:\n{body}"})
    assert monotonic() - start < 60
    assert len(system(report).services) == 2_000
    assert any("10000 services" in gap.reason for gap in report.gaps)


def test_a_circle_of_services_is_a_circle_of_edges(tmp_path: Path) -> None:
    compose = (
        "services:\n  a: {image: x/a, depends_on: [b]}\n  b: {image: x/b, depends_on: [a]}\n"
        "  c: {image: x/c, depends_on: [c]}\n"
    )
    edges = system(scan(tmp_path, {"compose.yaml": compose})).edges
    assert [(one.source, one.target) for one in edges] == [("a", "b"), ("b", "a")]


def test_nothing_outside_of_the_tree_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("services:\n  stolen: {image: x}\n", "utf-8")
    files = {
        "compose.yaml": "include: [../secret.yaml, /etc/hostname]\nservices:\n"
        "  web: {image: nginx, env_file: ../secret.yaml}\n  up: {build: ../..}\n"
    }
    report = scan(tmp_path / "tree", files)
    assert {one.id for one in system(report).services} == {"up", "web"}
    assert service(report, "up").placement is Placement.UNKNOWN
    reasons = [gap.reason for gap in report.gaps]
    assert any("../secret.yaml, which is not in the tree" in reason for reason in reasons)
