"""What stands around the map: layer tree, theme bar, identity card, results."""
