"""Where things are kept between runs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import winreg


def cache_folder(name: str) -> Path:
    """A folder for files that may be lost."""
    if sys.platform == "win32":
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\Textkit") as key:
            return Path(winreg.QueryValueEx(key, "Cache")[0]) / name
    if sys.platform == "darwin":
        return Path("~/Library/Caches").expanduser() / name
    base = os.environ.get("XDG_CACHE_HOME") or "cache"
    return Path(base) / name


def owner(path: Path) -> str:
    """Who owns a file, where files have owners."""
    try:
        import pwd
    except ImportError:
        return ""
    return pwd.getpwuid(path.stat().st_uid).pw_name
