"""Measuring how often the Python reader is right, against an oracle of its own making."""
