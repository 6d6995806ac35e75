"""The report as Markdown: to paste into a ticket or a merge request."""

from wasmfit.model.renderer import Renderer, Style
from wasmfit.model.report import Report
from wasmfit.render._page import page


def render(report: Report, _: Style) -> str:
    """Verdicts, scores, blockers, plan, findings: all on one page."""
    return page(report)


RENDERER = Renderer(id="markdown", title="Markdown for a ticket", render=render)
