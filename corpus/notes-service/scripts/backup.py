"""Copy the newest snapshot to the backup host; run by hand or by cron."""

import subprocess
import sys
from pathlib import Path

HOST = "backup.example.org:/srv/notes/"

if __name__ == "__main__":
    newest = max(Path(sys.argv[1]).glob("*.sqlite"))
    subprocess.run(["scp", str(newest), HOST], check=True)
