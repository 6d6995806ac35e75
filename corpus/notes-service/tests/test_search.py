"""Search finds what was written."""

import subprocess
import sys

from notes.model import Note
from notes.search import Index


def test_the_best_note_comes_first():
    index = Index([Note("tea and bread"), Note("tea tea tea")])
    assert index.select("tea")[0] == Note("tea tea tea").id


def test_the_command_line_explains_itself():
    assert subprocess.run([sys.executable, "-m", "notes", "--help"], check=True).returncode == 0
