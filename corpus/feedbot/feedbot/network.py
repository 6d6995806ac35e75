"""Fetching feeds over HTTPS, and talking to the chat server over TLS."""

from __future__ import annotations

import socket
import ssl
import urllib.request

import certifi

AGENT = "feedbot/3"
LONGEST = 2_000_000


def fetch(address: str) -> bytes:
    """The document at an address."""
    request = urllib.request.Request(address, headers={"User-Agent": AGENT})
    context = ssl.create_default_context(cafile=certifi.where())
    with urllib.request.urlopen(request, timeout=20, context=context) as answer:
        return answer.read(LONGEST)


class Room:
    """A line-based chat room."""

    def __init__(self, host: str, port: int, name: str) -> None:
        plain = socket.create_connection((host, port), timeout=20)
        self._line = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        self._say(f"NICK {name}")

    def tell(self, text: str) -> None:
        """Say something to everybody."""
        self._say(f"PRIVMSG #news :{text}")

    def _say(self, line: str) -> None:
        self._line.sendall(line.encode() + b"\r\n")
