"""``wasmfit completion``: a script that lets a shell complete commands and options."""

import argparse

from wasmfit.cli._command import Command

SHELLS = ("bash", "fish", "powershell", "tcsh", "zsh")
EPILOG = """\
bash: wasmfit completion bash > ~/.local/share/bash-completion/completions/wasmfit
zsh:  wasmfit completion zsh > a folder of $fpath, as _wasmfit
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """The options of this command."""
    parser.add_argument("shell", choices=SHELLS, help="the shell it is for")
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    from wasmfit.cli._main import whole_parser

    print(shtab.complete(whole_parser(), shell=options.shell))
    return 0


COMMAND = Command("completion", "print a script for the shell's completion", configure, run)
