"""The door: arguments in, exit code out. One file of this folder per command."""

from wasmfit.cli._main import main

__all__ = ["main"]
