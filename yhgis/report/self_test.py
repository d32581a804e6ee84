"""Does this installation stand: GDAL, PROJ, fonts, a read and a transform, one line each.

The same lines serve ``main.py self-test``, the built bundle's first start and the window's "about" page.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from yhgis.errors import UserError

#: A point in the district and where EPSG:4549 puts it, to the millimetre.
#: Compared with our own Gauss-Krueger series on the CGCS2000 ellipsoid; a wrong database is off by metres.
_KNOWN_DEGREES = (119.9819, 30.3004)
_KNOWN_TOLERANCE_M = 0.001


@dataclass(frozen=True)
class Check:
    """One line of the self-test."""

    name: str
    passed: bool
    detail: str

    def document(self) -> dict[str, object]:
        """Return the JSON object."""
        return {"name": self.name, "passed": self.passed, "detail": self.detail}


def run_self_test() -> list[Check]:
    """Run every check; a failing one does not keep the others from running."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("GDAL", _gdal),
        ("PROJ", _proj),
        ("transform", _transform),
        ("layers", _layers),
        ("write and read", _round_trip),
        ("fiona", _fiona),
        ("fonts", _fonts),
        ("paint", _paint),
    ]
    return [_run(name, check) for name, check in checks]


def _run(name: str, check: Callable[[], str]) -> Check:
    # The one place that may catch everything: a broken library raises whatever it likes (ImportError, OSError,
    # its own classes), and saying so is this module's whole purpose.
    try:
        return Check(name, True, check())
    except UserError as error:
        return Check(name, False, str(error))
    except Exception as error:  # noqa: BLE001 - see above
        return Check(name, False, f"{type(error).__name__}: {error}")


def _gdal() -> str:
    import pyogrio

    drivers = pyogrio.list_drivers()
    missing = [name for name in ("GPKG", "ESRI Shapefile", "GeoJSON", "OpenFileGDB", "KML") if name not in drivers]
    if missing:
        raise OSError(f"drivers missing: {', '.join(missing)}")
    return f"GDAL {pyogrio.__gdal_version_string__}, pyogrio {pyogrio.__version__}, {len(drivers)} drivers"


def _proj() -> str:
    import pyproj

    name = pyproj.CRS.from_epsg(4549).name
    return f"PROJ {pyproj.proj_version_str}, {name}, {pyproj.datadir.get_data_dir()}"


def _gauss_krueger(lon: float, lat: float) -> tuple[float, float]:
    """Return x, y in EPSG:4549 by the sixth-order Krueger series (Karney 2011, eq. 7-11), independent of PROJ."""
    a, f = 6378137.0, 1 / 298.257222101
    n = f / (2 - f)
    radius = a / (1 + n) * (1 + n**2 / 4 + n**4 / 64 + n**6 / 256)
    alpha = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180 - 127 * n**5 / 288 + 7891 * n**6 / 37800,
        13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440 + 281 * n**5 / 630 - 1983433 * n**6 / 1935360,
        61 * n**3 / 240 - 103 * n**4 / 140 + 15061 * n**5 / 26880 + 167603 * n**6 / 181440,
        49561 * n**4 / 161280 - 179 * n**5 / 168 + 6601661 * n**6 / 7257600,
        34729 * n**5 / 80640 - 3418889 * n**6 / 1995840,
        212378941 * n**6 / 319334400,
    )
    e = np.sqrt(f * (2 - f))
    tau = np.tan(np.radians(lat))
    sigma = np.sinh(e * np.arctanh(e * tau / np.sqrt(1 + tau**2)))
    conformal = tau * np.sqrt(1 + sigma**2) - sigma * np.sqrt(1 + tau**2)
    away = np.radians(lon - 120.0)
    xi0 = np.arctan2(conformal, np.cos(away))
    eta0 = np.arcsinh(np.sin(away) / np.hypot(conformal, np.cos(away)))
    xi = xi0 + sum(c * np.sin(2 * (j + 1) * xi0) * np.cosh(2 * (j + 1) * eta0) for j, c in enumerate(alpha))
    eta = eta0 + sum(c * np.cos(2 * (j + 1) * xi0) * np.sinh(2 * (j + 1) * eta0) for j, c in enumerate(alpha))
    return float(500000 + radius * eta), float(radius * xi)


def _transform() -> str:
    from yhgis.model.crs import DEGREES_CRS, WORK_CRS, transform_coordinates

    got = transform_coordinates(np.array([_KNOWN_DEGREES]), DEGREES_CRS, WORK_CRS)[0]
    off = float(np.hypot(*(got - np.array(_gauss_krueger(*_KNOWN_DEGREES)))))
    if off > _KNOWN_TOLERANCE_M:
        raise ArithmeticError(f"EPSG:4490 to EPSG:4549 is {off:.3f} m off")
    return f"EPSG:4490 to EPSG:4549 agrees with the series to {off * 1000:.4f} mm"


def _layers() -> str:
    from yhgis.plan.catalog import Catalog

    catalog = Catalog.load()
    features = sum(len(catalog.layer(entry.id)) for entry in catalog.entries)
    return f"{len(catalog.entries)} layers, {features} features"


def _round_trip() -> str:
    from yhgis.io.vector import read_layer
    from yhgis.io.vector_write import write_layer
    from yhgis.plan.catalog import Catalog

    towns = Catalog.load().layer("towns")
    with tempfile.TemporaryDirectory(prefix="yhgis-自检-") as folder:
        path = Path(folder) / "镇街.gpkg"
        write_layer(towns, path)
        again = read_layer(path)
    if len(again) != len(towns) or again.crs != towns.crs:
        raise OSError("a GeoPackage written and read again differs")
    return f"GeoPackage with Chinese path, {len(again)} features, {again.crs}"


def _fiona() -> str:
    import fiona

    return f"fiona {fiona.__version__}, GDAL {fiona.__gdal_version__}"


def _fonts() -> str:
    from yhgis.paint.application import ensure_gui_application
    from yhgis.paint.text import family

    ensure_gui_application()
    return family()


def _paint() -> str:
    from yhgis.carto.display_list import DisplayList
    from yhgis.paint.image import render

    image = render(DisplayList(20.0, 10.0, ()), 96.0)
    return f"{image.width()} x {image.height()} pixels"
