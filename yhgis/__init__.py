"""yhgis: what lies on what in a district plan, and how much of it."""

__version__ = "0.1.0"
