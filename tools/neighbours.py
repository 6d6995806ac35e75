"""A contract for the import linter: plugins of one folder do not know each other."""

from collections.abc import Iterator
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class NeighboursContract(Contract):
    """The modules of a folder may import its underscored modules, and no others of it.

    ``packages`` are the folders. An underscored module is shared between its
    neighbours, so it may not import one of them either. A subfolder counts as
    one module.
    """

    type_name = "neighbours"
    packages = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001
        """Look at every direct import below the folders."""
        illegal = sorted(
            pair for package in cast("list[str]", self.packages) for pair in _pairs(graph, package)
        )
        return ContractCheck(kept=not illegal, metadata={"illegal": illegal})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that is not allowed."""
        for importer, imported in check.metadata["illegal"]:
            output.print_error(f"- {importer} -> {imported}")


def _pairs(graph: ImportGraph, package: str) -> Iterator[tuple[str, str]]:
    """Importer and imported module where two plugins of the package meet."""
    if package not in graph.modules:
        message = f"there is no package {package}"
        raise ValueError(message)
    for importer in graph.find_descendants(package):
        for imported in graph.find_modules_directly_imported_by(importer):
            name = _plugin(package, imported)
            if name and not name.startswith("_") and name != _plugin(package, importer):
                yield importer, imported


def _plugin(package: str, module: str) -> str:
    """The name of a module's plugin, empty when it lies outside the package."""
    below = module.removeprefix(f"{package}.")
    return "" if below == module else below.partition(".")[0]
