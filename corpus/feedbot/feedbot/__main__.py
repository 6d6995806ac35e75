"""``python -m feedbot FEEDS``"""

import os
import sys
from pathlib import Path

from feedbot.bot import Bot
from feedbot.memory import Memory
from feedbot.network import Room

if __name__ == "__main__":
    addresses = Path(sys.argv[1]).read_text("utf-8").split()
    where = os.environ.get("FEEDBOT_ROOM", "chat.example.org")
    Bot(addresses, Memory(Path("seen.json")), Room(where, 6697, "feedbot")).run()
