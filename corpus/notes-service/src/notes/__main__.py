"""The command line: serve, import, export."""

from __future__ import annotations

import argparse
from pathlib import Path

from dotenv import load_dotenv

from notes.handlers import Application
from notes.model import Note
from notes.search import Index
from notes.server import open_browser, serve
from notes.storage import open_store
from notes.worker import Worker, export


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says."""
    load_dotenv()
    options = _parser().parse_args(arguments)
    store = open_store(options.data)
    if options.command == "import":
        for path in sorted(Path(options.folder).rglob("*.md")):
            store.put(Note(path.read_text("utf-8")))
    elif options.command == "export":
        export(list(store), Path(options.to))
    else:
        index = Index(store)
        worker = Worker(store, index, Path(options.data))
        worker.start()
        worker.start_snapshots()
        if options.show:
            open_browser(options.port)
        serve(Application(store, index, worker.changed), options.port, background=options.background)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="notes")
    parser.add_argument("--data", default="data", help="a folder, or a postgresql:// address")
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve")
    serving.add_argument("--port", type=int, default=8080)
    serving.add_argument("--background", action="store_true")
    serving.add_argument("--show", action="store_true")
    commands.add_parser("import").add_argument("folder")
    commands.add_parser("export").add_argument("--to", default="notes.pdf")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
