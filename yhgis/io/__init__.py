"""Bytes to model and back: vector files, tables, project files. Does no analysis."""
