"""This plan's knowledge: its catalog of layers, its towns, what lies at a place, and how the layers are made."""
