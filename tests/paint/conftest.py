"""Pictures to compare with, and marks to make them of."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage

APPROVED = Path(__file__).parent / "approved"
APPROVE_VARIABLE = "YHGIS_APPROVE"
#: A pixel differs when a channel does by more than this; edges differ a little between Qt versions and machines.
CHANNEL = 24
#: Share of pixels that may differ.
SHARE = 0.004

Approve = Callable[[QImage, str], None]


@pytest.fixture(autouse=True)
def _application(qapp: object) -> None:
    """Fonts and images need an application; the one of pytest-qt serves every test of the run."""


@pytest.fixture
def approve(tmp_path_factory: pytest.TempPathFactory) -> Approve:
    """Compare an image with the approved one of that name; with YHGIS_APPROVE=1 approve it."""

    def compare(image: QImage, name: str) -> None:
        path = APPROVED / f"{name}.png"
        if os.environ.get(APPROVE_VARIABLE) == "1":
            APPROVED.mkdir(exist_ok=True)
            assert image.save(str(path))
            return
        assert path.is_file(), f"no approved picture {path}; look at it and run with {APPROVE_VARIABLE}=1"
        got, expected = pixels_of(image), pixels_of(QImage(str(path)))
        assert got.shape == expected.shape, f"{name}: size {got.shape[:2]}, approved {expected.shape[:2]}"
        difference = np.abs(got.astype(int) - expected.astype(int)).max(axis=2)
        wrong = difference > CHANNEL
        if wrong.mean() > SHARE:
            folder = tmp_path_factory.mktemp(name)
            image.save(str(folder / "got.png"))
            QImage(str(path)).save(str(folder / "expected.png"))
            to_image(np.where(wrong, 255, 0).astype(np.uint8)).save(str(folder / "difference.png"))
            pytest.fail(f"{name}: {wrong.mean():.2%} of the pixels differ; look into {folder}")

    return compare


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """Return an image as rows x columns x RGBA, not premultiplied."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine() // 4, 4)[
        :, : plain.width()
    ].copy()


def to_image(grey: NDArray[np.uint8]) -> QImage:
    """Return a grey image."""
    height, width = grey.shape
    return QImage(np.ascontiguousarray(grey).tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()
