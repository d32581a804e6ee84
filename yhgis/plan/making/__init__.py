"""Making each built-in layer from the figures and the schematic shapes in ``layers/sources``."""
