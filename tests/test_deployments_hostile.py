"""Deployment files that were made to grow: everything ends soon, with a gap or with little."""

from collections.abc import Mapping, Sequence
from time import monotonic

import pytest

from wasmfit import deployments
from wasmfit.model.deployment import DeploymentFacts
from wasmfit.stages.assemble import join

READERS = {one.id: one for one in deployments.readers()}
SOON = 20.0
"""Seconds; each of these would take hours, or all memory, without a limit."""


class Memory:
    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = {path: text.encode() for path, text in files.items()}

    def data(self, path: str) -> bytes | None:
        return self.files.get(path)

    def below(self, folder: str) -> Sequence[str]:
        return sorted(path for path in self.files if path.startswith(folder))


def read(form: str, path: str, files: Mapping[str, str]) -> DeploymentFacts:
    start = monotonic()
    facts = READERS[form].read(path, Memory(files))
    assert monotonic() - start < SOON
    return facts


def test_includes_that_double_are_read_once() -> None:
    files = {
        f"c{n}/compose.yaml": f"include: [../c{n + 1}/compose.yaml, ../c{n + 1}/./compose.yaml]\n"
        f"services: {{s{n}: {{image: a}}}}\n"
        for n in range(18)
    }
    facts = read("compose", "c0/compose.yaml", files)
    assert len(facts.services) == 18


def test_variables_that_double_stay_small() -> None:
    lines = [f"V{n}=$V{n - 1}$V{n - 1}" for n in range(1, 60)]
    files = {
        ".env": "\n".join(["V0=" + "x" * 50, *lines]),
        "compose.yaml": "services: {a: {image: x, environment: {A: $V59}}}\n",
    }
    (service,) = read("compose", "compose.yaml", files).services
    assert len(service.references[0].value) < 100_000


def test_stages_that_copy_from_each_other_stay_small() -> None:
    stages = ["FROM scratch AS s0\nCOPY a b\nENV A=x"]
    stages += [
        f"FROM i{n} AS s{n}\n" + f"COPY --from=s{n - 1} a b\n" * 3 + "ENV A=$A$A"
        for n in range(1, 200)
    ]
    facts = read("dockerfile", "Dockerfile", {"Dockerfile": "\n".join(stages)})
    assert len(facts.recipes) == 200
    assert max(len(one.made_with) for one in facts.recipes) <= 500


def test_values_that_double_inside_a_stage_stay_small() -> None:
    text = "FROM scratch\n" + "ENV A=x\n" + "ENV A=$A$A\n" * 80
    (recipe,) = read("dockerfile", "Dockerfile", {"Dockerfile": text}).recipes
    assert max(len(one.value) for one in recipe.references) <= 10_000


GROWING = {
    "printf": '{{ $x := "x" }}{{ range 1000 }}{{ $x = printf "%s%s" $x $x }}{{ end }}',
    "range": "{{ range 1000 }}{{ range 1000 }}{{ range 1000 }}x{{ end }}{{ end }}{{ end }}",
    "include": '{{ define "a" }}{{ include "b" . }}{{ include "b" . }}{{ end }}'
    '{{ define "b" }}{{ include "a" . }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
    "append": "{{ $l := list 1 }}{{ range 1000 }}{{ $l = append $l $l }}{{ end }}",
    "nested": "{{ $l := list 1 }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}{{ $l }}",
    "yaml": "{{ $l := list 1 }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}{{ toYaml $l }}",
    "replace": '{{ $x := "aaaaaaaaaa" }}{{ range 50 }}{{ $x = replace "a" $x $x }}{{ end }}',
    "tpl": '{{ $t := "{{ tpl . . }}" }}{{ tpl $t $t }}',
}


@pytest.mark.parametrize("template", GROWING.values(), ids=GROWING)
def test_templates_that_grow_end(template: str) -> None:
    files = {"Chart.yaml": "name: x\n", "templates/a.yaml": template}
    assert read("helm", "Chart.yaml", files).services == ()


def test_kustomizations_that_double_are_read_once() -> None:
    files = {
        f"k{n}/kustomization.yaml": f"resources: [../k{n + 1}, ../k{n + 1}/]\n" for n in range(18)
    }
    files["k18/kustomization.yaml"] = "resources: [pod.yaml]\n"
    files["k18/pod.yaml"] = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{image: a}]}\n"
    )
    assert {one.name for one in read("kustomize", "k0/kustomization.yaml", files).services} == {"p"}


def test_references_without_end_are_cut() -> None:
    value = "a@" * 1000
    lines = "\n".join(f"      V{n}: '{value}'" for n in range(3000))
    text = f"services:\n  a:\n    image: x\n    environment:\n{lines}\n"
    facts = read("compose", "compose.yaml", {"compose.yaml": text})
    services, gaps = join([facts], ["compose.yaml"], "root", lambda _: False)
    assert len(services) == 1
    assert gaps == ()
