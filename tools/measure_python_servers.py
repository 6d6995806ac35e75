"""Small servers on the loopback device that probes talk to.

A fake network inside a sandbox cannot answer for them, so a probe that gets
the right bytes back has reached the host.
"""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GREETINGS = {
    "smtp": b"220 measured ESMTP\r\n",
    "pop": b"+OK measured\r\n",
    "ftp": b"220 measured\r\n",
    "imap": b"* OK measured\r\n",
}


class _Echo(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        with suppress(ConnectionError):
            while chunk := self.request.recv(4096):
                self.request.sendall(chunk)


class _EchoDatagram(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        data, sender = self.request
        sender.sendto(data, self.client_address)


class _Http(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._answer()

    def _answer(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "8")
        self.end_headers()
        self.wfile.write(b"measured")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _greeter(greeting: bytes) -> type[socketserver.StreamRequestHandler]:
    """A line server that greets and agrees to everything (SMTP, POP3, FTP, IMAP)."""

    class Greeter(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            with suppress(ConnectionError):
                self.wfile.write(greeting)
                for line in self.rfile:
                    self.wfile.write(_agree(greeting, line))

    return Greeter


def _agree(greeting: bytes, line: bytes) -> bytes:
    """The answer to one line of a client."""
    if greeting.startswith(b"* OK"):
        return b"* CAPABILITY IMAP4rev1\r\n" + line.partition(b" ")[0] + b" OK done\r\n"
    return greeting.split()[0].replace(b"220", b"250") + b" fine\r\n"


class _Datagrams(socketserver.ThreadingUDPServer):
    daemon_threads = True


class _Streams(socketserver.ThreadingTCPServer):
    daemon_threads = True
    address_family = socket.AF_INET


@contextmanager
def serving() -> Iterator[dict[str, object]]:
    """Run all servers; yields their ports under the names that probes use."""
    servers: dict[str, socketserver.TCPServer | socketserver.UDPServer] = {
        "echo": _Streams(("127.0.0.1", 0), _Echo),
        "udp": _Datagrams(("127.0.0.1", 0), _EchoDatagram),
        "http_port": ThreadingHTTPServer(("127.0.0.1", 0), _Http),
    }
    for name, greeting in GREETINGS.items():
        servers[name] = _Streams(("127.0.0.1", 0), _greeter(greeting))
    with ExitStack() as stack:
        for server in servers.values():
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {name: server.socket.getsockname()[1] for name, server in servers.items()}
