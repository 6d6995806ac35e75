"""What ``wasmfit scaffold`` writes: worlds that parse, manifests that say what was found."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from wasmfit import deployments
from wasmfit.cli import main
from wasmfit.cli._scaffold import kebab
from wasmfit.syntax.yaml_text import documents

COMPOSE = """
services:
  api:
    build: ./api
    environment:
      DATABASE_URL: postgres://db:5432/app
      PEER_URL: http://type:8080
    ports: ["8080:8080"]
    depends_on: [db, cache]
  type:
    build: ./type
    ports: ["8080"]
    mem_limit: 64m
  db: {image: "postgres:16"}
  cache: {image: "redis:7"}
"""
DOCKERFILE = "FROM python:3.14\nCOPY . .\nCMD python main.py\n"
PROGRAM = """import urllib.request


def main():
    with open("prices.txt") as file:
        print(file.read(), urllib.request.urlopen("http://type:8080"))


main()
"""
TREE = {
    "compose.yaml": COMPOSE,
    "api/Dockerfile": DOCKERFILE,
    "api/main.py": PROGRAM,
    "type/Dockerfile": DOCKERFILE,
    "type/main.py": PROGRAM,
}
IMPORTED = re.compile(r"^\s+(?:import|export) ([a-z-]+):([a-z-]+)/([a-z-]+)@(\S+);$", re.MULTILINE)


def plant(root: Path, files: Mapping[str, str] = TREE) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def scaffold(root: Path, host: str) -> Path:
    assert main(["scaffold", "--host", host, str(root)]) == 0
    return root / "wasm"


def parsed(wit: Path) -> str:
    """What wasm-tools makes of a folder of WIT, with the packages that it names beside it.

    The packages are made here from the names: nothing is fetched in a test.
    """
    packages: dict[tuple[str, str, str], set[str]] = {}
    for space, name, interface, version in IMPORTED.findall((wit / "world.wit").read_text("utf-8")):
        packages.setdefault((space, name, version), set()).add(interface)
    assert packages
    for number, ((space, name, version), interfaces) in enumerate(sorted(packages.items())):
        folder = wit / "deps" / str(number)
        folder.mkdir(parents=True)
        body = "".join(f"interface {one} {{}}\n" for one in sorted(interfaces))
        (folder / "x.wit").write_text(f"package {space}:{name}@{version};\n{body}", "utf-8")
    tool = shutil.which("wasm-tools", path=str(Path(sys.executable).parent))
    assert tool is not None
    run = subprocess.run(
        [tool, "component", "wit", str(wit)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("host", ["spin", "wasmcloud", "wasmtime"])
def test_worlds_parse(tmp_path: Path, host: str) -> None:
    said = parsed(scaffold(plant(tmp_path / "my shop"), host) / "wit")
    assert "package app:my-shop@0.1.0" in said
    assert "world api" in said
    assert "world %type" in said
    assert "import wasi:filesystem/types@0.2.0" in said
    assert "export wasi:http/incoming-handler@0.2.0" in said


def test_a_world_that_is_none_does_not_parse(tmp_path: Path) -> None:
    wit = scaffold(plant(tmp_path), "spin") / "wit"
    text = (wit / "world.wit").read_text("utf-8")
    (wit / "world.wit").write_text(text.replace("world api {", "world 1api {"), "utf-8")
    with pytest.raises(AssertionError):
        parsed(wit)


def test_the_host_decides_what_stands_for_a_database(tmp_path: Path) -> None:
    tree = plant(tmp_path)
    spin = (scaffold(tree, "spin") / "wit/world.wit").read_text("utf-8")
    assert "import spin:postgres/postgres@4.2.0;" in spin
    assert "import wasi:keyvalue/store@0.2.0-draft2;" in spin
    shutil.rmtree(tree / "wasm")
    cloud = (scaffold(tree, "wasmcloud") / "wit/world.wit").read_text("utf-8")
    assert "import wasmcloud:postgres/query@0.1.1-draft;" in cloud
    shutil.rmtree(tree / "wasm")
    plain = (scaffold(tree, "wasmtime") / "wit/world.wit").read_text("utf-8")
    assert "import wasi:sockets/tcp@0.2.0;" in plain


def test_spin_is_told_whom_a_component_may_call(tmp_path: Path) -> None:
    folder = scaffold(plant(tmp_path), "spin")
    manifest = tomllib.loads((folder / "spin.toml").read_text("utf-8"))
    api = manifest["component"]["api"]
    assert api["allowed_outbound_hosts"] == ["http://type.spin.internal", "postgres://db:5432"]
    assert api["key_value_stores"] == ["default"]
    assert {one["route"] for one in manifest["trigger"]["http"]} == {"/api/...", "/type/..."}
    stores = tomllib.loads((folder / "runtime-config.toml").read_text("utf-8"))
    assert stores["key_value_store"]["default"]["url"] == "redis://cache:6379"


class Tree:
    """The written files, as the readers of deployment files see them."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def data(self, path: str) -> bytes | None:
        return (self.root / path).read_bytes() if (self.root / path).is_file() else None

    def below(self, folder: str) -> list[str]:
        return [] if folder else ["compose.wasm.yaml"]


@pytest.mark.parametrize(
    ("host", "path", "reader", "names"),
    [
        ("spin", "spin.toml", "spin", {"api", "type"}),
        ("spin", "k8s/spinapp.yaml", "spinkube", {"shop"}),
        ("spin", "compose.wasm.yaml", "compose", {"api", "type", "spin"}),
        ("wasmcloud", "k8s/workloads.yaml", "wasmcloud", {"api", "type"}),
        ("wasmtime", "k8s/wasmtime.yaml", "kubernetes", {"api", "type"}),
        ("wasmtime", "compose.wasm.yaml", "compose", {"api", "type", "api-wasm", "type-wasm"}),
    ],
)
def test_what_is_written_can_be_read_again(
    tmp_path: Path, host: str, path: str, reader: str, names: set[str]
) -> None:
    folder = scaffold(plant(tmp_path / "shop"), host)
    (one,) = [one for one in deployments.readers() if one.id == reader]
    facts = one.read(path, Tree(folder))
    assert all("variables without a value" in gap.reason for gap in facts.gaps)
    assert {service.name for service in facts.services} == names


def test_a_workload_names_its_interfaces_and_hosts(tmp_path: Path) -> None:
    data = (scaffold(plant(tmp_path), "wasmcloud") / "k8s/workloads.yaml").read_bytes()
    api, _ = documents(data)
    spec = api.table("spec", "template", "spec")
    offered = {(one["namespace"], one["package"], one["version"]) for one in spec["hostInterfaces"]}
    assert ("wasmcloud", "postgres", "0.1.1-draft") in offered
    assert ("wasi", "http", "0.2.0") in offered
    assert all(package != "filesystem" for _, package, _ in offered)
    hosts = spec["components"][0]["localResources"]["allowedHosts"]
    assert hosts == ["http://type:8080", "postgres://db:5432"]


def test_a_file_that_is_there_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = plant(tmp_path, {**TREE, "wasm/spin.toml": "# mine\n"})
    scaffold(tree, "spin")
    assert (tree / "wasm/spin.toml").read_text("utf-8") == "# mine\n"
    assert "kept, it was there:" in capsys.readouterr().out
    assert (tree / "wasm/wit/world.wit").is_file()


def test_a_program_without_services_runs_from_the_command_line(tmp_path: Path) -> None:
    tree = plant(tmp_path, {"main.py": 'if __name__ == "__main__":\n    print(open("x").read())\n'})
    world = (scaffold(tree, "wasmtime") / "wit/world.wit").read_text("utf-8")
    assert "export wasi:cli/run@0.2.0;" in world
    assert "wasmtime run" in (tree / "wasm/run.sh").read_text("utf-8")


def test_nothing_is_written_for_what_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tree = plant(tmp_path, {"compose.yaml": "services: {db: {image: postgres}}\n"})
    assert main(["scaffold", "--host", "spin", str(tree)]) == 0
    assert not (tree / "wasm").exists()
    assert "nothing to write" in capsys.readouterr().out


@pytest.mark.parametrize("hosts", [[], ["--host", "envoy"], ["--host", "spin", "--host", "spin"]])
def test_one_host_has_to_be_named(
    tmp_path: Path, hosts: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scaffold", *hosts, str(plant(tmp_path))]) == 2
    assert "use spin, wasmcloud, wasmtime" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "word"),
    [("My Shop", "my-shop"), ("2nd_api", "n2nd-api"), ("..", "app"), ("a--9b", "a-n9b")],
)
def test_names_are_made_fit_for_wit(name: str, word: str) -> None:
    assert kebab(name) == word
