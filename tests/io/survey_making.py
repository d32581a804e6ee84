"""Parcels of survey coordinate files: figures that the tests write and read."""

from __future__ import annotations

import shapely

X0, Y0 = 480_000.0, 3_350_000.0
SQUARE = [(X0, Y0), (X0 + 100, Y0), (X0 + 100, Y0 + 100), (X0, Y0 + 100)]
HOLE = [(X0 + 20, Y0 + 20), (X0 + 40, Y0 + 20), (X0 + 40, Y0 + 40), (X0 + 20, Y0 + 40)]
BESIDE = [(X0 + 200, Y0), (X0 + 300, Y0), (X0 + 300, Y0 + 50)]
DONUT = shapely.Polygon(SQUARE, [HOLE])
