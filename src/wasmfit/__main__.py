"""Run the program as ``python -m wasmfit``."""

import sys

from wasmfit.cli import main

if __name__ == "__main__":
    sys.exit(main())
