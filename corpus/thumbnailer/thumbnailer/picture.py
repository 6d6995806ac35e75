"""Opening, turning and scaling: all of it is Pillow's work."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageOps

from thumbnailer.sizes import Size, small_name


def shrink(source: Path, folder: Path, size: Size) -> Path:
    """Write one small picture; where it was written."""
    target = folder / small_name(source, size)
    with Image.open(source) as picture:
        upright = ImageOps.exif_transpose(picture)
        small = upright.resize(size.within(*upright.size), Image.Resampling.LANCZOS)
        small.save(target, "WEBP", quality=82)
    return target
