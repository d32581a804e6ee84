"""Results and pictures into files that leave the building."""
