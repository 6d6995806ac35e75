"""Keeps notes, renders them, finds them again."""

__version__ = "2.3.0"
