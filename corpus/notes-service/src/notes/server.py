"""The shell around the handlers: sockets, signals, and a second process where there can be one."""

from __future__ import annotations

import os
import platform
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from notes.compat import CAN_FORK
from notes.handlers import Application, Request

PID_FILE = "notes.pid"


def serve(application: Application, port: int, *, background: bool = False) -> None:
    """Answer requests until someone says stop."""
    if background:
        detach()
    signal.signal(signal.SIGTERM, _stop)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    server = ThreadingHTTPServer(("", port), _handler(application))
    server.serve_forever()


def detach() -> None:
    """Go on as a daemon: the usual step, where a process can be doubled."""
    if not CAN_FORK:
        return
    if os.fork():
        os._exit(0)
    os.setsid()
    with open(PID_FILE, "w", encoding="ascii") as file:
        file.write(str(os.getpid()))


def open_browser(port: int) -> None:
    """Show the service to the person at this machine."""
    address = f"http://localhost:{port}/"
    if sys.platform == "darwin":
        os.spawnlp(os.P_NOWAIT, "open", "open", address)
    elif platform.system() == "Windows":
        os.startfile(address)
    elif os.name == "nt":
        os.system(f"start {address}")


def _stop(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def _handler(application: Application) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Turns what came over the socket into a request, and the answer back."""

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            place = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            request = Request(self.command, place.path, dict(parse_qsl(place.query)), body)
            response = application(request)
            self.send_response(response.status)
            self.send_header("Content-Type", response.kind)
            self.end_headers()
            self.wfile.write(response.body)

    return Handler
