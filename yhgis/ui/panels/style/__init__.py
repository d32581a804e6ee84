"""The style panel: how the layer chosen in the tree is drawn, changed with the map looking on."""
