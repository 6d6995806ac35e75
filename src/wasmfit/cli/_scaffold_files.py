"""The files of a scaffold: WIT, Spin, wasmCloud, wasmtime, and containers beside them."""

import json
from collections.abc import Iterator, Sequence

from wasmfit.cli._scaffold_parts import Component, Outbound

KEYWORDS = frozenset(
    {
        "as", "async", "bool", "borrow", "char", "constructor", "enum", "error-context", "export",
        "f32", "f64", "flags", "from", "func", "future", "import", "include", "interface", "list",
        "option", "own", "package", "record", "resource", "result", "s16", "s32", "s64", "s8",
        "static", "stream", "string", "tuple", "type", "u16", "u32", "u64", "u8", "use", "variant",
        "with", "world",
    }
)  # fmt: skip
"""Words of WIT; a name that is one is written with a % in front."""

BUILT_IN = {("wasi", name) for name in ("cli", "clocks", "filesystem", "io", "random", "sockets")}
"""Packages that every component gets without a word."""

KEY_VALUE = "wasi:keyvalue/store"
HEAD = "Written by wasmfit scaffold from what it found; names and images are placeholders."
SERVE_PORT = 8080


def _word(name: str) -> str:
    return f"%{name}" if name in KEYWORDS else name


def world_file(package: str, components: Sequence[Component]) -> str:
    """One world per component. The packages it names are fetched with `wkg wit fetch`."""
    lines = [f"// {HEAD}", "// Fetch the packages that it names: wkg wit fetch", ""]
    lines += [f"package app:{_word(package)}@0.1.0;"]
    for one in components:
        lines += ["", f"/// {one.title} ({one.path}), for {one.target}"]
        lines.append(f"world {_word(one.name)} {{")
        lines += [f"  import {name};" for name in one.imports]
        lines += [f"  export {name};" for name in one.exports]
        lines.append("}")
    return "\n".join(lines) + "\n"


def spin_files(package: str, components: Sequence[Component]) -> dict[str, str]:
    """Manifest, stores, SpinKube and a compose file with Spin in a container."""
    found = {
        "spin.toml": "\n".join(_spin(package, components)),
        "k8s/spinapp.yaml": "\n".join(_spinapp(package)),
        "compose.wasm.yaml": "\n".join(_spin_compose(components)),
    }
    store = _store(components)
    if store is not None:
        found["runtime-config.toml"] = (
            f"# {HEAD}\n[key_value_store.default]\n"
            f'type = "redis"\nurl = {json.dumps(store.address)}\n'
        )
    return found


def _store(components: Sequence[Component]) -> Outbound | None:
    """The service that stands behind the key-value store."""
    calls = (call for one in components for call in one.outbound)
    return next((call for call in calls if call.through == "wasi:keyvalue"), None)


def _spin(package: str, components: Sequence[Component]) -> Iterator[str]:
    yield f"# {HEAD}"
    yield "spin_manifest_version = 2"
    yield ""
    yield "[application]"
    yield f"name = {json.dumps(package)}"
    yield 'version = "0.1.0"'
    alone = sum(one.serves for one in components) == 1
    for one in components:
        yield ""
        if one.serves:
            yield "[[trigger.http]]"
            yield f"route = {json.dumps('/...' if alone else f'/{one.name}/...')}"
        else:
            yield "# It answers no requests: choose a trigger that starts it (redis, mqtt, cron)."
            yield "[[trigger.command]]"
        yield f"component = {json.dumps(one.name)}"
        yield ""
        yield from _spin_component(one)
    yield ""


def _spin_component(one: Component) -> Iterator[str]:
    hosts = sorted(
        f"http://{call.name}.spin.internal" if call.component else call.address
        for call in one.outbound
        if call.through != "wasi:keyvalue"
    )
    yield f"[component.{one.name}]"
    yield f"source = {json.dumps(f'{one.name}.wasm')}"
    yield f"allowed_outbound_hosts = {json.dumps(hosts)}"
    if any(name.startswith(KEY_VALUE) for name in one.imports):
        yield 'key_value_stores = ["default"]'
    if one.reads:
        yield "files = []  # what it reads, as copies: name the files"


def _spinapp(package: str) -> Iterator[str]:
    yield f"# {HEAD}"
    yield "# Needs the SpinKube operator; its shim runs Spin 3.6, not Spin 4."
    yield "apiVersion: core.spinkube.dev/v1alpha1"
    yield "kind: SpinApp"
    yield "metadata:"
    yield f"  name: {package}"
    yield "spec:"
    yield f"  image: registry.example/{package}:0.1.0"
    yield "  replicas: 1"
    yield "  executor: containerd-shim-spin"
    yield ""


def _spin_compose(components: Sequence[Component]) -> Iterator[str]:
    yield f"# {HEAD}"
    yield "# docker compose -f <your file> -f compose.wasm.yaml up: Spin in a container of its own,"
    yield "# under the names of the services that it takes the place of."
    yield "services:"
    yield "  spin:"
    yield "    image: ${SPIN_IMAGE:?name an image that has spin in its path}"
    yield "    working_dir: /app"
    stores = ["--runtime-config-file", "runtime-config.toml"] if _store(components) else []
    yield f"    command: {json.dumps(['spin', 'up', '--listen', '0.0.0.0:80', *stores])}"
    yield '    volumes: ["./:/app:ro"]'
    yield "    networks:"
    yield "      default:"
    yield f"        aliases: {json.dumps([one.title for one in components])}"
    yield from _unplugged(components)
    yield ""


def _unplugged(components: Sequence[Component]) -> Iterator[str]:
    """The services whose place is taken are not started."""
    for one in components:
        yield f"  {json.dumps(one.title)}:"
        yield "    scale: 0"


def wasmcloud_files(package: str, components: Sequence[Component]) -> dict[str, str]:
    """A WorkloadDeployment per component."""
    documents = ["\n".join(_workload(package, one)) for one in components]
    return {"k8s/workloads.yaml": f"# {HEAD}\n" + "\n---\n".join(documents) + "\n"}


def _workload(package: str, one: Component) -> Iterator[str]:
    yield "apiVersion: runtime.wasmcloud.dev/v1alpha1"
    yield "kind: WorkloadDeployment"
    yield "metadata:"
    yield f"  name: {one.name}"
    yield "spec:"
    yield f"  replicas: {one.replicas}"
    yield "  template:"
    yield "    spec:"
    yield "      hostInterfaces:"
    for (namespace, package_, version), names in _offered(one).items():
        yield f"        - namespace: {namespace}"
        yield f"          package: {package_}"
        yield f"          version: {json.dumps(version)}"
        yield f"          interfaces: {json.dumps(names)}"
    yield "      components:"
    yield f"        - name: {one.name}"
    yield f"          image: registry.example/{package}-{one.name}:0.1.0"
    hosts = sorted({call.address for call in one.outbound if "keyvalue" not in call.through})
    if hosts:
        yield "          localResources:"
        yield f"            allowedHosts: {json.dumps(hosts)}"


def _offered(one: Component) -> dict[tuple[str, str, str], list[str]]:
    """Interfaces by package, as far as the host offers them through plugins."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for name in sorted((*one.exports, *one.imports)):
        namespace, _, rest = name.partition(":")
        package, _, rest = rest.partition("/")
        interface, _, version = rest.partition("@")
        if (namespace, package) not in BUILT_IN:
            found.setdefault((namespace, package, version), []).append(interface)
    return found


def wasmtime_files(package: str, components: Sequence[Component]) -> dict[str, str]:
    """Commands for a shell, a RuntimeClass with deployments, and a compose file."""
    return {
        "run.sh": "\n".join(_commands(components)),
        "k8s/wasmtime.yaml": "\n".join(_runtime(package, components)),
        "compose.wasm.yaml": "\n".join(_wasmtime_compose(components)),
    }


def _arguments(one: Component) -> list[str]:
    granted = ["inherit-network", "allow-ip-name-lookup"] if one.outbound else []
    grants = ["-S", ",".join(["cli", *granted])] if granted or one.serves else []
    grants += ["--dir", "."] if one.reads else []
    if one.serves:
        return ["wasmtime", "serve", *grants, "--addr", f"0.0.0.0:{SERVE_PORT}"]
    return ["wasmtime", "run", *grants]


def _commands(components: Sequence[Component]) -> Iterator[str]:
    yield "#!/bin/sh"
    yield f"# {HEAD}"
    yield "# One process each; give every server a port of its own when they share a machine."
    yield 'case "$1" in'
    for one in components:
        yield f"  {one.name}) exec {' '.join(_arguments(one))} {one.name}.wasm ;;"
    yield f'  *) echo "usage: $0 {"|".join(one.name for one in components)}" >&2; exit 2 ;;'
    yield "esac"
    yield ""


def _runtime(package: str, components: Sequence[Component]) -> Iterator[str]:
    yield f"# {HEAD}"
    yield "# Needs containerd-shim-wasmtime on the nodes (runtime io.containerd.wasmtime.v1)."
    yield "apiVersion: node.k8s.io/v1"
    yield "kind: RuntimeClass"
    yield "metadata:"
    yield "  name: wasmtime"
    yield "handler: wasmtime"
    for one in components:
        yield "---"
        yield "apiVersion: apps/v1"
        yield "kind: Deployment"
        yield "metadata:"
        yield f"  name: {one.name}"
        yield "spec:"
        yield f"  replicas: {one.replicas}"
        yield f"  selector: {{matchLabels: {{app: {one.name}}}}}"
        yield "  template:"
        yield f"    metadata: {{labels: {{app: {one.name}}}}}"
        yield "    spec:"
        yield "      runtimeClassName: wasmtime"
        yield "      containers:"
        yield f"        - name: {one.name}"
        yield f"          image: registry.example/{package}-{one.name}:0.1.0"
        if one.memory_mib:
            yield f"          resources: {{limits: {{memory: {one.memory_mib}Mi}}}}"
        if one.serves:
            yield f"          ports: [{{containerPort: {SERVE_PORT}}}]"
            yield "          env:"
            yield "            - name: WASMTIME_HTTP_PROXY_SOCKET_ADDR"
            yield f'              value: "0.0.0.0:{SERVE_PORT}"'
    yield ""


def _wasmtime_compose(components: Sequence[Component]) -> Iterator[str]:
    yield f"# {HEAD}"
    yield "# docker compose -f <your file> -f compose.wasm.yaml up: wasmtime in containers of its"
    yield "# own, under the names of the services that they take the place of."
    yield "services:"
    for one in components:
        yield f"  {one.name}-wasm:"
        yield "    image: ${WASMTIME_IMAGE:?name an image that has wasmtime in its path}"
        yield f"    command: {json.dumps([*_arguments(one), f'/app/{one.name}.wasm'])}"
        yield '    volumes: ["./:/app:ro"]'
        yield "    networks:"
        yield "      default:"
        yield f"        aliases: {json.dumps([one.title])}"
    yield from _unplugged(components)
    yield ""
