"""A county made from nothing but a seed: tiling parcels, towns, a red line, farmland, urban areas (EPSG:4549).

Neighbouring parcels share identical vertices (an exact coverage) and towns are unions of parcels.  The control lines
mostly exclude each other, but were simplified independently (slivers) and some were left overlapping (conflicts),
as real drafts are.  With 200,000 parcels there are 5 million vertices.
"""
