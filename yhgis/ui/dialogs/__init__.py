"""What is asked: a tool's parameters, which layers of a file, its CRS, how a sheet shall be."""
