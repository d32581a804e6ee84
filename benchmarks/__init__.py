"""Speed, measured as ratios in one run: ours beside GeoPandas and, where it is installed, QGIS."""
