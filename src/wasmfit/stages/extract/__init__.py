"""Read files: bytes in, facts and gaps out. Trees never leave this stage."""

from wasmfit.stages.extract.deployed import deployment_facts
from wasmfit.stages.extract.reading import Crew, Reading, Tasks, extract
from wasmfit.stages.extract.texts import first_bytes, manifest_facts

__all__ = [
    "Crew",
    "Reading",
    "Tasks",
    "deployment_facts",
    "extract",
    "first_bytes",
    "manifest_facts",
]
