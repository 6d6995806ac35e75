"""The JSON report: the contract that tests and outside tools read."""

from wasmfit.model.renderer import Renderer, Style
from wasmfit.model.report import Report


def render(report: Report, _: Style) -> str:
    """The report as indented JSON with a final line feed."""
    return encoded(report).decode("utf-8")


def encoded(report: Report) -> bytes:
    """The same in UTF-8."""
    import msgspec

    from wasmfit.render._wire import to_wire

    return msgspec.json.format(msgspec.json.encode(to_wire(report)), indent=2) + b"\n"


RENDERER = Renderer(id="json", title="JSON report, version 1", render=render)
