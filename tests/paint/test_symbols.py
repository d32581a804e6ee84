"""Every kind of symbol looks as it was approved, on the screen and in PDF.

One contact sheet a family stands in ``approved/symbols_<family>.png`` (YHGIS_APPROVE=1 draws it anew: look at it);
the kinds are compared tile by tile, so that a failure names the kind and leaves its pictures.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zlib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from tests.paint.conftest import APPROVE_VARIABLE, APPROVED, pixels_of
from tests.paint.symbol_kinds import SYMBOLS, TILE_MM, kinds, place, sheet, tile
from yhgis.carto.display_list import DisplayList
from yhgis.carto.symbology import _PAINTERS
from yhgis.paint.image import render
from yhgis.paint.pdf import write_pdf

DPI = 127.0
#: On the screen, edges differ a little between Qt versions.
CHANNEL, SHARE = 24, 0.006
#: Another rasteriser thins lines and fills differently: what is compared is the mean of blocks of so many pixels.
BLOCK, PDF_CHANNEL, PDF_SHARE = 4, 30, 0.02

#: Letters stand where they stood, but their fonts differ a little from machine to machine.
LETTER_SHARE = 0.05

PAIRS = [(family, kind) for family in SYMBOLS for kind in kinds(family)]
Pixels = NDArray[np.uint8]


@cache
def _approved(family: str) -> Pixels:
    path = APPROVED / f"symbols_{family}.png"
    assert path.is_file(), f"no approved picture {path}; look at it and run with {APPROVE_VARIABLE}=1"
    return pixels_of(QImage(str(path)))[:, :, :3]


def _tile_of(picture: Pixels, family: str, kind: str, dpi: float = DPI) -> Pixels:
    x, y = (round(length / 25.4 * dpi) for length in place(kinds(family).index(kind)))
    width, height = (round(length / 25.4 * dpi) for length in TILE_MM)
    return picture[y : y + height, x : x + width]


def _save(folder: Path, **pictures: Pixels) -> None:
    for name, picture in pictures.items():
        whole = np.ascontiguousarray(picture if picture.ndim == 3 else np.repeat(picture[:, :, None], 3, axis=2))
        height, width = whole.shape[:2]
        QImage(whole.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).save(str(folder / f"{name}.png"))


def _compare(kind: str, got: Pixels, expected: Pixels, limits: tuple[int, float], folder: Path) -> None:
    assert got.shape == expected.shape, f"{kind}: size {got.shape[:2]}, approved {expected.shape[:2]}"
    wrong = np.abs(got.astype(int) - expected.astype(int)).max(axis=2) > limits[0]
    if wrong.mean() > limits[1]:
        _save(folder, got=got, expected=expected, difference=np.where(wrong, 255, 0).astype(np.uint8))
        pytest.fail(f"{kind}: {wrong.mean():.2%} of the pixels differ; look into {folder}")


@pytest.fixture(scope="module")
def screen(qapp: object) -> dict[str, Pixels]:
    """The contact sheets as painted now; with YHGIS_APPROVE=1 they become the approved ones."""
    images = {family: render(sheet(family), DPI) for family in SYMBOLS}
    if os.environ.get(APPROVE_VARIABLE) == "1":
        for family, image in images.items():
            assert image.save(str(APPROVED / f"symbols_{family}.png"))
    return {family: pixels_of(image)[:, :, :3] for family, image in images.items()}


@pytest.fixture(scope="module")
def printed(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pixels]:
    """The contact sheets written as PDF and drawn by poppler."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (poppler-utils) is not installed; the PDF's operators are tested all the same")
    folder = tmp_path_factory.mktemp("pdf")
    found = {}
    for family in SYMBOLS:
        write_pdf([sheet(family)], folder / f"{family}.pdf", "symbols")
        command = ["pdftoppm", "-r", str(DPI), "-singlefile", "-png", f"{family}.pdf", family]
        subprocess.run(command, cwd=folder, check=True, timeout=60)
        found[family] = pixels_of(QImage(str(folder / f"{family}.png")))[:, :, :3]
    return found


def test_every_kind_of_symbol_layer_has_a_picture() -> None:
    shown = {part["kind"] for family in SYMBOLS.values() for _, symbol in family.values() for part in symbol}
    assert shown == set(_PAINTERS)


@pytest.mark.parametrize(("family", "kind"), PAIRS, ids=[kind for _, kind in PAIRS])
def test_a_kind_looks_as_approved(family: str, kind: str, screen: dict[str, Pixels], tmp_path: Path) -> None:
    got, expected = (_tile_of(picture, family, kind) for picture in (screen[family], _approved(family)))
    if family == "labels":
        _compare(kind, _blocks(got), _blocks(expected), (PDF_CHANNEL, LETTER_SHARE), tmp_path)
    else:
        _compare(kind, got, expected, (CHANNEL, SHARE), tmp_path)


@pytest.mark.parametrize(("family", "kind"), PAIRS, ids=[kind for _, kind in PAIRS])
def test_a_kind_looks_the_same_in_pdf(family: str, kind: str, printed: dict[str, Pixels], tmp_path: Path) -> None:
    got, expected = (_blocks(_tile_of(picture, family, kind)) for picture in (printed[family], _approved(family)))
    share = LETTER_SHARE if family == "labels" else PDF_SHARE
    _compare(kind, got, expected, (PDF_CHANNEL, share), tmp_path)


def _blocks(picture: Pixels) -> Pixels:
    height, width = (size // BLOCK * BLOCK for size in picture.shape[:2])
    parts = picture[:height, :width].reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK, 3)
    return parts.mean(axis=(1, 3)).astype(np.uint8)


#: What a kind's content stream must say: fills, strokes, dashes, patterns of colour, masks of opacity, forms.
OPERATORS = {
    "fill": rb" f\*|\nf\*|h f\*",
    "hatch": rb" l[\s\S]*\nS",
    "dots": rb" cm /X\d+ Do",
    "inner_band": rb"f\*",
    "soft_fill": rb"f\*",
    "gradient": rb"/Pattern cs /P\d+ scn",
    "gradient_radial": rb"/Pattern cs /P\d+ scn",
    "rings_circle": rb"f\*",
    "stroke_dashed": rb"\[300 100 60 100\] 0 d",
    "stroke": rb"1 J",
    "ticks_cross": rb" cm /X\d+ Do",
    "arrowheads": rb" cm /X\d+ Do",
    "marker_circle": rb" cm /X\d+ Do",
    "svg": rb" cm /X\d+ Do",
    "soft_disc": rb" cm /X\d+ Do",
    "in_area": rb"\] TJ ET",
    "along_line": rb"/ActualText",
}


@pytest.mark.parametrize("kind", OPERATORS)
def test_a_kind_is_vectors_in_pdf(kind: str, tmp_path: Path, qapp: object) -> None:
    family = next(family for family in SYMBOLS if kind in SYMBOLS[family])
    write_pdf([DisplayList(*TILE_MM, tile(family, kind))], tmp_path / "a.pdf", kind)
    content = (tmp_path / "a.pdf").read_bytes()
    streams = [_inflated(stream) for stream in re.findall(rb"stream\r?\n([\s\S]*?)\r?\nendstream", content)]
    assert any(re.search(OPERATORS[kind], stream) for stream in streams), f"{kind}: no {OPERATORS[kind]!r}"
    assert b"/Subtype /Image" not in content
    if kind == "gradient_radial":
        assert b"/ShadingType 3" in content


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream
