"""The same jobs done by GeoPandas and by QGIS, each in the best way its users know."""
