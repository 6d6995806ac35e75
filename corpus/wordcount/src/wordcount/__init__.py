"""Counts lines, words and characters, and says which words are frequent."""
