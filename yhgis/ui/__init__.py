"""The window: everything that uses widgets."""
