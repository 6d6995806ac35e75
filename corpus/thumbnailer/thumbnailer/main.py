"""``thumbnailer FOLDER TARGET``"""

from __future__ import annotations

import argparse
from pathlib import Path

from tqdm import tqdm

from thumbnailer.batch import digest_all, shrink_all
from thumbnailer.optimise import Squeezer

SUFFIXES = {".jpg", ".jpeg", ".png", ".tif"}


def main() -> int:
    """Make the small pictures of a folder."""
    parser = argparse.ArgumentParser(prog="thumbnailer")
    parser.add_argument("folder", type=Path)
    parser.add_argument("target", type=Path)
    options = parser.parse_args()
    sources = sorted(path for path in options.folder.iterdir() if path.suffix.lower() in SUFFIXES)
    fresh = digest_all(sources)
    squeezer = Squeezer()
    for small in tqdm(shrink_all(list(fresh), options.target), total=len(fresh)):
        if squeezer.worth_it(small):
            print(f"{small}: could be smaller")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
