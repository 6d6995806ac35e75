"""Wraps, aligns, pages and diffs text."""

from textkit.console import width
from textkit.diff import unified
from textkit.layout import align, columns, wrap
from textkit.paths import cache_folder
from textkit.select import fork, spawn

__all__ = ["align", "cache_folder", "columns", "fork", "spawn", "unified", "width", "wrap"]
