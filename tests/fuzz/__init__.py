"""Mutated files and expressions against the parsers of our own: ``python -m tests.fuzz --minutes 10``."""
