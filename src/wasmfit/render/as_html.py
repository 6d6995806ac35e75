"""The report as one HTML page that needs nothing but itself."""

from wasmfit.model.renderer import Renderer, Style
from wasmfit.model.report import Report


def render(report: Report, _: Style) -> str:
    """The page: verdicts, plans, graphs, dependencies and every finding, with filters."""
    from wasmfit.render._html import page

    return page(report)


RENDERER = Renderer(id="html", title="One offline page to read and filter", render=render)
