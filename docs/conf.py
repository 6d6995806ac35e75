"""How the documentation site is built from these pages: ``make site``."""

from wasmfit.version import __version__

project = "wasmfit"
author = "the authors of wasmfit"
release = version = __version__
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
html_theme = "furo"
html_title = f"wasmfit {version}"
html_show_copyright = False
html_static_path: list[str] = []
myst_heading_anchors = 4
templates_path: list[str] = []
# Pages also link to folders of the repository, which are no pages of the site.
suppress_warnings = ["myst.xref_missing"]
