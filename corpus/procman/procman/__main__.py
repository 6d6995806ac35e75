"""``python -m procman FILE``"""

import sys
from pathlib import Path

from procman.config import load
from procman.supervisor import Supervisor

if __name__ == "__main__":
    Supervisor(load(Path(sys.argv[1]))).run()
