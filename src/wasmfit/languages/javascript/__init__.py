"""JavaScript and TypeScript: how their sources name what they use."""

from collections.abc import Mapping, Sequence

from wasmfit.model.facts import FileFacts
from wasmfit.model.project import SourceFile
from wasmfit.model.reader import Hints, Interest, Language, Linked


def _read(file: SourceFile, data: bytes, interest: Interest, hints: Mapping[str, str]) -> FileFacts:
    from wasmfit.languages.javascript.read import read

    return read(file, data, interest, hints)


def _link(files: Sequence[FileFacts], interest: Interest) -> Linked:
    from wasmfit.languages.javascript.link import link

    return link(files, interest)


def _ask(files: Sequence[FileFacts], interest: Interest) -> Hints:
    from wasmfit.languages.javascript.link import ask

    return ask(files, interest)


LANGUAGE = Language(
    id="javascript",
    pages=True,
    title="JavaScript and TypeScript",
    suffixes=(".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".mts", ".cts"),
    shebangs=("node", "nodejs", "ts-node", "tsx"),
    read=_read,
    link=_link,
    ask=_ask,
)
