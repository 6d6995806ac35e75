"""The JSON report: the contract that tests and outside tools read."""

from wasmfit.model.renderer import Renderer, Style
from wasmfit.model.report import Report


def render(report: Report, _: Style) -> str:
    """The report as indented JSON with a final line feed."""
    import msgspec

    from wasmfit.render._wire import to_wire

    encoded = msgspec.json.encode(to_wire(report))
    return msgspec.json.format(encoded, indent=2).decode("utf-8") + "\n"


RENDERER = Renderer(id="json", title="JSON report, version 1", render=render)
