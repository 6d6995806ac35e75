"""Starts programs and keeps them running."""
