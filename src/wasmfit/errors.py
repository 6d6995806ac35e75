"""What may stop a run: one line that names the file, the place and the mend."""


def one_line(words: str) -> str:
    """Words for a terminal: what is no visible character is shown as an escape."""
    if words.isprintable():
        return words
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in words)


class WasmfitError(Exception):
    """Base of every error a user can cause. ``exit_code`` is what the door returns."""

    exit_code = 2


class UsageError(WasmfitError):
    """A bad option, path or configuration."""


class KnowledgeError(WasmfitError):
    """A rule file that breaks the schema; the message lists every mistake."""


class InstallationError(WasmfitError):
    """A package that wasmfit needs is missing, broken or of a version that does not fit."""

    def __init__(self, package: str, reason: str) -> None:
        """The name it is imported by, and what that said."""
        super().__init__(package, reason)

    def __str__(self) -> str:
        """One line for a person."""
        package, reason = self.args
        mend = "install wasmfit again with what it needs: pip install --force-reinstall wasmfit"
        return f"the package {package} cannot be loaded: {reason} ({mend})"


class NothingToScanError(WasmfitError):
    """The tree holds no file that any reader takes."""

    exit_code = 3


class TooSlowError(Exception):
    """Reading one file was given up; the stage that reads it makes a gap of this.

    No ValueError, so that a reader that expects bad input does not swallow it.
    """
