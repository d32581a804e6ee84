"""Layers in, results out: the overlap engine. Knows no files and no window."""
